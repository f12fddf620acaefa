package io.finlake.etl.parse;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Set;
import org.apache.avro.file.CodecFactory;
import org.apache.avro.file.DataFileConstants;
import org.apache.avro.file.DataFileStream;
import org.apache.avro.file.DataFileWriter;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;

/** An Avro container without some of its records: same schema, codec and metadata. */
final class AvroErasure {
  private AvroErasure() {}

  static void write(InputStream plain, Set<Long> ordinals, OutputStream out, ReadLimits limits)
      throws IOException {
    AvroContainer container = AvroContainer.of(plain, limits.recordBytes());
    try (DataFileStream<GenericRecord> in =
            new DataFileStream<>(container, new GenericDatumReader<>());
        DataFileWriter<GenericRecord> writer =
            new DataFileWriter<>(new GenericDatumWriter<>(in.getSchema()))) {
      ErasedOrdinals before = ErasedOrdinals.parse(in.getMetaString(ErasedOrdinals.KEY));
      describe(in, writer, before.with(ordinals));
      writer.create(in.getSchema(), out);
      long ordinal = before.there(0);
      while (in.hasNext()) {
        GenericRecord record = in.next();
        if (!ordinals.contains(ordinal)) {
          writer.append(record);
        }
        ordinal = before.there(ordinal + 1);
      }
      container.verifyEnd();
    } catch (RuntimeException e) {
      throw new IOException("the Avro data is corrupt: " + e.getMessage(), e);
    }
  }

  private static void describe(
      DataFileStream<GenericRecord> in, DataFileWriter<GenericRecord> writer, ErasedOrdinals gone) {
    for (String key : in.getMetaKeys()) {
      if (!DataFileWriter.isReservedMeta(key) && !key.equals(ErasedOrdinals.KEY)) {
        writer.setMeta(key, in.getMeta(key));
      }
    }
    writer.setMeta(ErasedOrdinals.KEY, gone.text());
    String codec = in.getMetaString(DataFileConstants.CODEC);
    if (codec != null) {
      writer.setCodec(CodecFactory.fromString(codec));
    }
  }
}
