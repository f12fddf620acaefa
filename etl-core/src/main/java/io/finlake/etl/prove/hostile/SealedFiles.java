package io.finlake.etl.prove.hostile;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.file.CodecFactory;
import org.apache.avro.file.DataFileWriter;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hive.ql.exec.vector.BytesColumnVector;
import org.apache.hadoop.hive.ql.exec.vector.VectorizedRowBatch;
import org.apache.orc.CompressionKind;
import org.apache.orc.OrcFile;
import org.apache.orc.TypeDescription;
import org.apache.orc.Writer;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroup;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.DelegatingPositionOutputStream;
import org.apache.parquet.io.OutputFile;
import org.apache.parquet.io.PositionOutputStream;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;

/** Files with a footer or blocks, as their own libraries write them. */
final class SealedFiles {
  private static final String AVRO =
      """
      {"type":"record","name":"row","fields":[
       {"name":"id","type":"string"},
       {"name":"amount","type":{"type":"bytes","logicalType":"decimal","precision":18,"scale":2}},
       {"name":"day","type":{"type":"int","logicalType":"date"}},
       {"name":"seen","type":{"type":"long","logicalType":"timestamp-micros"}},
       {"name":"n","type":"long"},{"name":"flag","type":"boolean"},
       {"name":"secret","type":["null","string"]},{"name":"card","type":"string"},
       {"name":"note","type":"string"},{"name":"tags","type":{"type":"array","items":"string"}}]}
      """;

  private static final String PARQUET =
      """
      message row { required binary id (STRING); required binary amount (STRING);
        optional binary day (STRING); required binary seen (STRING); required int64 n;
        required boolean flag; optional binary secret (STRING); required binary card (STRING);
        optional binary note (STRING); }
      """;

  private SealedFiles() {}

  /** An Avro container of small blocks, plain for an even number of rows, else deflated. */
  static byte[] avro(List<List<String>> rows) throws IOException {
    Schema schema = new Schema.Parser().parse(AVRO);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataFileWriter<GenericRecord> writer =
        new DataFileWriter<>(new GenericDatumWriter<GenericRecord>(schema))) {
      writer.setSyncInterval(512);
      writer.setCodec(
          rows.size() % 2 == 0 ? CodecFactory.nullCodec() : CodecFactory.deflateCodec(6));
      writer.create(schema, bytes);
      for (List<String> row : rows) {
        writer.append(record(schema, row));
      }
    }
    return bytes.toByteArray();
  }

  private static GenericRecord record(Schema schema, List<String> row) {
    GenericRecord record = new GenericData.Record(schema);
    record.put("id", row.get(0));
    record.put("amount", ByteBuffer.wrap(new BigDecimal(row.get(1)).unscaledValue().toByteArray()));
    record.put("day", (int) LocalDate.parse(row.get(2)).toEpochDay());
    record.put("seen", ChronoUnit.MICROS.between(Instant.EPOCH, Instant.parse(row.get(3))));
    record.put("n", Long.valueOf(row.get(4)));
    record.put("flag", Boolean.valueOf(row.get(5)));
    record.put("secret", row.get(6));
    record.put("card", row.get(7));
    record.put("note", row.get(8));
    record.put("tags", List.of("a", "b"));
    return record;
  }

  /** A Parquet file with page checksums for an even number of rows. */
  static byte[] parquet(List<List<String>> rows) throws IOException {
    MessageType schema = MessageTypeParser.parseMessageType(PARQUET);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ParquetWriter<Group> writer =
        ExampleParquetWriter.builder(new Memory(bytes))
            .withType(schema)
            .withConf(new Configuration(false))
            .withCompressionCodec(
                rows.size() % 3 == 0
                    ? CompressionCodecName.UNCOMPRESSED
                    : rows.size() % 3 == 1
                        ? CompressionCodecName.GZIP
                        : CompressionCodecName.SNAPPY)
            .withPageWriteChecksumEnabled(rows.size() % 2 == 0)
            .build()) {
      for (List<String> row : rows) {
        writer.write(group(schema, row));
      }
    }
    return bytes.toByteArray();
  }

  private static Group group(MessageType schema, List<String> row) {
    Group group = new SimpleGroup(schema);
    for (int i = 0; i < row.size(); i++) {
      String name = Kind.names().get(i);
      switch (name) {
        case "n" -> group.add(name, Long.parseLong(row.get(i)));
        case "flag" -> group.add(name, Boolean.parseBoolean(row.get(i)));
        default -> group.add(name, row.get(i));
      }
    }
    return group;
  }

  /** An ORC file of texts, compressed for an even number of rows. */
  static byte[] orc(List<List<String>> rows) throws IOException {
    Path folder = Files.createTempDirectory("finlake-prove");
    Path path = folder.resolve("a.orc");
    TypeDescription type = TypeDescription.createStruct();
    Kind.names().forEach(name -> type.addField(name, TypeDescription.createString()));
    VectorizedRowBatch batch = type.createRowBatch(rows.size() + 1);
    try {
      try (Writer writer =
          OrcFile.createWriter(
              new org.apache.hadoop.fs.Path(path.toUri()),
              OrcFile.writerOptions(new Configuration(false))
                  .setSchema(type)
                  .compress(rows.size() % 2 == 0 ? CompressionKind.ZLIB : CompressionKind.NONE))) {
        for (List<String> row : rows) {
          for (int i = 0; i < row.size(); i++) {
            byte[] value = row.get(i).getBytes(StandardCharsets.UTF_8);
            ((BytesColumnVector) batch.cols[i]).setVal(batch.size, value);
          }
          batch.size++;
        }
        writer.addRowBatch(batch);
      }
      return Files.readAllBytes(path);
    } finally {
      Files.deleteIfExists(folder.resolve(".a.orc.crc"));
      Files.deleteIfExists(path);
      Files.deleteIfExists(folder);
    }
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
