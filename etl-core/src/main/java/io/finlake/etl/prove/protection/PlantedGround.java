package io.finlake.etl.prove.protection;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.zip.GZIPOutputStream;

/**
 * What the lake of the proof is given: for each format a dataset with classified columns of every
 * protection, and datasets that cannot be taken; and every marker that stands in them.
 */
final class PlantedGround {
  /** Datasets that are taken, with what their source says. */
  private static final Map<String, String> TAKEN =
      Map.of(
          "lines", "format: json-lines, unknownColumns: add",
          "documents", "format: json, unknownColumns: ignore",
          "sheets", "format: csv, unknownColumns: ignore",
          "widths", "format: fixed-width",
          "logs", "format: log, pattern: \"" + pattern() + "\"",
          "elements", "format: xml, rowTag: row, unknownColumns: ignore",
          "avros", "format: avro",
          "parquets", "format: parquet",
          "orcs", "format: orc");

  /** Datasets that are refused or fail. */
  private static final Map<String, String> REFUSED =
      Map.of(
          "headless", "format: csv, unknownColumns: refuse",
          "torn", "format: json-lines",
          "torndocument", "format: json",
          "tornelements", "format: xml, rowTag: row",
          "tornparquet", "format: parquet",
          "tornavro", "format: avro",
          "stopped", "format: json-lines",
          "failing", "format: json-lines");

  private final Path folder;
  private final Random chance;
  private final List<Marker> markers = new ArrayList<>();

  private PlantedGround(Path folder, long seed) {
    this.folder = folder;
    this.chance = new Random(seed);
  }

  /** Makes contracts and the raw zone of a lake below an empty folder. */
  static PlantedGround make(Path folder, long seed) {
    PlantedGround ground = new PlantedGround(folder, seed);
    try {
      ground.contracts();
      ground.taken();
      ground.refused();
    } catch (IOException thrown) {
      throw new UncheckedIOException(thrown);
    }
    return ground;
  }

  /** All that is looked for. */
  List<Marker> markers() {
    return List.copyOf(markers);
  }

  static Path contracts(Path folder) {
    return folder.resolve("contracts");
  }

  /** Contracts with a rule that lets more in. */
  static Path mended(Path folder) {
    return folder.resolve("mended");
  }

  static Path lake(Path folder) {
    return folder.resolve("lake");
  }

  /** The datasets that must have been taken. */
  static List<String> datasets() {
    return TAKEN.keySet().stream().sorted().toList();
  }

  private PlantedRow.Draw draw(String dataset) {
    return new PlantedRow.Draw(chance, dataset, markers::add);
  }

  private void contracts() throws IOException {
    Map<String, String> all = new LinkedHashMap<>(TAKEN);
    all.putAll(REFUSED);
    for (Map.Entry<String, String> dataset : all.entrySet()) {
      String text = PlantedContract.text(dataset.getKey(), dataset.getValue());
      write(contracts(folder), dataset.getKey(), text);
      write(
          mended(folder),
          dataset.getKey(),
          text.replace("maxLength: 40", "maxLength: 400")
              .replace("version: 1.0.0", "version: 2.0.0"));
    }
  }

  private static void write(Path contracts, String dataset, String text) throws IOException {
    Path file = contracts.resolve("proof").resolve(dataset);
    Files.createDirectories(file);
    Files.writeString(file.resolve("contract.yaml"), text);
  }

  private static String pattern() {
    StringBuilder pattern = new StringBuilder();
    PlantedRow.COLUMNS.forEach(
        column ->
            pattern
                .append(pattern.isEmpty() ? "" : "[|]")
                .append("(?<")
                .append(column)
                .append(">[^|]*)"));
    return pattern.toString();
  }

  private void taken() throws IOException {
    object("lines", "rows.jsonl", PlantedText.JSON_LINES.planted(draw("lines")));
    object("lines", "strange.jsonl", strange(draw("lines")));
    object("lines", "bytes.jsonl", PlantedText.JSON_LINES.undecodable(draw("lines")));
    object("documents", "rows.json", document(draw("documents")));
    object("sheets", "rows.csv", PlantedText.CSV.planted(draw("sheets")));
    object("sheets", "bytes.csv", behindHeader(PlantedText.CSV.undecodable(draw("sheets"))));
    object("widths", "rows.txt", PlantedText.FIXED_WIDTH.planted(draw("widths")));
    object("logs", "rows.log", PlantedText.LOG.planted(draw("logs")));
    object("elements", "rows.xml", PlantedText.XML.planted(draw("elements")));
    object("avros", "rows.avro", PlantedFiles.avro(rows(draw("avros"))));
    object("parquets", "rows.parquet", PlantedFiles.parquet(folder, rows(draw("parquets"))));
    object("orcs", "rows.orc", PlantedFiles.orc(folder, rows(draw("orcs"))));
  }

