package io.finlake.etl.parse;

import io.finlake.etl.contract.RawSource.Evolution;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.ParquetReadOptions;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.hadoop.CodecFactory;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.hadoop.metadata.ColumnChunkMetaData;
import org.apache.parquet.io.ColumnIOFactory;
import org.apache.parquet.io.MessageColumnIO;
import org.apache.parquet.io.RecordReader;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;

/**
 * Parquet files. Only columns that somebody asked for are decoded; the others count as unknown by
 * the schema, once a record. Page checksums are checked where the writer made any.
 */
final class ParquetRecords implements FormatRecords {
  private static final int SMALLEST = 12;

  private final FieldTree tree;
  private final SeekableBytes bytes;
  private final ParquetFileReader file;
  private final List<String> skipped = new ArrayList<>();
  private final MessageColumnIO columns;
  private final ParquetRows rows;
  private final ErasedOrdinals erased;
  private int group;
  private long left;
  private long ordinal;
  private RecordReader<Fields> reader;

  private ParquetRecords(ReadSpec spec, SeekableBytes bytes, ParquetFileReader file)
      throws IOException {
    this.tree = spec.reshaped() ? FieldTree.flat(spec.paths()) : FieldTree.of(spec.paths());
    this.bytes = bytes;
    this.file = file;
    MessageType schema = file.getFileMetaData().getSchema();
    boolean all = spec.evolution() == Evolution.ADD;
    List<Type> wanted = new ArrayList<>();
    for (Type type : schema.getFields()) {
      if (all || tree.child(type.getName()) != null) {
        wanted.add(type);
      } else {
        skipped.add(type.getName());
      }
    }
    MessageType projection = new MessageType(schema.getName(), wanted);
    file.setRequestedSchema(projection);
    this.columns =
        new ColumnIOFactory(file.getFileMetaData().getCreatedBy()).getColumnIO(projection, schema);
    this.rows = new ParquetRows(projection, spec.limits());
    this.erased =
        ErasedOrdinals.parse(file.getFileMetaData().getKeyValueMetaData().get(ErasedOrdinals.KEY));
  }

  static ParquetRecords open(ObjectInput object, ReadSpec spec) throws IOException {
    SeekableBytes bytes = object.seek();
    try {
      return new ParquetRecords(spec, bytes, file(object, bytes));
    } catch (IOException | RuntimeException e) {
      bytes.close();
      throw explained(e);
    }
  }

  /** The file behind an object's bytes, looked over before anything of it is believed. */
  static ParquetFileReader file(ObjectInput object, SeekableBytes bytes) throws IOException {
    ParquetInput input = new ParquetInput(object.name(), object.bytes(), bytes);
    verifyMarks(input);
    ParquetReadOptions options =
        new ParquetReadOptions.Builder()
            .usePageChecksumVerification()
            .withCodecFactory(new CodecFactory(new Configuration(false), 0))
            .build();
    ParquetFileReader file = ParquetFileReader.open(input, options);
    verify(file, object.bytes());
    return file;
  }

  /**
   * Parquet speaks of broken headers as of closed sockets, and of broken pages by any exception.
   */
  static IOException explained(Exception e) {
    if (e.getCause() != null && e.getCause().getClass().getName().contains("thrift")) {
      return new IOException("the Parquet data is corrupt: a header in it cannot be read", e);
    }
    if (e instanceof IOException io) {
      return io;
    }
    String why = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    return new IOException("the Parquet data is corrupt: " + why, e);
  }

  /** The four bytes at both ends tell other formats and cut files apart. */
  private static void verifyMarks(ParquetInput input) throws IOException {
    String first = mark(input, 0);
    if (first.equals("PARE")) {
      throw new IOException("its Parquet footer is encrypted");
    }
    if (!first.equals("PAR1")) {
      throw new IOException("it is not a Parquet file: it does not begin with PAR1");
    }
    if (input.getLength() < SMALLEST || !mark(input, input.getLength() - 4).equals("PAR1")) {
      throw new IOException("the Parquet file is cut off: it does not end with PAR1");
    }
  }

  private static String mark(ParquetInput input, long position) throws IOException {
    byte[] mark = new byte[(int) Math.min(4, input.getLength() - position)];
    try (var stream = input.newStream()) {
      stream.seek(position);
      stream.readFully(mark);
    }
    return new String(mark, StandardCharsets.ISO_8859_1);
  }

  /** A footer that lies about names or places is refused before anything is allocated for it. */
  private static void verify(ParquetFileReader file, long length) throws IOException {
    List<Type> fields = file.getFileMetaData().getSchema().getFields();
    if (fields.stream().map(Type::getName).distinct().count() < fields.size()) {
      throw new IOException("its Parquet schema has a name twice");
    }
    for (BlockMetaData block : file.getRowGroups()) {
      for (ColumnChunkMetaData chunk : block.getColumns()) {
        long start = chunk.getStartingPos();
        long size = chunk.getTotalSize();
        if (start < 0 || size < 0 || start > length || size > length - start) {
          throw new IOException("the Parquet footer names bytes that the file does not have");
        }
      }
    }
  }

  @Override
  public boolean next(RecordBuilder target) throws IOException {
    Fields record;
    try {
      while (left == 0) {
        if (group == file.getRowGroups().size()) {
          return false;
        }
        begin(file.getRowGroups().get(group++));
      }
      record = reader.read();
      left--;
    } catch (IOException | RuntimeException e) {
      throw explained(e);
    }
    ordinal = erased.there(ordinal);
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

  private void begin(BlockMetaData block) throws IOException {
    left = block.getRowCount();
    if (left == 0) {
      file.skipNextRowGroup();
      return;
    }
    PageReadStore pages = file.readNextRowGroup();
    reader = columns.getRecordReader(pages, rows);
  }

  @Override
  public void close() throws IOException {
    try {
      file.close();
    } finally {
      bytes.close();
    }
  }
}
