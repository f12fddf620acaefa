package io.finlake.etl.parse;

import io.finlake.etl.contract.RawSource.Evolution;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hive.ql.exec.vector.ColumnVector;
import org.apache.hadoop.hive.ql.exec.vector.VectorizedRowBatch;
import org.apache.orc.OrcFile;
import org.apache.orc.Reader;
import org.apache.orc.RecordReader;
import org.apache.orc.StripeInformation;
import org.apache.orc.TypeDescription;

/**
 * ORC files. Only columns that somebody asked for are decoded; the others count as unknown by the
 * schema, once a record.
 */
final class OrcRecords implements FormatRecords {
  private static final int BATCH_ROWS = 256;

  private final FieldTree tree;
  private final SeekableBytes bytes;
  private final OrcWatch watch;
  private final Reader file;
  private final RecordReader rows;
  private final VectorizedRowBatch batch;
  private final OrcValues values;
  private final List<String> names = new ArrayList<>();
  private final List<TypeDescription> types = new ArrayList<>();
  private final List<ColumnVector> vectors = new ArrayList<>();
  private final List<String> skipped = new ArrayList<>();
  private int row;
  private long ordinal;

  private OrcRecords(ReadSpec spec, SeekableBytes bytes, OrcInput input, Reader file)
      throws IOException {
    this.tree = spec.reshaped() ? FieldTree.flat(spec.paths()) : FieldTree.of(spec.paths());
    this.bytes = bytes;
    this.watch = new OrcWatch(input);
    this.file = file;
    this.values = new OrcValues(spec.limits().recordBytes());
    TypeDescription schema = file.getSchema();
    this.batch = schema.createRowBatch(BATCH_ROWS);
    boolean[] included = new boolean[schema.getMaximumId() + 1];
    included[0] = true;
    for (int i = 0; i < schema.getChildren().size(); i++) {
      TypeDescription type = schema.getChildren().get(i);
      String name = schema.getFieldNames().get(i);
      if (spec.evolution() == Evolution.ADD || tree.child(name) != null) {
        names.add(name);
        types.add(type);
        vectors.add(batch.cols[i]);
        Arrays.fill(included, type.getId(), type.getMaximumId() + 1, true);
      } else {
        skipped.add(name);
      }
    }
    this.rows = file.rows(file.options().include(included).useZeroCopy(false));
  }

  static OrcRecords open(ObjectInput object, ReadSpec spec) throws IOException {
    SeekableBytes bytes = object.seek();
    try {
      OrcInput input = new OrcInput(object.bytes(), bytes);
      verifyMark(bytes);
      Reader file =
          OrcFile.createReader(
              OrcInput.path(),
              OrcFile.readerOptions(new Configuration(false))
                  .filesystem(input)
                  .maxLength(object.bytes())
                  .useUTCTimestamp(true)
                  .convertToProlepticGregorian(true));
      verify(file, object.bytes());
      return new OrcRecords(spec, bytes, input, file);
    } catch (IOException | RuntimeException e) {
      bytes.close();
      throw explained(e);
    }
  }

  private static void verifyMark(SeekableBytes bytes) throws IOException {
    byte[] mark = new byte[3];
    int filled = 0;
    int read = 0;
    while (filled < mark.length && read >= 0) {
      read = bytes.read(filled, mark, filled, mark.length - filled);
      filled += Math.max(read, 0);
    }
    if (!new String(mark, StandardCharsets.ISO_8859_1).equals("ORC")) {
      throw new IOException("it is not an ORC file: it does not begin with ORC");
    }
  }

  /** A tail that lies about names or places is refused before anything is allocated for it. */
  private static void verify(Reader file, long length) throws IOException {
    TypeDescription schema = file.getSchema();
    if (schema.getCategory() != TypeDescription.Category.STRUCT) {
      throw new IOException("its ORC schema is not a struct");
    }
    List<String> names = schema.getFieldNames();
    if (names.stream().distinct().count() < names.size()) {
      throw new IOException("its ORC schema has a name twice");
    }
    for (StripeInformation stripe : file.getStripes()) {
      long start = stripe.getOffset();
      long size = stripe.getLength();
      if (start < 0 || size < 0 || start > length || size > length - start) {
        throw new IOException("the ORC tail names bytes that the file does not have");
      }
    }
  }

  /** ORC throws any exception for damage; its text may name the path of our one-file system. */
  private static IOException explained(Exception e) {
    String why = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    String plain = why.replace(OrcInput.path().toString(), "the file");
    return plain.startsWith("it is not") || plain.startsWith("its ORC")
        ? new IOException(plain, e)
        : new IOException("the ORC file is cut off or corrupt: " + plain, e);
  }

  @Override
  public boolean next(RecordBuilder target) throws IOException {
    Fields record;
    try {
      if (row == batch.size) {
        row = 0;
        if (!watch.run(() -> rows.nextBatch(batch))) {
          return ended();
        }
      }
      record = record(row++);
    } catch (IOException | RuntimeException e) {
      throw explained(e);
    }
    target.begin(ordinal++);
    try {
      record.read(tree, "", target);
      skipped.forEach(name -> target.unknown().found(name, ""));
      target.commit();
    } catch (MisshapenException e) {
      target.fail(Reason.MALFORMED, e.getMessage(), "", false, Lines.hash(new byte[0], 0, 0));
    }
    return true;
  }

  private boolean ended() throws IOException {
    batch.size = 0;
    if (ordinal != file.getNumberOfRows()) {
      throw new IOException(ordinal + " rows were there, the tail says " + file.getNumberOfRows());
    }
    return false;
  }

  private Fields record(int at) {
    Fields fields = new Fields(names.size());
    for (int i = 0; i < names.size(); i++) {
      fields.put(names.get(i), values.value(types.get(i), vectors.get(i), at));
    }
    return fields;
  }

  @Override
  public void close() throws IOException {
    watch.close();
    try {
      if (!watch.stuck()) {
        rows.close();
        file.close();
      }
    } finally {
      bytes.close();
    }
  }
}
