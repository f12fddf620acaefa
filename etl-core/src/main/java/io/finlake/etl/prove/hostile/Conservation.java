package io.finlake.etl.prove.hostile;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/** Counts the records of an object without its reader, and compares. */
final class Conservation {
  /** Damage that leaves a whole of the same records, or no whole. */
  private static final Set<Damage> HARMS = EnumSet.of(Damage.FLIP, Damage.BYTE, Damage.CUT);

  private Conservation() {}

  /** What is lost, doubled or wrong. */
  static List<String> problems(Try attempt, Reading reading) {
    if (attempt.damages().isEmpty()) {
      return untouched(attempt, reading);
    }
    if (reading.refused().isPresent() || attempt.empty()) {
      return List.of();
    }
    boolean harmed = HARMS.containsAll(attempt.damages());
    if (attempt.plain().isEmpty() || attempt.kind().count() == Kind.Count.MAKER) {
      return harmed ? same(attempt, reading) : List.of();
    }
    return switch (attempt.kind().count()) {
      case LINES, INKED_LINES, LINES_BELOW_A_HEADER ->
          lines(attempt, attempt.plain().get(), reading);
      case ELEMENTS -> numbers(Elements.count(attempt.plain().get()), reading.records().size());
      case MAKER, NOTHING -> List.of();
    };
  }

  private static List<String> untouched(Try attempt, Reading reading) {
    return reading.refused().isPresent()
        ? List.of("wrong: an object that nobody damaged is refused: " + reading.refused().get())
        : numbers(attempt.rows(), reading.records().size());
  }

  /** Bits of a compressed or self-describing file: refused, or as if nothing had happened. */
  private static List<String> same(Try attempt, Reading reading) {
    return numbers(attempt.rows(), reading.records().size());
  }

  private static List<String> numbers(long expected, long found) {
    if (found == expected) {
      return List.of();
    }
    return List.of((found < expected ? "lost: " : "doubled: ") + found + " records of " + expected);
  }

  /**
   * Every line that holds anything is a record at its place; a line that is whole reads as ever.
   */
  private static List<String> lines(Try attempt, byte[] plain, Reading reading) {
    Map<Long, String> lines = lines(attempt.kind(), plain);
    List<String> problems = new ArrayList<>();
    lines.keySet().stream()
        .filter(offset -> !reading.records().containsKey(offset))
        .forEach(offset -> problems.add("lost: the line at " + offset));
    reading.records().keySet().stream()
        .filter(offset -> !lines.containsKey(offset))
        .forEach(offset -> problems.add("doubled: there is no line at " + offset));
    if (attempt.kind().count() != Kind.Count.LINES_BELOW_A_HEADER) {
      Map<String, String> whole = new HashMap<>();
      Reading before =
          Reading.of(attempt.kind().spec(), new Bytes("before", attempt.valid(), 1 << 16));
      lines(attempt.kind(), attempt.valid())
          .forEach((offset, line) -> whole.put(line, before.records().get(offset)));
      lines.forEach(
          (offset, line) -> {
            if (whole.containsKey(line) && !whole.get(line).equals(reading.records().get(offset))) {
              problems.add("wrong: the line at " + offset + " reads otherwise than by itself");
            }
          });
    }
    return problems;
  }

  /** Lines by where they begin, without their ends. */
  private static Map<Long, String> lines(Kind kind, byte[] plain) {
    Predicate<String> blank =
        kind.count() == Kind.Count.INKED_LINES
            ? line -> line.chars().allMatch(c -> c == ' ' || c == '\t' || c == '\r')
            : String::isEmpty;
    String text = new String(plain, StandardCharsets.ISO_8859_1);
    int at = text.startsWith("\u00ef\u00bb\u00bf") ? 3 : 0;
    Map<Long, String> lines = new LinkedHashMap<>();
    boolean header = kind.count() == Kind.Count.LINES_BELOW_A_HEADER;
    while (at < text.length()) {
      int end = text.indexOf('\n', at);
      int until = end < 0 ? text.length() : end;
      String line = text.substring(at, until);
      String bare = line.endsWith("\r") ? line.substring(0, line.length() - 1) : line;
      if (!blank.test(bare)) {
        if (!header) {
          lines.put((long) at, bare);
        }
        header = false;
      }
      at = until + 1;
    }
    return lines;
  }
}
