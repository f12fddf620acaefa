package io.finlake.etl.generate;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.zip.GZIPInputStream;
import net.jpountz.lz4.LZ4BlockInputStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.hadoop.ParquetReader;
import org.apache.parquet.hadoop.example.GroupReadSupport;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;

/**
 * Looks for card numbers in files: in their names, in their bytes as they lie there, in what gzip
 * and Spark's own blocks hold, and in every value of Parquet files, nested ones and numbers too. A
 * single separator between digits does not hide one.
 */
final class CardSearch {
  private static final byte[] LZ4 = "LZ4Block".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] PARQUET = "PAR1".getBytes(StandardCharsets.US_ASCII);
  private static final String SEPARATORS = " -._/";

  private final Set<String> numbers;
  private final Set<Integer> lengths;

  CardSearch(GeneratorSettings settings) {
    this.numbers = Generator.cardNumbers(settings).collect(Collectors.toSet());
    this.lengths = numbers.stream().map(String::length).collect(Collectors.toSet());
  }

  /** The numbers that are looked for. */
  Set<String> numbers() {
    return Set.copyOf(numbers);
  }

  /** The files that hold a card number. */
  List<Path> found(Collection<Path> files) throws IOException {
    List<Path> found = new ArrayList<>();
    for (Path file : files) {
      if (anyIn(file)) {
        found.add(file);
      }
    }
    return found;
  }

  private boolean anyIn(Path file) throws IOException {
    byte[] bytes;
    try {
      bytes = Files.readAllBytes(file);
    } catch (NoSuchFileException cleanedBySpark) {
      return false;
    }
    return anyIn(file.getFileName().toString().getBytes(StandardCharsets.UTF_8))
        || anyIn(bytes)
        || anyIn(unpacked(file, bytes))
        || (startsWith(bytes, PARQUET) && anyInParquet(file));
  }

  /** Whether a card number stands in the bytes. */
  boolean anyIn(byte[] bytes) {
    StringBuilder digits = new StringBuilder();
    for (int i = 0; i < bytes.length; i++) {
      if (digit(bytes[i])) {
        digits.append((char) bytes[i]);
      } else if (!digits.isEmpty() && !joins(bytes, i)) {
        if (anyIn(digits)) {
          return true;
        }
        digits.setLength(0);
      }
    }
    return anyIn(digits);
  }

  private static boolean joins(byte[] bytes, int at) {
    return SEPARATORS.indexOf(bytes[at]) >= 0 && at + 1 < bytes.length && digit(bytes[at + 1]);
  }

  private boolean anyIn(StringBuilder digits) {
    for (int length : lengths) {
      for (int from = 0; from + length <= digits.length(); from++) {
        if (numbers.contains(digits.substring(from, from + length))) {
          return true;
        }
      }
    }
    return false;
  }

  private boolean anyInParquet(Path file) throws IOException {
    org.apache.hadoop.fs.Path path = new org.apache.hadoop.fs.Path(file.toUri());
    try (ParquetReader<Group> reader =
        ParquetReader.builder(new GroupReadSupport(), path)
            .withConf(new Configuration(false))
            .build()) {
      for (Group row = reader.read(); row != null; row = reader.read()) {
        if (anyIn(row)) {
          return true;
        }
      }
    }
    return false;
  }

  private boolean anyIn(Group group) {
    for (int field = 0; field < group.getType().getFieldCount(); field++) {
      for (int item = 0; item < group.getFieldRepetitionCount(field); item++) {
        if (anyIn(group, field, item)) {
          return true;
        }
      }
    }
    return false;
  }

  private boolean anyIn(Group group, int field, int item) {
    if (!group.getType().getType(field).isPrimitive()) {
      return anyIn(group.getGroup(field, item));
    }
    PrimitiveTypeName type =
        group.getType().getType(field).asPrimitiveType().getPrimitiveTypeName();
    if (type == PrimitiveTypeName.BINARY || type == PrimitiveTypeName.FIXED_LEN_BYTE_ARRAY) {
      Binary value = group.getBinary(field, item);
      return anyIn(value.getBytes()) || anyIn(unscaled(value));
    }
    return anyIn(group.getValueToString(field, item).getBytes(StandardCharsets.UTF_8));
  }

  /** The digits of a decimal that is stored in bytes. */
  private static byte[] unscaled(Binary value) {
    return value.length() == 0 || value.length() > 16
        ? new byte[0]
        : new BigInteger(value.getBytes()).toString().getBytes(StandardCharsets.US_ASCII);
  }

  private static byte[] unpacked(Path file, byte[] bytes) throws IOException {
    ByteArrayOutputStream plain = new ByteArrayOutputStream();
    if (file.toString().endsWith(".gz")) {
      try (InputStream packed = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
        packed.transferTo(plain);
      }
    } else if (startsWith(bytes, LZ4)) {
      try (InputStream packed = new LZ4BlockInputStream(new ByteArrayInputStream(bytes), false)) {
        packed.transferTo(plain);
      }
    }
    return plain.toByteArray();
  }

  private static boolean startsWith(byte[] bytes, byte[] mark) {
    return bytes.length >= mark.length
        && Arrays.equals(bytes, 0, mark.length, mark, 0, mark.length);
  }

  private static boolean digit(byte value) {
    return value >= '0' && value <= '9';
  }
}
