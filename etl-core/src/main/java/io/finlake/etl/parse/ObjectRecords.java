package io.finlake.etl.parse;

import io.finlake.etl.contract.Format;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/** One object from its first byte to its summary; all failures to read it name it. */
final class ObjectRecords implements RecordReader {
  private static final FormatRecords NONE = target -> false;

  private final ReadSpec spec;
  private final ObjectInput object;
  private final RecordBuilder builder;
  private Optional<HashingStream> stored = Optional.empty();
  private Optional<InputStream> plain = Optional.empty();
  private Optional<ObjectSummary> summary = Optional.empty();
  private FormatRecords records = NONE;

  ObjectRecords(ReadSpec spec, ObjectInput object) {
    this.spec = spec;
    this.object = object;
    this.builder = new RecordBuilder(spec);
  }

  void begin() {
    try {
      if (object.bytes() == 0) {
        return;
      }
      if (seeks()) {
        records = RecordReaders.records(spec, object, InputStream.nullInputStream());
        return;
      }
      HashingStream hashing = new HashingStream(object.open());
      stored = Optional.of(hashing);
      InputStream inflated =
          Decompression.of(object.name(), object.bytes(), hashing, spec.limits());
      plain = Optional.of(inflated);
      InputStream open = new OpenStream(inflated);
      boolean text = !(spec.format() instanceof Format.Avro);
      records = RecordReaders.records(spec, object, text ? Decompression.text(open) : open);
    } catch (IOException e) {
      throw RecordReaders.unreadable(spec, object.name(), e);
    }
  }

  private boolean seeks() {
    return spec.format() instanceof Format.Parquet || spec.format() instanceof Format.Orc;
  }

  @Override
  public boolean advance() {
    if (summary.isPresent()) {
      return false;
    }
    try {
      if (records.next(builder)) {
        return true;
      }
      summary = Optional.of(summarise());
      return false;
    } catch (IOException e) {
      throw RecordReaders.unreadable(spec, object.name(), e);
    }
  }

  private ObjectSummary summarise() throws IOException {
    if (stored.isPresent()) {
      return summary(stored.get());
    }
    try (HashingStream hashing = new HashingStream(object.open())) {
      return summary(hashing);
    }
  }

  private ObjectSummary summary(HashingStream hashing) throws IOException {
    hashing.drain();
    if (hashing.count() != object.bytes()) {
      throw new IOException(
          "it has " + hashing.count() + " bytes, the listing said " + object.bytes());
    }
    return new ObjectSummary(
        builder.records(), hashing.count(), hashing.sha256Hex(), builder.unknownCounts());
  }

  @Override
  public ParsedRecord record() {
    return builder.record;
  }

  @Override
  public ObjectSummary summary() {
    return summary.orElseThrow(() -> new IllegalStateException("the object is not at its end"));
  }

  @Override
  public void close() {
    try {
      records.close();
      if (plain.isPresent()) {
        plain.get().close();
      } else if (stored.isPresent()) {
        stored.get().close();
      }
    } catch (IOException e) {
      throw RecordReaders.unreadable(spec, object.name(), e);
    }
  }
}
