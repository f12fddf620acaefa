package io.finlake.etl.contract;

import java.nio.charset.Charset;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads the custom property {@code source}: where raw objects lie and how they are taken. */
final class SourceReader {
  private static final String FORMATS =
      "write one of json-lines, json, csv, avro, parquet, orc, xml, fixed-width, log";

  private static final Pattern TABLE = Pattern.compile("[^.\\s]+(\\.[^.\\s]+){0,2}");

  private final Section source;
  private final DatasetId id;

  private SourceReader(Section source, DatasetId id) {
    this.source = source;
    this.id = id;
  }

  /** The source, when its format could be read; {@code snapshot} makes batches go by date. */
  static Optional<RawSource> read(Section source, DatasetId id, Optional<WriteStrategy> write) {
    SourceReader reader = new SourceReader(source, id);
    Optional<Format> format = reader.format();
    boolean snapshot = write.isPresent() && write.get() instanceof WriteStrategy.Snapshot;
    RawSource read = reader.source(format.orElse(new Format.JsonLines()), snapshot);
    if (format.isPresent()) {
      source.done();
    }
    return format.map(known -> read);
  }

  private RawSource source(Format format, boolean snapshot) {
    return new RawSource(
        format,
        source.text("path").orElse(id.path()),
        source.text("layout"),
        source.text("files").orElse("*"),
        source.whole("lookBackDays", 0, 3_660).orElse(3),
        source.whole("sweepHours", 1, 8_760).orElse(24),
        batching(snapshot),
        source.word("redelivery", RawSource.Redelivery.class).orElse(RawSource.Redelivery.REFUSE),
        source.word("resend", RawSource.Resend.class).orElse(RawSource.Resend.HOLD),
        source.word("unknownColumns", RawSource.Evolution.class).orElse(RawSource.Evolution.REFUSE),
        manifest(),
        source.section("reshape").map(SourceReader::reshape),
        envelope());
  }

  private Optional<ChangeEnvelope> envelope() {
    Optional<ChangeEnvelope.Vendor> vendor = source.word("envelope", ChangeEnvelope.Vendor.class);
    if (!source.has("envelope") && source.has("tables")) {
      source.wrong(
          "tables",
          "are those of a change stream, and there is no envelope",
          "add envelope, or leave tables out");
    }
    List<String> tables = source.texts("tables");
    for (String table : tables) {
      if (!TABLE.matcher(table).matches()) {
        source.wrong(
            "tables",
            "has '" + table + "', which names no table",
            "write table, schema.table or database.schema.table");
      }
    }
    return vendor.map(known -> new ChangeEnvelope(known, tables));
  }

  private RawSource.Batching batching(boolean snapshot) {
    Optional<RawSource.Batching> said = source.word("batches", RawSource.Batching.class);
    if (snapshot && said.equals(Optional.of(RawSource.Batching.ALL))) {
      source.wrong(
          "batches",
          "is all, but a snapshot compares one full extract with the table",
          "write by-date, or leave it out");
    }
    return snapshot ? RawSource.Batching.BY_DATE : said.orElse(RawSource.Batching.ALL);
  }

  private Optional<RawSource.Manifest> manifest() {
    return source
        .section("manifest")
        .map(
            manifest -> {
              String suffix = manifest.needed("suffix", "write {suffix: .manifest.json}");
              manifest.done();
              return new RawSource.Manifest(suffix);
            });
  }

  private static RawSource.Reshape reshape(Section reshape) {
    RawSource.Reshape read =
        new RawSource.Reshape(
            reshape.text("fields").orElse(""),
            reshape.needed("select", "write the select list"),
            reshape.text("from").orElse("source"),
            reshape.text("keep"));
    reshape.done();
    return read;
  }

  private Optional<Format> format() {
    String word = source.needed("format", FORMATS);
    return switch (word) {
      case "json-lines" -> Optional.of(new Format.JsonLines());
      case "json" -> Optional.of(new Format.JsonDocument(source.text("records").orElse("")));
      case "csv" -> Optional.of(csv());
      case "avro" -> Optional.of(new Format.Avro());
      case "parquet" -> Optional.of(new Format.Parquet());
      case "orc" -> Optional.of(new Format.Orc());
      case "xml" ->
          Optional.of(new Format.Xml(source.needed("rowTag", "name the element of a record")));
      case "fixed-width" -> Optional.of(new Format.FixedWidth(charset()));
      case "log" ->
          Optional.of(
              new Format.LogLines(
                  source.needed("pattern", "write a pattern with named groups"), charset()));
      default ->
          word.isEmpty() ? Optional.empty() : source.wrong("format", "is '" + word + "'", FORMATS);
    };
  }

  private Format csv() {
    boolean header = source.flag("header", true);
    List<String> columns = source.texts("columns");
    if (header && !columns.isEmpty()) {
      source.wrong(
          "columns", "and a header are both there", "write header: false, or leave it out");
    }
    if (!header && columns.isEmpty()) {
      source.wrong("header", "is false, so nothing names the fields", "write columns: [...]");
    }
    char delimiter = character("delimiter", ',');
    char quote = character("quote", '"');
    if (delimiter == quote) {
      source.wrong("delimiter", "is also the quote", "use two different characters");
    }
    return new Format.Csv(
        delimiter,
        quote,
        character("escape", quote),
        header,
        columns,
        source.flag("multiline", false),
        charset());
  }

  private char character(String key, char otherwise) {
    Optional<String> text = source.text(key);
    boolean fits = text.isEmpty() || (text.get().length() == 1 && "\r\n".indexOf(text.get()) < 0);
    if (!fits) {
      source.wrong(key, "is not one character", "write one, for example \";\" or \"\\t\"");
    }
    return text.isPresent() && fits ? text.get().charAt(0) : otherwise;
  }

  private Charset charset() {
    String name = source.text("charset").orElse("UTF-8");
    try {
      return Charset.forName(name);
    } catch (IllegalArgumentException e) {
      source.wrong("charset", "'" + name + "' is not known", "write UTF-8 or ISO-8859-1");
      return java.nio.charset.StandardCharsets.UTF_8;
    }
  }
}
