package io.finlake.etl.prove.hostile;

import io.finlake.etl.error.ErrorCode;
import io.finlake.etl.error.FinlakeException;
import io.finlake.etl.parse.CardNumbers;
import io.finlake.etl.parse.ObjectInput;
import io.finlake.etl.parse.ObjectSummary;
import io.finlake.etl.parse.ParsedRecord;
import io.finlake.etl.parse.ReadSpec;
import io.finlake.etl.parse.Reason;
import io.finlake.etl.parse.RecordReader;
import io.finlake.etl.parse.RecordReaders;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What reading one object gave.
 *
 * @param refused the error, when it was refused by name
 * @param records what was read, by the place where each record begins
 * @param faults what no object may make a reader do
 */
record Reading(Optional<String> refused, Map<Long, String> records, List<String> faults) {

  /** Reads an object from its first byte to its last. */
  static Reading of(ReadSpec spec, ObjectInput object) {
    Found found = new Found(spec);
    try (RecordReader reader = RecordReaders.open(spec, object)) {
      while (reader.advance()) {
        found.record(reader.record());
      }
      found.end(reader.summary());
      return new Reading(Optional.empty(), found.records, found.faults);
    } catch (FinlakeException thrown) {
      found.refusal(thrown, object.name());
      return new Reading(Optional.of(thrown.getMessage()), found.records, found.faults);
    } catch (RuntimeException | StackOverflowError | OutOfMemoryError thrown) {
      found.faults.add("wrong: it ended in " + thrown + place(thrown));
      return new Reading(Optional.empty(), found.records, found.faults);
    }
  }

  private static String place(Throwable thrown) {
    return Arrays.stream(thrown.getStackTrace())
        .limit(4)
        .map(each -> " at " + each)
        .toList()
        .toString();
  }

  /** The same in one text. */
  String fingerprint() {
    return refused.map(why -> "refused: " + why).orElseGet(records::toString);
  }

  /** Where two texts part. */
  static String difference(String one, String other) {
    int at = Arrays.mismatch(one.toCharArray(), other.toCharArray());
    int from = Math.max(0, at - 40);
    return one.substring(from, Math.min(one.length(), at + 80))
        + " <> "
        + other.substring(from, Math.min(other.length(), at + 80));
  }

  private static final class Found {
    private final ReadSpec spec;
    private final Map<Long, String> records = new LinkedHashMap<>();
    private final List<String> faults = new ArrayList<>();
    private long rows;
    private long lastOffset = -1;
    private int lastItem;

    Found(ReadSpec spec) {
      this.spec = spec;
    }

    void record(ParsedRecord record) {
      boolean next = record.offset() > lastOffset;
      boolean further = record.offset() == lastOffset && record.item() == lastItem + 1;
      if (!next && !further) {
        faults.add("doubled: the record at " + record.offset() + " came again");
      }
      lastOffset = record.offset();
      lastItem = record.item();
      rows += record.filtered() ? 0 : 1;
      records.merge(record.offset(), shown(record), String::concat);
      record.reasons().forEach(this::reason);
      if (record.broken() && record.reasons().isEmpty()) {
        faults.add("wrong: a broken record without a reason");
      }
      record.text().ifPresent(text -> noCard("the text of a broken record", text));
      record.unknown().forEach((name, text) -> noCard("an unknown field", name + "=" + text));
      for (int i = 0; i < record.size(); i++) {
        boolean guarded = !spec.columns().get(i).classification().classified() && !spec.reshaped();
        if (guarded && record.value(i) instanceof String text) {
          noCard("the column " + spec.columns().get(i).name(), text);
        }
      }
    }

    private void reason(Reason reason) {
      noCard("a reason", reason.text());
      boolean open =
          reason
              .column()
              .filter(name -> !name.equals("secret") && !name.equals("card"))
              .isPresent();
      if (!open) {
        noSecret("a reason", reason.text());
      }
    }

    private static String shown(ParsedRecord record) {
      StringBuilder text = new StringBuilder();
      for (int i = 0; i < record.size(); i++) {
        text.append(record.value(i)).append('|');
      }
      record.reasons().forEach(text::append);
      return text.append(record.unknown())
          .append(record.text().orElse(""))
          .append(record.textHash().orElse(""))
          .append(record.filtered())
          .toString();
    }

    void end(ObjectSummary summary) {
      if (summary.records() != rows) {
        faults.add("lost: " + rows + " records came, the summary says " + summary.records());
      }
      summary.unknown().keySet().forEach(name -> noCard("the name of an unknown field", name));
    }

    void refusal(FinlakeException thrown, String object) {
      if (thrown.code() != ErrorCode.UNREADABLE_OBJECT || !thrown.problem().contains(object)) {
        faults.add("wrong: refused by " + thrown.code() + ", " + thrown.problem());
      }
      for (Throwable each = thrown; each != null; each = each.getCause()) {
        String message = String.valueOf(each.getMessage()).replace(object, "");
        noCard("a message", message);
        noSecret("a message", message);
      }
    }

    private void noCard(String where, String text) {
      if (CardNumbers.found(text)) {
        faults.add("wrong: " + where + " shows a card number");
      }
    }

    private void noSecret(String where, String text) {
      if (text.contains(Kind.SECRET)) {
        faults.add("wrong: " + where + " shows a classified value: " + text);
      }
    }
  }
}
