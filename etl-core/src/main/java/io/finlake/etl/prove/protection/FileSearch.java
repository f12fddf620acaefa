package io.finlake.etl.prove.protection;

import com.github.luben.zstd.ZstdInputStream;
import io.finlake.etl.prove.protection.MarkerSearch.Hit;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.zip.GZIPInputStream;
import net.jpountz.lz4.LZ4BlockInputStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.hadoop.ParquetReader;
import org.apache.parquet.hadoop.example.GroupReadSupport;

/**
 * Looks for markers in a file: in its name, in its bytes as they lie there (so in Parquet's footer
 * with its statistics, too), in what gzip, zstd and Spark's blocks hold, and in every value of a
 * Parquet file, column by column.
 */
final class FileSearch {
  /** What is no column of a Parquet file. */
  static final String BYTES = "";

  private static final byte[] PARQUET = "PAR1".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] LZ4 = "LZ4Block".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] GZIP = {0x1f, (byte) 0x8b};
  private static final byte[] ZSTD = {0x28, (byte) 0xb5, 0x2f, (byte) 0xfd};

  private final MarkerSearch search;

  FileSearch(MarkerSearch search) {
    this.search = search;
  }

  /** What stands in a file, by the column of Parquet, or {@link #BYTES}. */
  Map<String, Set<Hit>> in(Path file) throws IOException {
    Map<String, Set<Hit>> found = new LinkedHashMap<>();
    byte[] bytes;
    try {
      bytes = Files.readAllBytes(file);
    } catch (NoSuchFileException gone) {
      return found;
    }
    add(found, BYTES, file.getFileName().toString().getBytes(StandardCharsets.UTF_8));
    add(found, BYTES, bytes);
    add(found, BYTES, unpacked(bytes));
    if (begins(bytes, PARQUET)) {
      parquet(found, file);
    }
    return found;
  }

  private void add(Map<String, Set<Hit>> found, String column, byte[] bytes) {
    Set<Hit> hits = search.in(bytes);
    if (!hits.isEmpty()) {
      found.computeIfAbsent(column, any -> new LinkedHashSet<>()).addAll(hits);
    }
  }

  private void parquet(Map<String, Set<Hit>> found, Path file) throws IOException {
    Configuration plain = new Configuration(false);
    try (ParquetReader<Group> reader =
        ParquetReader.builder(new GroupReadSupport(), new org.apache.hadoop.fs.Path(file.toUri()))
            .withConf(plain)
            .build()) {
      for (Group row = reader.read(); row != null; row = reader.read()) {
        group(found, "", row);
      }
    }
  }

  private void group(Map<String, Set<Hit>> found, String above, Group group) {
    for (int field = 0; field < group.getType().getFieldCount(); field++) {
      String name = above + group.getType().getFieldName(field);
      for (int item = 0; item < group.getFieldRepetitionCount(field); item++) {
        if (!group.getType().getType(field).isPrimitive()) {
          group(found, name + ".", group.getGroup(field, item));
        } else {
          add(found, name, value(group, field, item));
        }
      }
    }
  }

  private static byte[] value(Group group, int field, int item) {
    return switch (group.getType().getType(field).asPrimitiveType().getPrimitiveTypeName()) {
      case BINARY, FIXED_LEN_BYTE_ARRAY -> group.getBinary(field, item).getBytes();
      default -> group.getValueToString(field, item).getBytes(StandardCharsets.UTF_8);
    };
  }

  private static byte[] unpacked(byte[] bytes) {
    try (InputStream packed = stream(bytes)) {
      return packed.readAllBytes();
    } catch (IOException notWhole) {
      // It only begins like one, or is broken off: its bytes were looked at as they are.
      return new byte[0];
    }
  }

  private static InputStream stream(byte[] bytes) throws IOException {
    InputStream plain = new ByteArrayInputStream(bytes);
    if (begins(bytes, GZIP)) {
      return new BufferedInputStream(new GZIPInputStream(plain));
    }
    if (begins(bytes, ZSTD)) {
      return new BufferedInputStream(new ZstdInputStream(plain));
    }
    return begins(bytes, LZ4)
        ? new LZ4BlockInputStream(plain, false)
        : InputStream.nullInputStream();
  }

  private static boolean begins(byte[] bytes, byte[] mark) {
    return bytes.length >= mark.length
        && Arrays.equals(bytes, 0, mark.length, mark, 0, mark.length);
  }
}
