package io.finlake.etl.explain;

import io.finlake.etl.contract.Column;
import io.finlake.etl.contract.Contract;
import io.finlake.etl.contract.Protection;
import io.finlake.etl.contract.Rule;
import io.finlake.etl.contract.Zone;
import io.finlake.etl.error.ErrorCode;
import io.finlake.etl.error.FinlakeException;
import io.finlake.etl.lookup.Where;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.stream.Collectors;

/**
 * Which row a person asks for: values of columns, in clear or as tokens.
 *
 * @param parts at least one
 */
public record RowKey(List<Part> parts) {
  public RowKey {
    parts = List.copyOf(parts);
  }

  /**
   * The wanted values of one column.
   *
   * @param column of the contract
   * @param values as the table may hold it; more than one where a token was made with one of
   *     several keys
   */
  public record Part(Column column, List<Object> values) {
    public Part {
      values = List.copyOf(values);
    }

    /** The value for people; stars when the column is classified. */
    String shown() {
      return column.classification().classified() ? "***" : KeyText.canonical(values.get(0));
    }
  }

  /** Makes the tokens that a value may have: of a token domain and a value in clear. */
  public interface Tokens extends BiFunction<String, String, List<String>> {}

  /**
   * Reads {@code column=value,column=value}, or the values of the key in their order.
   *
   * @param tokens makes tokens of values in clear; where the values are tokens already, gives them
   *     back
   * @throws FinlakeException {@code BAD_ARGUMENT} when it names what the table does not hold
   */
  public static RowKey parse(Contract contract, String text, Tokens tokens) {
    Map<String, String> named = named(contract, text);
    List<Part> parts = new ArrayList<>();
    named.forEach((name, value) -> parts.add(part(contract, name, value, tokens)));
    return new RowKey(parts);
  }

  private static Map<String, String> named(Contract contract, String text) {
    List<String> key = contract.key();
    boolean bare = contract.columns().stream().noneMatch(it -> text.startsWith(it.name() + "="));
    if (bare && key.size() == 1) {
      return Map.of(key.get(0), text);
    }
    String[] values = text.split(",", -1);
    if (bare && values.length == key.size()) {
      Map<String, String> named = new LinkedHashMap<>();
      for (int i = 0; i < values.length; i++) {
        named.put(key.get(i), values[i].strip());
      }
      return named;
    }
    if (bare) {
      throw unclear(
          contract,
          key.isEmpty()
              ? "it has no key, so its columns must be named"
              : "its key has " + key.size() + " columns: " + String.join(", ", key));
    }
    Map<String, String> named = new LinkedHashMap<>();
    for (String value : values) {
      int equals = value.indexOf('=');
      if (equals < 1) {
        throw unclear(contract, "a part of it names no column");
      }
      named.put(value.substring(0, equals).strip(), value.substring(equals + 1).strip());
    }
    return named;
  }

  private static Part part(Contract contract, String name, String text, Tokens tokens) {
    Column column =
        contract.columns().stream()
            .filter(it -> it.name().equals(name))
            .findFirst()
            .orElseThrow(() -> unclear(contract, "it has no column '" + name + "'"));
    if (contract.zone() == Zone.CURATED || column.protection() instanceof Protection.None) {
      return new Part(column, List.of(KeyText.value(column, text)));
    }
    if (column.protection() instanceof Protection.Token token) {
      return new Part(
          column, List.copyOf(tokens.apply(token.domain(), clear(contract, column, text))));
    }
    throw unclear(contract, "the values of " + name + " are not stored as they came");
  }

  /** As it is tokenised: one text for a value, and a card number without its spaces and dashes. */
  private static String clear(Contract contract, Column column, String text) {
    if (text.matches("v[1-9]\\d{0,5}\\.[A-Za-z0-9_-]{30,}")) {
      return text;
    }
    String canonical = KeyText.canonical(KeyText.value(column, text));
    Rule.Check card = new Rule.Check.Standard(Rule.Financial.CARD_NUMBER);
    boolean cards =
        contract.rules().stream()
            .anyMatch(
                rule ->
                    rule.check().equals(card)
                        && rule.column().filter(column.name()::equals).isPresent());
    return cards ? canonical.replace(" ", "").replace("-", "") : canonical;
  }

  /** The rows that have these values. */
  Where where() {
    return parts.stream()
        .map(part -> Where.in(part.column().name(), part.values()))
        .reduce(Where.all(), Where::and);
  }

  /** The key for people: {@code column=value, column=***}. */
  public String shown() {
    return parts.stream()
        .map(part -> part.column().name() + "=" + part.shown())
        .collect(Collectors.joining(", "));
  }

  /** Whether a command line may show the values. */
  boolean showable() {
    return parts.stream().noneMatch(part -> part.column().classification().classified());
  }

  /** As the command line takes it. */
  String argument() {
    return parts.stream()
        .map(part -> part.column().name() + "=" + KeyText.canonical(part.values().get(0)))
        .collect(Collectors.joining(","));
  }

  private static FinlakeException unclear(Contract contract, String cause) {
    return FinlakeException.of(
        ErrorCode.BAD_ARGUMENT,
        "--key does not say which row of " + contract.tableName() + " is meant",
        cause,
        "write column=value,column=value"
            + (contract.key().isEmpty()
                ? ""
                : ", or the values of " + String.join(", ", contract.key())));
  }
}
