package io.finlake.etl.parse;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.function.BiConsumer;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroupFactory;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.DelegatingPositionOutputStream;
import org.apache.parquet.io.OutputFile;
import org.apache.parquet.io.PositionOutputStream;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;

/** Parquet files in memory, written by Parquet's own writer. */
final class ParquetFiles {
  private ParquetFiles() {}

  /** A file with a record for each number from 0, filled by the function. */
  static byte[] write(
      String schema, int records, CompressionCodecName codec, BiConsumer<Integer, Group> fill)
      throws IOException {
    MessageType type = MessageTypeParser.parseMessageType(schema);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    SimpleGroupFactory groups = new SimpleGroupFactory(type);
    try (ParquetWriter<Group> writer =
        ExampleParquetWriter.builder(new Memory(bytes))
            .withType(type)
            .withConf(new Configuration(false))
            .withCompressionCodec(codec)
            .withPageWriteChecksumEnabled(true)
            .withRowGroupSize(1L << 16)
            .build()) {
      for (int i = 0; i < records; i++) {
        Group group = groups.newGroup();
        fill.accept(i, group);
        writer.write(group);
      }
    }
    return bytes.toByteArray();
  }

  /** One record, uncompressed. */
  static byte[] one(String schema, java.util.function.Consumer<Group> fill) throws IOException {
    return write(schema, 1, CompressionCodecName.UNCOMPRESSED, (i, group) -> fill.accept(group));
  }

  /** The records that a reader finds. */
  static List<String> read(ReadSpec spec, byte[] bytes) {
    return Given.read(spec, "p/a.parquet", bytes).records();
  }

  private record Memory(ByteArrayOutputStream bytes) implements OutputFile {
    @Override
    public PositionOutputStream create(long blockSizeHint) {
      return new DelegatingPositionOutputStream(bytes) {
        @Override
        public long getPos() {
          return bytes.size();
        }
      };
    }

    @Override
    public PositionOutputStream createOrOverwrite(long blockSizeHint) {
      return create(blockSizeHint);
    }

    @Override
    public boolean supportsBlockSize() {
      return false;
    }

    @Override
    public long defaultBlockSize() {
      return 0;
    }
  }
}
