package io.finlake.etl.parse;

import io.finlake.etl.contract.Format;
import io.finlake.etl.error.ErrorCode;
import io.finlake.etl.error.FinlakeException;
import io.finlake.etl.error.StoreFailures;
import java.io.IOException;
import java.io.InputStream;

/** Opens landed objects. */
public final class RecordReaders {
  private RecordReaders() {}

  /**
   * A reader of the object's records, as the spec says. An object that is not of its format at all
   * is {@code UNREADABLE_OBJECT} here or at the first {@link RecordReader#advance}; an object of
   * zero bytes has no records, whatever its format.
   */
  public static RecordReader open(ReadSpec spec, ObjectInput object) {
    ObjectRecords reader = new ObjectRecords(spec, object);
    try {
      reader.begin();
      return reader;
    } catch (RuntimeException e) {
      reader.close();
      throw e;
    }
  }

  static FormatRecords records(ReadSpec spec, ObjectInput object, InputStream plain)
      throws IOException {
    Format format = spec.format();
    if (spec.changes().isPresent()) {
      return EnvelopeRecords.of(plain, spec, spec.changes().get());
    }
    if (format instanceof Format.JsonLines) {
      return JsonLineRecords.of(plain, spec);
    }
    if (format instanceof Format.Csv csv) {
      return new CsvRecords(plain, csv, spec, object.name());
    }
    if (format instanceof Format.JsonDocument json) {
      return new JsonDocumentRecords(plain, json.records(), spec);
    }
    if (format instanceof Format.FixedWidth fixed) {
      return new FixedWidthRecords(plain, fixed, spec);
    }
    if (format instanceof Format.LogLines log) {
      return new LogLineRecords(plain, log, spec);
    }
    if (format instanceof Format.Avro) {
      return new AvroRecords(plain, spec);
    }
    if (format instanceof Format.Parquet) {
      return ParquetRecords.open(object, spec);
    }
    if (format instanceof Format.Orc) {
      return OrcRecords.open(object, spec);
    }
    return new XmlRecords(plain, (Format.Xml) format, spec);
  }

  static FinlakeException unreadable(ReadSpec spec, String name, Throwable thrown) {
    Messages messages = Messages.of(spec);
    return StoreFailures.reading("the object " + name, thrown, messages.told(thrown))
        .orElseGet(
            () ->
                FinlakeException.of(
                    ErrorCode.UNREADABLE_OBJECT,
                    "the object " + name + " cannot be read to its end",
                    messages.told(Messages.message(thrown)),
                    "have it delivered again whole, or take it out of raw; nothing of its batch"
                        + " was published",
                    messages.told(thrown)));
  }
}
