package io.finlake.etl.evidence;

import io.finlake.etl.contract.HistoryColumn;
import io.finlake.etl.contract.TechnicalColumn;
import io.finlake.etl.lookup.PlainRow;
import io.finlake.etl.lookup.StoredTable;
import io.finlake.etl.lookup.Where;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * One hash of many rows that does not depend on their order: the hashes of the rows as lines,
 * sorted by their bytes, each with a line feed; SHA-256 of that. The hash of a row of processed
 * tables and quarantines is its content hash; of a curated row it is SHA-256 of its columns, sorted
 * by name, a line {@code name=value} each, absent values, technical columns and processing times
 * left out.
 *
 * @param rows how many
 * @param sha256 64 hexadecimal digits
 */
record RowDigest(long rows, String sha256) {

  /** Of the rows that a batch brought, as they stand in a version of a table. */
  static RowDigest of(StoredTable table, long batch) {
    boolean hashed = table.columns().contains(TechnicalColumn.CONTENT_HASH);
    Set<String> columns =
        hashed
            ? Set.of(TechnicalColumn.CONTENT_HASH)
            : table.columns().stream().filter(RowDigest::ofContent).collect(Collectors.toSet());
    List<String> hashes = new ArrayList<>();
    table.each(
        Where.equal(TechnicalColumn.BATCH, batch),
        columns,
        row ->
            hashes.add(
                hashed
                    ? row.perhapsText(TechnicalColumn.CONTENT_HASH).orElse("")
                    : sha256(text(row).getBytes(StandardCharsets.UTF_8))));
    return of(hashes);
  }

  /** Of rows whose hashes these are. */
  static RowDigest of(List<String> hashes) {
    String lines = hashes.stream().sorted().map(hash -> hash + "\n").collect(Collectors.joining());
    return new RowDigest(hashes.size(), sha256(lines.getBytes(StandardCharsets.US_ASCII)));
  }

  private static boolean ofContent(String column) {
    return !column.startsWith("_")
        && !column.equals(HistoryColumn.RECORDED_FROM)
        && !column.equals(HistoryColumn.RECORDED_TO);
  }

  private static String text(PlainRow row) {
    StringBuilder lines = new StringBuilder();
    for (Map.Entry<String, Object> column : new TreeMap<>(row.values()).entrySet()) {
      if (ofContent(column.getKey())) {
        lines.append(column.getKey()).append('=').append(text(column.getValue())).append('\n');
      }
    }
    return lines.toString();
  }

  private static String text(Object value) {
    if (value instanceof BigDecimal amount) {
      return amount.toPlainString();
    }
    if (value instanceof PlainRow struct) {
      return "{" + text(struct) + "}";
    }
    if (value instanceof List<?> list) {
      return list.stream().map(RowDigest::text).toList().toString();
    }
    if (value instanceof Map<?, ?> map) {
      Map<String, String> sorted = new TreeMap<>();
      map.forEach((key, one) -> sorted.put(text(key), text(one)));
      return sorted.toString();
    }
    return value.toString();
  }

  static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException thrown) {
      throw new IllegalStateException("every Java platform has SHA-256", thrown);
    }
  }
}
