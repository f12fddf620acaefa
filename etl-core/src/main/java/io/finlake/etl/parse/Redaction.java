package io.finlake.etl.parse;

import com.fasterxml.jackson.core.JsonFactory;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What quarantine keeps of a message that is not understood. Where the contract has classified
 * columns, every value in it may be one of theirs: only values that speak of the change stay, the
 * others become {@code ***}. The hash is of the message as it came, so it can be found again.
 */
final class Redaction {
  private static final String HIDDEN = "***";

  /** Objects whose scalars speak of the change, in any of the envelopes. */
  private static final Set<String> PLAIN = Set.of("payload", "source", "transaction", "metadata");

  /** Fields that speak of the change. */
  private static final Set<String> SHOWN =
      Set.of(
          "op",
          "type",
          "operation",
          "record-type",
          "connector",
          "snapshot",
          "sequence",
          "file",
          "pos",
          "row",
          "lsn",
          "txId",
          "change_lsn",
          "commit_lsn",
          "event_serial_no",
          "scn",
          "commit_scn",
          "ssn",
          "ord",
          "db",
          "schema",
          "table",
          "collection",
          "database",
          "schema-name",
          "table-name",
          "position",
          "xid",
          "xoffset",
          "commit",
          "gtid",
          "id",
          "es",
          "ts",
          "ts_ms",
          "isDdl",
          "status",
          "timestamp",
          "commit-timestamp",
          "stream-position",
          "transaction-id",
          "transaction-record-id");

  private static final Set<String> MARKS = Set.of("payload", "source", "op", "metadata");

  private final boolean classified;
  private final int textBytes;
  private final JsonFactory factory;

  private Redaction(boolean classified, int textBytes, JsonFactory factory) {
    this.classified = classified;
    this.textBytes = textBytes;
    this.factory = factory;
  }

  static Redaction of(ReadSpec spec, JsonFactory factory) {
    boolean classified =
        spec.columns().stream().anyMatch(column -> column.classification().classified());
    return new Redaction(classified, spec.limits().textBytes(), factory);
  }

  /** Makes the record fail, rule {@code envelope}. */
  void fail(
      String why, MessageFields message, Lines line, TextDecoder decoder, RecordBuilder target) {
    if (!classified) {
      target.fail(Reason.ENVELOPE, why, line, decoder);
      return;
    }
    String text = JsonTree.json(redacted(message.fields(), known(message)), factory);
    boolean cut = text.getBytes(StandardCharsets.UTF_8).length > textBytes;
    String shown = cut ? text.substring(0, Math.min(text.length(), textBytes / 3)) : text;
    target.fail(Reason.ENVELOPE, why, shown, cut, line.hash());
  }

  /** Whether it looks like an envelope at all; else its fields may be those of a row. */
  private static boolean known(MessageFields message) {
    return MARKS.stream().anyMatch(message::has)
        || (message.has("database") && message.has("table"));
  }

  private static Map<String, Object> redacted(Map<?, ?> fields, boolean plain) {
    Map<String, Object> result = new LinkedHashMap<>();
    fields.forEach(
        (key, value) -> {
          String name = (String) key;
          if (value instanceof Map<?, ?> map) {
            if (!name.equals("schema")) {
              result.put(name, redacted(map, plain && PLAIN.contains(name)));
            }
          } else if (value instanceof List<?> list) {
            result.put(name, redacted(list));
          } else {
            result.put(name, ((plain && SHOWN.contains(name)) || value == null) ? value : HIDDEN);
          }
        });
    return result;
  }

  private static List<Object> redacted(List<?> list) {
    List<Object> result = new ArrayList<>();
    for (Object element : list) {
      if (element instanceof Map<?, ?> map) {
        result.add(redacted(map, false));
      } else {
        result.add(element == null ? null : HIDDEN);
      }
    }
    return result;
  }
}
