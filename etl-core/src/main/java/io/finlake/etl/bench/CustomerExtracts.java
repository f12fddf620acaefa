package io.finlake.etl.bench;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.PrimitiveIterator;
import java.util.stream.IntStream;

/** Writes daily extracts of {@code crm.customers}: plain CSV with a header, fault-free. */
final class CustomerExtracts {
  private static final int ROWS_AN_OBJECT = 100_000;
  private static final DateTimeFormatter FOLDERS = DateTimeFormatter.ofPattern("yyyy/MM/dd");
  private static final String[] CITIES = {"Berlin", "Wien", "Bern", "Lyon", "Turin", "Porto"};
  private static final String[] COUNTRIES = {"DE", "AT", "CH", "FR", "IT", "PT"};
  private static final String[] SEGMENTS = {"retail", "retail", "retail", "premium", "business"};
  private static final String HEADER =
      "customer_id,first_name,last_name,email,phone,tax_id,birth_date,segment,city,country,"
          + "kyc_status,marketing_consent,status,created_on,updated_at,operation,change_number\n";

  private final Path raw;

  CustomerExtracts(Path raw) {
    this.raw = raw;
  }

  /**
   * Delivers one version of each of these customers.
   *
   * @param version the version's number, from 1; every version lives elsewhere
   */
  void deliver(LocalDate day, int version, IntStream customers) {
    Path folder = raw.resolve("crm/customers").resolve(day.format(FOLDERS));
    PrimitiveIterator.OfInt next = customers.iterator();
    try {
      Files.createDirectories(folder);
      for (int object = 0; next.hasNext(); object++) {
        Path file = folder.resolve(String.format("customers-%05d.csv", object));
        try (BufferedWriter out = Files.newBufferedWriter(file)) {
          out.write(HEADER);
          for (int row = 0; row < ROWS_AN_OBJECT && next.hasNext(); row++) {
            row(out, next.nextInt(), day, version);
          }
        }
      }
    } catch (IOException thrown) {
      throw new UncheckedIOException(thrown);
    }
  }

  private static void row(Writer out, int customer, LocalDate day, int version) throws IOException {
    int place = (customer + version) % CITIES.length;
    String number = digits(customer);
    out.append('C').append(number);
    out.append(",Ada,Family ").append(number);
    out.append(",c").append(number).append("@example.com,+49 30 ").append(number, 1, 8);
    out.append(",DE1").append(number);
    out.append(",19").append(digits(50 + customer % 50), 6, 8).append("-0");
    out.append((char) ('1' + customer % 9)).append("-15,");
    out.append(SEGMENTS[customer % SEGMENTS.length]).append(',');
    out.append(CITIES[place]).append(',').append(COUNTRIES[place]);
    out.append(",verified,true,active,2020-01-02,").append(day.toString()).append("T09:30:00Z,");
    out.append(version == 1 ? "insert," : "update,").append(Integer.toString(version)).append('\n');
  }

  /** Eight digits, with zeros before. */
  private static String digits(int number) {
    String plain = Integer.toString(number);
    return "00000000".substring(plain.length()) + plain;
  }
}
