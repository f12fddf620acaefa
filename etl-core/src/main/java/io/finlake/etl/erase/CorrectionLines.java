package io.finlake.etl.erase;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.finlake.etl.contract.Contract;
import io.finlake.etl.contract.TechnicalColumn;
import io.finlake.etl.process.PersonRows;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** Which lines of corrections are a person's: pure, from their text. */
final class CorrectionLines {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final String column;
  private final PersonRows person;
  private final Pattern word;

  CorrectionLines(Contract contract, PersonRows person) {
    this.column = contract.subject().orElseThrow().column();
    this.person = person;
    this.word = Pattern.compile(PersonRows.word(person.ids()));
  }

  /** Whether a line names a place of the person's, or gives one of the person's ids. */
  boolean theirs(String line) {
    Optional<JsonNode> given = json(line);
    if (given.isEmpty()) {
      return !person.ids().isEmpty() && word.matcher(line).find();
    }
    long offset = given.get().path(TechnicalColumn.OFFSET).asLong(-1);
    return person.places().getOrDefault(object(given.get()), Set.of()).contains(offset)
        || person.ids().contains(given.get().path(column).asText());
  }

  /** Adds the place that a line names, when it gives one of the person's ids there. */
  void givenTo(String line, Map<String, Set<Long>> places) {
    Optional<JsonNode> given =
        json(line).filter(it -> person.ids().contains(it.path(column).asText()));
    if (given.isPresent() && given.get().path(TechnicalColumn.OFFSET).isIntegralNumber()) {
      places
          .computeIfAbsent(object(given.get()), any -> new TreeSet<>())
          .add(given.get().path(TechnicalColumn.OFFSET).asLong());
    }
  }

  /** The object that a line names. */
  static Optional<String> object(String line) {
    return json(line).map(CorrectionLines::object);
  }

  private static String object(JsonNode given) {
    return given.path(TechnicalColumn.OBJECT).asText();
  }

  /** What a line says; nothing where it is no JSON. */
  private static Optional<JsonNode> json(String line) {
    try {
      return line.isBlank() ? Optional.empty() : Optional.ofNullable(JSON.readTree(line));
    } catch (JsonProcessingException noJson) {
      return Optional.empty();
    }
  }
}
