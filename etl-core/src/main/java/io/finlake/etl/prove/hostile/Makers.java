package io.finlake.etl.prove.hostile;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import io.finlake.etl.contract.ChangeEnvelope.Vendor;
import io.finlake.etl.contract.Format;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Objects as they should be, of every kind. */
final class Makers {
  private Makers() {}

  /** The object that holds these rows. */
  static byte[] make(Kind kind, List<List<String>> rows) throws IOException {
    Format format = kind.spec().format();
    if (format instanceof Format.Avro) {
      return SealedFiles.avro(rows);
    }
    if (format instanceof Format.Parquet) {
      return SealedFiles.parquet(rows);
    }
    if (format instanceof Format.Orc) {
      return SealedFiles.orc(rows);
    }
    return text(kind, rows).getBytes(StandardCharsets.UTF_8);
  }

  private static String text(Kind kind, List<List<String>> rows) {
    Format format = kind.spec().format();
    if (format instanceof Format.Csv csv) {
      String header = csv.header() ? String.join(",", Kind.names()) + "\n" : "";
      return header + lines(rows, Makers::csv);
    }
    if (format instanceof Format.FixedWidth) {
      return lines(rows, Makers::fixed);
    }
    if (format instanceof Format.LogLines) {
      return lines(rows, Makers::log);
    }
    if (format instanceof Format.Xml) {
      return "<?xml version=\"1.0\"?><rows>" + lines(rows, Makers::xml) + "</rows>";
    }
    if (format instanceof Format.JsonDocument) {
      return rows.stream().map(Makers::json).collect(Collectors.joining(",\n", "[", "]"));
    }
    return kind.spec()
        .changes()
        .map(changes -> messages(changes.envelope().vendor(), rows))
        .orElseGet(() -> lines(rows, Makers::json));
  }

  private static String lines(
      List<List<String>> rows, java.util.function.Function<List<String>, String> line) {
    return rows.stream().map(row -> line.apply(row) + "\n").collect(Collectors.joining());
  }

  private static String csv(List<String> row) {
    return row.stream()
        .map(
            value ->
                value.matches("[A-Za-z0-9.:+-]*") ? value : '"' + value.replace("\"", "\"\"") + '"')
        .collect(Collectors.joining(","));
  }

  private static String fixed(List<String> row) {
    return IntStream.range(0, row.size())
        .mapToObj(i -> String.format(Locale.ROOT, "%-" + Kind.width(i) + "s", row.get(i)))
        .collect(Collectors.joining());
  }

  private static String log(List<String> row) {
    return String.join(" ", row.subList(0, 3))
        + " ["
        + row.get(3)
        + "] "
        + String.join(" ", row.subList(4, 8))
        + " \""
        + row.get(8)
        + "\"";
  }

  private static String xml(List<String> row) {
    return IntStream.range(0, row.size())
        .mapToObj(
            i ->
                "<"
                    + Kind.names().get(i)
                    + ">"
                    + escaped(row.get(i))
                    + "</"
                    + Kind.names().get(i)
                    + ">")
        .collect(Collectors.joining("", "<row>", "</row>"));
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;");
  }

  static String json(List<String> row) {
    return IntStream.range(0, row.size())
        .mapToObj(i -> '"' + Kind.names().get(i) + "\":" + jsonValue(i, row.get(i)))
        .collect(Collectors.joining(",", "{", "}"));
  }

  private static String jsonValue(int column, String value) {
    boolean bare = column == 1 || column == 4 || column == 5;
    return bare
        ? value
        : '"' + String.valueOf(JsonStringEncoder.getInstance().quoteAsString(value)) + '"';
  }

  private static String messages(Vendor vendor, List<List<String>> rows) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < rows.size(); i++) {
      String row = json(rows.get(i));
      text.append(
              switch (vendor) {
                case DEBEZIUM ->
                    "{\"before\":null,\"after\":"
                        + row
                        + ",\"source\":{\"connector\":\"mysql\",\"ts_ms\":1767607200000,\"db\":\"s\","
                        + "\"table\":\"bank\",\"file\":\"bin.000003\",\"pos\":"
                        + i
                        + ",\"row\":0},\"op\":\"c\",\"ts_ms\":1}";
                case DMS ->
                    "{\"data\":"
                        + row
                        + ",\"metadata\":{\"record-type\":\"data\",\"operation\":\"insert\","
                        + "\"schema-name\":\"s\",\"table-name\":\"bank\",\"transaction-id\":7,"
                        + "\"transaction-record-id\":"
                        + i
                        + ",\"commit-timestamp\":\"2026-01-05T10:00:00.974340Z\"}}";
                case CANAL ->
                    "{\"data\":["
                        + row
                        + "],\"database\":\"s\",\"es\":1767607200000,\"id\":"
                        + i
                        + ",\"isDdl\":false,\"old\":null,\"table\":\"bank\",\"ts\":1767607200456,"
                        + "\"type\":\"INSERT\"}";
                case MAXWELL ->
                    "{\"database\":\"s\",\"table\":\"bank\",\"type\":\"insert\",\"ts\":1767607200,"
                        + "\"xid\":7,\"position\":\"master.000006:"
                        + i
                        + "\",\"data\":"
                        + row
                        + "}";
              })
          .append('\n');
    }
    return text.toString();
  }
}
