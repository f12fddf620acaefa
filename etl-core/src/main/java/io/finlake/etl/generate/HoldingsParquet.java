package io.finlake.etl.generate;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroup;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.OutputFile;
import org.apache.parquet.io.PositionOutputStream;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;

/** A full extract of product holdings (Parquet, zlib). */
final class HoldingsParquet implements ObjectSink {
  private static final String SCHEMA =
      """
      message holding {
        required binary customer_id (STRING);
        required binary product_code (STRING);
        optional binary account_id (STRING);
        required int32 since (DATE);
        optional binary status (STRING);
      }
      """;

  private final MessageType schema = MessageTypeParser.parseMessageType(SCHEMA);
  private final ParquetWriter<Group> writer;

  HoldingsParquet(FSDataOutputStream out) throws IOException {
    writer =
        ExampleParquetWriter.builder(new StreamFile(out))
            .withType(schema)
            .withConf(new Configuration(false))
            .withCompressionCodec(CompressionCodecName.GZIP)
            .build();
  }

  @Override
  public void write(byte[] body) throws IOException {
    String[] fields =
        new String(body, StandardCharsets.UTF_8).split(String.valueOf(HoldingStory.SEPARATOR), -1);
    Group group = new SimpleGroup(schema);
    group.add("customer_id", fields[0]);
    group.add("product_code", fields[1]);
    if (!fields[2].isEmpty()) {
      group.add("account_id", fields[2]);
    }
    group.add("since", (int) LocalDate.parse(fields[3]).toEpochDay());
    if (!fields[4].isEmpty()) {
      group.add("status", fields[4]);
    }
    writer.write(group);
  }

  @Override
  public void close() throws IOException {
    writer.close();
  }

  /** A stream as the file that Parquet's writer wants. */
  private record StreamFile(FSDataOutputStream out) implements OutputFile {
    @Override
    public PositionOutputStream create(long blockSizeHint) {
      return new PositionOutputStream() {
        @Override
        public long getPos() {
          return out.getPos();
        }

        @Override
        public void write(int value) throws IOException {
          out.write(value);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
          out.write(bytes, offset, length);
        }

        @Override
        public void close() throws IOException {
          out.close();
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
