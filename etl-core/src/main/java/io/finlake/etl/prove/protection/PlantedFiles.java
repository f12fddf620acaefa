package io.finlake.etl.prove.protection;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.file.CodecFactory;
import org.apache.avro.file.DataFileWriter;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hive.ql.exec.vector.BytesColumnVector;
import org.apache.hadoop.hive.ql.exec.vector.VectorizedRowBatch;
import org.apache.orc.OrcFile;
import org.apache.orc.TypeDescription;
import org.apache.orc.Writer;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroupFactory;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;

/** Planted rows in formats with types; every column is text in them. */
final class PlantedFiles {
  private PlantedFiles() {}

  static byte[] avro(List<PlantedRow> rows) throws IOException {
    SchemaBuilder.FieldAssembler<Schema> fields = SchemaBuilder.record("row").fields();
    PlantedRow.COLUMNS.forEach(fields::optionalString);
    Schema schema = fields.endRecord();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataFileWriter<GenericRecord> writer =
        new DataFileWriter<>(new GenericDatumWriter<GenericRecord>(schema))) {
      writer.setCodec(CodecFactory.nullCodec());
      writer.create(schema, bytes);
      for (PlantedRow row : rows) {
        GenericRecord stored = new GenericData.Record(schema);
        row.values().forEach(stored::put);
        writer.append(stored);
      }
    }
    return bytes.toByteArray();
  }

  static byte[] parquet(Path folder, List<PlantedRow> rows) throws IOException {
    MessageType type =
        MessageTypeParser.parseMessageType(
            PlantedRow.COLUMNS.stream()
                .map(column -> "optional binary " + column + " (STRING);")
                .collect(Collectors.joining(" ", "message row { ", " }")));
    Path file = folder.resolve("rows.parquet");
    SimpleGroupFactory groups = new SimpleGroupFactory(type);
    try (ParquetWriter<Group> writer =
        ExampleParquetWriter.builder(new org.apache.hadoop.fs.Path(file.toUri()))
            .withType(type)
            .withConf(new Configuration(false))
            .build()) {
      for (PlantedRow row : rows) {
        Group group = groups.newGroup();
        row.values().forEach(group::add);
        writer.write(group);
      }
    }
    return taken(file);
  }

  static byte[] orc(Path folder, List<PlantedRow> rows) throws IOException {
    TypeDescription type =
        TypeDescription.fromString(
            PlantedRow.COLUMNS.stream()
                .map(column -> column + ":string")
                .collect(Collectors.joining(",", "struct<", ">")));
    Path file = folder.resolve("rows.orc");
    try (Writer writer =
        OrcFile.createWriter(
            new org.apache.hadoop.fs.Path(file.toUri()),
            OrcFile.writerOptions(new Configuration(false)).setSchema(type))) {
      VectorizedRowBatch batch = type.createRowBatch();
      for (PlantedRow row : rows) {
        int at = batch.size++;
        for (int column = 0; column < PlantedRow.COLUMNS.size(); column++) {
          BytesColumnVector vector = (BytesColumnVector) batch.cols[column];
          String value = row.values().get(PlantedRow.COLUMNS.get(column));
          if (value == null) {
            vector.noNulls = false;
            vector.isNull[at] = true;
          } else {
            vector.setVal(at, value.getBytes(StandardCharsets.UTF_8));
          }
        }
      }
      writer.addRowBatch(batch);
    }
    return taken(file);
  }

  private static byte[] taken(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    Files.delete(file);
    Files.deleteIfExists(file.resolveSibling("." + file.getFileName() + ".crc"));
    return bytes;
  }
}
