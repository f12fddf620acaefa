package io.finlake.etl.contract;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * A mapping of a contract while it is read. Every question reports what does not fit and answers
 * with nothing; at the end {@link #done} reports the keys that nobody asked for.
 */
final class Section {
  private record Entry(JsonNode value, Place place) {}

  private final Place place;
  private final Findings findings;
  private final Map<String, Entry> entries = new LinkedHashMap<>();
  private final Set<String> asked = new TreeSet<>();

  private Section(Place place, Findings findings) {
    this.place = place;
    this.findings = findings;
  }

  /** A mapping as it stands; anything else counts as an empty one and is reported. */
  static Section of(JsonNode node, Place place, Findings findings) {
    Section section = new Section(place, findings);
    if (!node.isObject()) {
      findings.report(place, "is not a mapping", "write keys with values");
    }
    node.fields()
        .forEachRemaining(
            field -> section.put(field.getKey(), field.getValue(), place.key(field.getKey())));
    return section;
  }

  /** The list {@code customProperties} of this mapping, as a mapping of property to value. */
  Section customProperties() {
    Place list = place.key("customProperties");
    Section section = new Section(list, findings);
    int index = 0;
    for (JsonNode item : node("customProperties")) {
      Place value = list.item(index++).key("value");
      String property = item.path("property").asText("");
      if (section.entries.containsKey(property)) {
        findings.report(value.up(), "names '" + property + "' twice", "keep one of them");
      } else {
        section.put(property, item.path("value"), value);
      }
    }
    return section;
  }

  private void put(String key, JsonNode value, Place where) {
    if (value.isNull()) {
      asked.add(key);
      findings.report(where, "'" + key + "' has no value", "write one, or leave the key out");
    } else if (!value.isMissingNode()) {
      entries.put(key, new Entry(value, where));
    }
  }

  /** Where this stands. */
  Place place() {
    return place;
  }

  /** Where the value of a key stands; this section's place when it is absent. */
  Place at(String key) {
    Entry entry = entries.get(key);
    return entry == null ? place : entry.place();
  }

  /** Whether the key has a value. */
  boolean has(String key) {
    asked.add(key);
    return entries.containsKey(key);
  }

  /** The value as it stands; a missing node when absent. */
  JsonNode node(String key) {
    asked.add(key);
    Entry entry = entries.get(key);
    return entry == null ? MissingNode.getInstance() : entry.value();
  }

  /** A text. */
  Optional<String> text(String key) {
    JsonNode value = node(key);
    if (value.isMissingNode()) {
      return Optional.empty();
    }
    if (!value.isTextual() || value.textValue().isEmpty()) {
      return wrong(key, "is not a text", "write a text, in quotes where it looks like a number");
    }
    return Optional.of(value.textValue());
  }

  /** A text that must be there; the empty text stands in for a missing one. */
  String needed(String key, String remedy) {
    if (!has(key)) {
      findings.report(place, "lacks '" + key + "'", remedy);
    }
    return text(key).orElse("");
  }

  /** {@code true} or {@code false}. */
  boolean flag(String key, boolean otherwise) {
    JsonNode value = node(key);
    if (!value.isMissingNode() && !value.isBoolean()) {
      wrong(key, "is neither true nor false", "write true or false");
    }
    return value.asBoolean(otherwise);
  }

  /** The keys that have a value, in the order of the file. */
  List<String> keys() {
    return List.copyOf(entries.keySet());
  }

  /** A whole number between two, both included. */
  Optional<Integer> whole(String key, int least, int most) {
    JsonNode value = node(key);
    if (value.isMissingNode()) {
      return Optional.empty();
    }
    boolean fits =
        value.isIntegralNumber()
            && value.canConvertToInt()
            && value.intValue() >= least
            && value.intValue() <= most;
    return fits
        ? Optional.of(value.intValue())
        : wrong(key, "is not a whole number from " + least + " to " + most, "write one");
  }

  /** A number between two, both included. */
  Optional<BigDecimal> number(String key, BigDecimal least, BigDecimal most) {
    JsonNode value = node(key);
    if (value.isMissingNode()) {
      return Optional.empty();
    }
    boolean fits =
        value.isNumber()
            && value.decimalValue().compareTo(least) >= 0
            && value.decimalValue().compareTo(most) <= 0;
    return fits
        ? Optional.of(value.decimalValue())
        : wrong(key, "is not a number from " + least + " to " + most, "write one");
  }

  /** A list of texts; numbers count as their text. */
  List<String> texts(String key) {
    JsonNode value = node(key);
    List<String> texts = new ArrayList<>();
    if (!value.isMissingNode() && !value.isArray()) {
      wrong(key, "is not a list", "write a list in brackets");
      return texts;
    }
    for (JsonNode item : value) {
      if (item.isTextual() || item.isNumber()) {
        texts.add(item.isTextual() ? item.textValue() : item.decimalValue().toPlainString());
      } else {
        findings.report(
            at(key).item(texts.size()), "is not a text", "write a text, in quotes where needed");
        texts.add("");
      }
    }
    return texts;
  }

  /** One of an enum's words, written in lower case with dashes. */
  <E extends Enum<E>> Optional<E> word(String key, Class<E> type) {
    Optional<String> text = text(key);
    if (text.isEmpty()) {
      return Optional.empty();
    }
    List<String> words = new ArrayList<>();
    for (E constant : type.getEnumConstants()) {
      String word = constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
      words.add(word);
      if (word.equals(text.get())) {
        return Optional.of(constant);
      }
    }
    return wrong(key, "is '" + text.get() + "'", "write one of " + String.join(", ", words));
  }

  /** A mapping below this one. */
  Optional<Section> section(String key) {
    JsonNode value = node(key);
    return value.isMissingNode() ? Optional.empty() : Optional.of(of(value, at(key), findings));
  }

  /** A list of mappings below this one. */
  List<Section> sections(String key) {
    JsonNode value = node(key);
    if (!value.isMissingNode() && !value.isArray()) {
      wrong(key, "is not a list", "write a list");
    }
    List<Section> sections = new ArrayList<>();
    if (value.isArray()) {
      for (JsonNode item : value) {
        sections.add(of(item, at(key).item(sections.size()), findings));
      }
    }
    return sections;
  }

  /** Reports what a key's value has wrong, and answers with nothing. */
  <T> Optional<T> wrong(String key, String text, String remedy) {
    findings.report(at(key), "'" + key + "' " + text, remedy);
    return Optional.empty();
  }

  /** Reports something about this mapping as a whole. */
  void refuse(String text, String remedy) {
    findings.report(place, text, remedy);
  }

  /** Reports every key that nobody asked for. */
  void done() {
    for (Map.Entry<String, Entry> entry : entries.entrySet()) {
      if (!asked.contains(entry.getKey())) {
        findings.report(
            entry.getValue().place(),
            "'" + entry.getKey() + "' is not known here",
            asked.isEmpty() ? "leave it out" : "known here: " + String.join(", ", asked));
      }
    }
  }
}
