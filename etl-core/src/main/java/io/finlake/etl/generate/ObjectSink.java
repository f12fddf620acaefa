package io.finlake.etl.generate;

import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPOutputStream;
import org.apache.avro.Schema;
import org.apache.avro.file.CodecFactory;
import org.apache.avro.file.DataFileWriter;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.hadoop.fs.FSDataOutputStream;

/** One raw object being written; equal records give equal bytes. Closing it finishes the object. */
interface ObjectSink extends Closeable {

  /** Adds a record. */
  void write(byte[] body) throws IOException;

  /** The sink that an object's name asks for. */
  static ObjectSink of(String path, FSDataOutputStream out) throws IOException {
    if (path.endsWith(".avro")) {
      return avro(out);
    }
    if (path.endsWith(".parquet")) {
      return new HoldingsParquet(out);
    }
    OutputStream stream = path.endsWith(".gz") ? new GZIPOutputStream(out, 65_536) : out;
    if (path.endsWith(".csv.gz")) {
      stream.write((CustomerStory.HEADER + "\n").getBytes(StandardCharsets.UTF_8));
    }
    return bytes(stream);
  }

  private static ObjectSink bytes(OutputStream stream) {
    return new ObjectSink() {
      @Override
      public void write(byte[] body) throws IOException {
        stream.write(body);
      }

      @Override
      public void close() throws IOException {
        stream.close();
      }
    };
  }

  private static ObjectSink avro(OutputStream out) throws IOException {
    Schema schema = new Schema.Parser().parse(AccountRecord.SCHEMA_JSON);
    DataFileWriter<Object> writer = new DataFileWriter<>(new GenericDatumWriter<>(schema));
    writer.setCodec(CodecFactory.deflateCodec(6));
    // The marker between blocks is random by default; a fixed one keeps the bytes the same.
    writer.create(schema, out, "finlake-sync-mrk".getBytes(StandardCharsets.US_ASCII));
    return new ObjectSink() {
      @Override
      public void write(byte[] body) throws IOException {
        writer.appendEncoded(java.nio.ByteBuffer.wrap(body));
      }

      @Override
      public void close() throws IOException {
        writer.close();
      }
    };
  }
}
