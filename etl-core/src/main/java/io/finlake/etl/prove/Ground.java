package io.finlake.etl.prove;

import io.finlake.etl.contract.Contract;
import io.finlake.etl.contract.ContractFiles;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;

/**
 * What every lake of a proof is given: contracts, the same ones after they were mended, and objects
 * to deliver with fixed times.
 */
final class Ground {
  /** What brings control totals that are another delivery's. */
  static final String WRONG = "wrong-totals";

  /** What brings the right ones after that. */
  static final String RIGHT = "right-totals";

  private static final int MOST_DAYS = 4;
  private static final DateTimeFormatter FOLDERS = DateTimeFormatter.ofPattern("yyyy/MM/dd");

  private final Path folder;

  private Ground(Path folder) {
    this.folder = folder;
  }

  /** A ground that was made before. */
  static Ground at(Path folder) {
    return new Ground(folder);
  }

  /** Makes the ground in an empty folder. */
  static Ground make(Path folder, long seed, Size size) {
    Ground ground = new Ground(folder);
    try {
      write(ground.sizeFile(), size.name());
      for (String dataset : size.datasets()) {
        String text = contract(dataset);
        write(ground.contracts().resolve("proof").resolve(dataset).resolve("contract.yaml"), text);
        write(
            ground.mended().resolve("proof").resolve(dataset).resolve("contract.yaml"),
            mended(dataset, text));
      }
      Deliveries deliveries = new Deliveries(seed);
      for (int day = 0; day < MOST_DAYS; day++) {
        for (Map.Entry<String, List<String>> lines : deliveries.day(day).entrySet()) {
          if (size.datasets().contains(lines.getKey())) {
            ground.write(day, lines.getKey(), lines.getValue());
          }
        }
      }
    } catch (IOException thrown) {
      throw new UncheckedIOException(thrown);
    }
    return ground;
  }

  /** How much there is. */
  Size size() {
    try {
      return Size.valueOf(Files.readString(sizeFile()));
    } catch (IOException thrown) {
      throw new UncheckedIOException(thrown);
    }
  }

  private Path sizeFile() {
    return folder.resolve("size");
  }

  /** The folder of contracts. */
  Path contracts() {
    return folder.resolve("contracts");
  }

  /** The folder of contracts after a rule was mended and another one made stricter. */
  Path mended() {
    return folder.resolve("contracts-mended");
  }

  /** Whether a date folder is of a day that came after the contracts were mended. */
  static boolean mendedSince(Path date) {
    LocalDate day = LocalDate.parse(date.subpath(0, 3).toString().replace('/', '-'));
    return !day.isBefore(Deliveries.FIRST_DAY.plusDays(2));
  }

  /** The contracts as they are at the end. */
  List<Contract> known() {
    return ContractFiles.read(mended()).contracts();
  }

  /** The delivery of a day; the first is number 0. */
  static String day(int number) {
    return "day-" + number;
  }

  /** What a delivery brings, as it will lie below raw. */
  Path delivery(String name) {
    return folder.resolve("deliveries").resolve(name);
  }

  private void write(int day, String dataset, List<String> lines) throws IOException {
    if (dataset.equals("prices")) {
      object(day(day), day, "prices-0.jsonl", String.join("\n", lines) + "\n");
      // The first day's totals come wrong first.
      totals(day == 0 ? RIGHT : day(day), day, lines.size());
      totals(WRONG, day, lines.size() + 1);
      return;
    }
    int half = lines.size() / 2;
    List<List<String>> objects = List.of(lines.subList(0, half), lines.subList(half, lines.size()));
    for (int object = 0; object < objects.size(); object++) {
      String text = String.join("\n", objects.get(object)) + "\n";
      object(day(day), day, dataset + "-" + object + ".jsonl", text);
    }
  }

  private void totals(String delivery, int day, int rows) throws IOException {
    if (day == 0 || !delivery.equals(WRONG)) {
      object(delivery, day, "prices-0.jsonl.manifest.json", "{\"rows\": " + rows + "}\n");
    }
  }

  private void object(String delivery, int day, String name, String text) throws IOException {
    String dataset = name.substring(0, name.indexOf('-'));
    String date = Deliveries.FIRST_DAY.plusDays(day).format(FOLDERS);
    Path file = delivery(delivery).resolve("proof").resolve(dataset).resolve(date).resolve(name);
    write(file, text);
    Files.setLastModifiedTime(
        file,
        FileTime.from(Deliveries.FIRST_DAY.plusDays(day).atTime(20, 0).toInstant(ZoneOffset.UTC)));
  }

  private static String contract(String dataset) throws IOException {
    String name = "proof/" + dataset + "/contract.yaml";
    try (InputStream in = Ground.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("finlake was built without " + name);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /** Rules that let more in, so that a replay has work, and less, so that a backfill has. */
  private static String mended(String dataset, String text) {
    return switch (dataset) {
      case "accounts" ->
          changed(text, "[open, dormant, closed]", "[open, dormant, closed, frozen]");
      case "payments" ->
          changed(changed(text, "amount < 900", "amount < 950"), "[EUR, CHF]", "[EUR]");
      case "people" ->
          changed(text, "[insert, update, delete]", "[insert, update, delete, guessed]");
      case "visits" -> changed(text, "seconds < 5", "seconds < 2");
      default -> text;
    };
  }

  private static String changed(String text, String from, String to) {
    if (!text.contains(from)) {
      throw new IllegalStateException("the contract does not say " + from);
    }
    return text.replace(from, to).replace("version: 1.0.0", "version: 2.0.0");
  }

  private static void write(Path file, String text) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }
}
