package io.finlake.etl.doctor;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.ParquetReader;
import org.apache.parquet.hadoop.example.GroupReadSupport;
import org.apache.parquet.hadoop.util.HadoopInputFile;

/**
 * Reads Parquet files to see whether they can be read. Pages carry a checksum (CRC-32, as the
 * format says), which Parquet's own readers do not look at unless they are told to; what lies
 * between the pages is covered where storage keeps checksums itself, as a local disk under Hadoop,
 * HDFS and S3 do.
 */
final class ParquetFiles {
  private final Configuration hadoop;

  ParquetFiles(Configuration hadoop) {
    this.hadoop = new Configuration(hadoop);
    this.hadoop.setBoolean("parquet.page.verify-checksum.enabled", true);
  }

  /** How many rows a file's footer states. */
  long footerRows(Path file) throws IOException {
    try (ParquetFileReader reader =
        ParquetFileReader.open(HadoopInputFile.fromPath(file, hadoop))) {
      return reader.getRecordCount();
    }
  }

  /** Reads every byte and every value; how many rows there are. */
  long readRows(Path file) throws IOException {
    try (InputStream bytes = file.getFileSystem(hadoop).open(file)) {
      bytes.transferTo(OutputStream.nullOutputStream());
    }
    long[] rows = {0};
    each(file, row -> rows[0]++);
    return rows[0];
  }

  /** Hands on every row. */
  void each(Path file, Consumer<Group> reader) throws IOException {
    try (ParquetReader<Group> rows =
        ParquetReader.builder(new GroupReadSupport(), file).withConf(hadoop).build()) {
      for (Group row = rows.read(); row != null; row = rows.read()) {
        reader.accept(row);
      }
    }
  }

  /** Why a file cannot be read, in words without any value of it; empty when it can. */
  static Optional<String> why(Attempt attempt) {
    try {
      attempt.run();
      return Optional.empty();
    } catch (IOException | RuntimeException | LinkageError damaged) {
      Throwable cause = damaged;
      while (cause.getCause() != null && cause.getCause() != cause) {
        cause = cause.getCause();
      }
      return Optional.of("it cannot be read to its end: " + cause.getClass().getSimpleName());
    }
  }

  /** Something that reads. */
  @FunctionalInterface
  interface Attempt {
    /** Reads, or fails. */
    void run() throws IOException;
  }
}
