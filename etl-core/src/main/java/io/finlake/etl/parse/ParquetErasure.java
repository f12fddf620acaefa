package io.finlake.etl.parse;

import java.io.IOException;
import java.io.OutputStream;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.convert.GroupRecordConverter;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.ParquetFileWriter;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.ColumnIOFactory;
import org.apache.parquet.io.MessageColumnIO;
import org.apache.parquet.io.OutputFile;
import org.apache.parquet.io.PositionOutputStream;
import org.apache.parquet.io.RecordReader;
import org.apache.parquet.schema.MessageType;

/** A Parquet file without some of its records: same schema, compression and metadata. */
final class ParquetErasure {
  private ParquetErasure() {}

  static void write(ObjectInput object, Set<Long> ordinals, OutputStream out) throws IOException {
    try (SeekableBytes bytes = object.seek();
        ParquetFileReader file = ParquetRecords.file(object, bytes)) {
      Map<String, String> metadata = new HashMap<>(file.getFileMetaData().getKeyValueMetaData());
      ErasedOrdinals before = ErasedOrdinals.parse(metadata.get(ErasedOrdinals.KEY));
      metadata.put(ErasedOrdinals.KEY, before.with(ordinals).text());
      MessageType schema = file.getFileMetaData().getSchema();
      try (ParquetWriter<Group> writer =
          ExampleParquetWriter.builder(new Written(out))
              .withConf(new Configuration(false))
              .withWriteMode(ParquetFileWriter.Mode.CREATE)
              .withType(schema)
              .withExtraMetaData(metadata)
              .withCompressionCodec(codec(file.getRowGroups()))
              .withPageWriteChecksumEnabled(true)
              .build()) {
        copy(file, schema, before, ordinals, writer);
      }
    } catch (RuntimeException e) {
      throw ParquetRecords.explained(e);
    }
  }

  private static void copy(
      ParquetFileReader file,
      MessageType schema,
      ErasedOrdinals before,
      Set<Long> ordinals,
      ParquetWriter<Group> writer)
      throws IOException {
    MessageColumnIO columns =
        new ColumnIOFactory(file.getFileMetaData().getCreatedBy()).getColumnIO(schema);
    long ordinal = before.there(0);
    PageReadStore pages;
    while ((pages = file.readNextRowGroup()) != null) {
      RecordReader<Group> reader = columns.getRecordReader(pages, new GroupRecordConverter(schema));
      for (long left = pages.getRowCount(); left > 0; left--) {
        Group record = reader.read();
        if (!ordinals.contains(ordinal)) {
          writer.write(record);
        }
        ordinal = before.there(ordinal + 1);
      }
    }
  }

  private static CompressionCodecName codec(List<BlockMetaData> groups) {
    return groups.stream()
        .flatMap(group -> group.getColumns().stream())
        .findFirst()
        .map(chunk -> chunk.getCodec())
        .orElse(CompressionCodecName.UNCOMPRESSED);
  }

  /** A stream as Parquet writes to it; closing leaves the stream open. */
  private static final class Written implements OutputFile {
    private final OutputStream out;

    Written(OutputStream out) {
      this.out = out;
    }

    @Override
    public PositionOutputStream create(long blockSizeHint) {
      return new PositionOutputStream() {
        private long position;

        @Override
        public long getPos() {
          return position;
        }

        @Override
        public void write(int b) throws IOException {
          out.write(b);
          position++;
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
          out.write(bytes, offset, length);
          position += length;
        }

        @Override
        public void flush() throws IOException {
          out.flush();
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