  private static List<PlantedRow> rows(PlantedRow.Draw draw) {
    List<PlantedRow> rows = new ArrayList<>();
    PlantedRow first = draw.good();
    rows.add(first);
    rows.add(draw.good());
    rows.add(first);
    rows.addAll(draw.broken());
    return rows;
  }

  private static byte[] document(PlantedRow.Draw draw) {
    List<String> all = rows(draw).stream().map(PlantedText.JSON_LINES::line).toList();
    return ("[" + String.join(",\n", all) + "]").getBytes(java.nio.charset.StandardCharsets.UTF_8);
  }

  /** Columns that the contract does not know, with a card number in one. */
  private static byte[] strange(PlantedRow.Draw draw) {
    PlantedRow row = draw.good();
    row.values().put("extra", draw.restricted("card in a column that nobody knows", cardOf(draw)));
    return PlantedText.JSON_LINES.object(List.of(PlantedText.JSON_LINES.line(row)));
  }

  private static String cardOf(PlantedRow.Draw draw) {
    return draw.good().values().get("card");
  }

  private static byte[] behindHeader(byte[] lines) {
    byte[] header =
        (String.join(",", PlantedRow.COLUMNS) + "\n")
            .getBytes(java.nio.charset.StandardCharsets.UTF_8);
    byte[] all = Arrays.copyOf(header, header.length + lines.length);
    System.arraycopy(lines, 0, all, header.length, lines.length);
    return all;
  }

  private void refused() throws IOException {
    // The first row is taken for a header: its values are names now.
    PlantedRow.Draw headless = draw("headless");
    object(
        "headless",
        "rows.csv",
        PlantedText.CSV.object(
            List.of(PlantedText.CSV.line(headless.good()), PlantedText.CSV.line(headless.good()))));
    byte[] lines = PlantedText.JSON_LINES.planted(draw("torn"));
    object("torn", "rows.jsonl.gz", Arrays.copyOf(packed(lines), packed(lines).length * 2 / 3));
    byte[] document = document(draw("torndocument"));
    object("torndocument", "rows.json", Arrays.copyOf(document, document.length / 2));
    byte[] elements = PlantedText.XML.planted(draw("tornelements"));
    object("tornelements", "rows.xml", Arrays.copyOf(elements, elements.length / 2));
    byte[] parquet = PlantedFiles.parquet(folder, rows(draw("tornparquet")));
    for (int at = parquet.length / 5; at < parquet.length / 5 + 60; at++) {
      parquet[at] = (byte) ~parquet[at];
    }
    object("tornparquet", "rows.parquet", parquet);
    byte[] avro = PlantedFiles.avro(rows(draw("tornavro")));
    object("tornavro", "rows.avro", Arrays.copyOf(avro, avro.length * 2 / 3));
    object("stopped", "rows.jsonl", PlantedText.JSON_LINES.planted(draw("stopped")));
    object("failing", "rows.jsonl", failing(draw("failing")));
  }

  /** A date that only an old parser takes, and Spark says so by quoting it. */
  private static byte[] failing(PlantedRow.Draw draw) {
    PlantedRow row = draw.good();
    row.values().put("tax", "2026-1-5 " + row.values().get("tax"));
    return PlantedText.JSON_LINES.object(
        List.of(PlantedText.JSON_LINES.line(draw.good()), PlantedText.JSON_LINES.line(row)));
  }

  private static byte[] packed(byte[] bytes) throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
      out.write(bytes);
    }
    return packed.toByteArray();
  }

  private void object(String dataset, String name, byte[] bytes) throws IOException {
    Path file = lake(folder).resolve(Path.of("raw", "proof", dataset, "2026", "03", "02", name));
    Files.createDirectories(file.getParent());
    Files.write(file, bytes);
  }
}
