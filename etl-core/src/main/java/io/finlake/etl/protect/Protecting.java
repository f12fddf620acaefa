package io.finlake.etl.protect;

import static org.apache.spark.sql.functions.array_contains;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.greatest;
import static org.apache.spark.sql.functions.length;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.regexp_replace;
import static org.apache.spark.sql.functions.translate;
import static org.apache.spark.sql.functions.when;

import io.finlake.etl.contract.Column;
import io.finlake.etl.contract.Contract;
import io.finlake.etl.contract.Protection;
import io.finlake.etl.contract.Rule;
import io.finlake.etl.contract.TechnicalColumn;
import io.finlake.etl.parse.Reason;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;

/**
 * Replaces the classified columns of screened rows by tokens and masks and leaves dropped ones out,
 * in one narrow projection without an action. Of records that could not be parsed nothing but the
 * outline of their text is kept when the contract has classified columns. All other columns,
 * technical ones included, pass unchanged and in their order.
 */
public final class Protecting {
  /** No more of a card number than this ever stays in clear (PCI DSS 3.4 allows the last four). */
  private static final int CARD_DIGITS_LEFT = 4;

  private static final String LASTING = "_lasting_";

  private final Map<String, Column> columns;
  private final Set<String> cardColumns;
  private final Map<String, DomainKeys> domains;
  private final int keyVersion;
  private final Optional<Protecting> oldest;

  private Protecting(
      Map<String, Column> columns,
      Set<String> cardColumns,
      Map<String, DomainKeys> domains,
      int keyVersion,
      Optional<Protecting> oldest) {
    this.columns = columns;
    this.cardColumns = cardColumns;
    this.domains = domains;
    this.keyVersion = keyVersion;
    this.oldest = oldest;
  }

  /** Whether a contract has a column that becomes a token. */
  public static boolean needsKeys(Contract contract) {
    return contract.columns().stream().anyMatch(it -> it.protection() instanceof Protection.Token);
  }

  /**
   * Prepares a contract's protection with the current key version.
   *
   * @param keys may be {@link TokenKeys#none()} when the contract has no token
   * @throws io.finlake.etl.error.FinlakeException MISSING_SECRET when a token is to be made without
   *     a key
   */
  public static Protecting of(Contract contract, TokenKeys keys) {
    if (!needsKeys(contract)) {
      return of(contract, keys, 0, Optional.empty());
    }
    boolean rotated = keys.oldest() != keys.current();
    return of(
        contract,
        keys,
        keys.current(),
        rotated
            ? Optional.of(of(contract, keys, keys.oldest(), Optional.empty()))
            : Optional.empty());
  }

  private static Protecting of(
      Contract contract, TokenKeys keys, int version, Optional<Protecting> oldest) {
    Map<String, Column> columns = new HashMap<>();
    Map<String, DomainKeys> domains = new HashMap<>();
    for (Column column : contract.columns()) {
      columns.put(column.name(), column);
      if (column.protection() instanceof Protection.Token token) {
        domains.put(token.domain(), keys.domain(version, token.domain()));
      }
    }
    return new Protecting(columns, cardColumns(contract), domains, version, oldest);
  }

  private static Set<String> cardColumns(Contract contract) {
    Rule.Check card = new Rule.Check.Standard(Rule.Financial.CARD_NUMBER);
    return contract.rules().stream()
        .filter(rule -> rule.check().equals(card))
        .flatMap(rule -> rule.column().stream())
        .collect(Collectors.toUnmodifiableSet());
  }

  /**
   * The rows, protected. A null stays null. A card number (a column with that check) loses the
   * spaces and dashes between its digits before it becomes a token, so that one card has one token
   * however it was written.
   */
  public Dataset<Row> apply(Dataset<Row> screened) {
    if (domains.isEmpty()) {
      return project(screened, domain -> lit(null), List.of());
    }
    return oldest
        .map(
            before ->
                before
                    .keys()
                    .bind(screened, binding -> project(screened, before.tokens(screened, binding))))
        .orElseGet(() -> project(screened, List.of()));
  }

  /**
   * The column of protected rows whose text says whether two values of a column are the same,
   * whatever key their tokens were made with: the column itself, or its token under the oldest key,
   * which stands beside it when keys were rotated.
   */
  public static String lasting(StructType protectedRows, String name) {
    return List.of(protectedRows.fieldNames()).contains(LASTING + name) ? LASTING + name : name;
  }

  private KeyRow keys() {
    return new KeyRow(List.copyOf(domains.values()));
  }

  /** The tokens of the rows' columns, under names of their own. */
  private List<org.apache.spark.sql.Column> tokens(Dataset<Row> screened, KeyRow.Binding keys) {
    return Stream.of(screened.columns())
        .filter(
            name ->
                columns.containsKey(name)
                    && columns.get(name).protection() instanceof Protection.Token)
        .map(name -> protect(columns.get(name), keys).as(LASTING + name))
        .toList();
  }

  private Dataset<Row> project(Dataset<Row> screened, List<org.apache.spark.sql.Column> beside) {
    return keys().bind(screened, binding -> project(screened, binding, beside));
  }

  private Dataset<Row> project(
      Dataset<Row> screened, KeyRow.Binding keys, List<org.apache.spark.sql.Column> beside) {
    List<org.apache.spark.sql.Column> stored = new ArrayList<>();
    for (String name : screened.columns()) {
      Column column = columns.get(name);
      if (name.equals(TechnicalColumn.TEXT) && classified()) {
        stored.add(outline().as(name));
      } else if (column == null || column.protection() instanceof Protection.None) {
        stored.add(col("`" + name + "`"));
      } else if (!(column.protection() instanceof Protection.Drop)) {
        stored.add(protect(column, keys).as(name));
      }
    }
    stored.addAll(beside);
    return screened.select(stored.toArray(org.apache.spark.sql.Column[]::new));
  }

  private boolean classified() {
    return columns.values().stream().anyMatch(it -> it.classification().classified());
  }

  /**
   * A record that could not be parsed may hold a classified value anywhere: of its text only spaces
   * and punctuation stay, which show where it broke. Of messages of change streams the reader has
   * left the values out already.
   */
  private static org.apache.spark.sql.Column outline() {
    org.apache.spark.sql.Column text = col(TechnicalColumn.TEXT);
    // Not exists(): it has no generated code, and would take that of the whole projection away.
    org.apache.spark.sql.Column redacted =
        array_contains(col(TechnicalColumn.REASONS).getField("rule"), Reason.ENVELOPE);
    return when(redacted, text).otherwise(regexp_replace(text, "[^\\p{Punct}\\s]", "*"));
  }

  private org.apache.spark.sql.Column protect(Column column, KeyRow.Binding keys) {
    org.apache.spark.sql.Column text = CanonicalText.of(column.name(), column.type());
    boolean card = cardColumns.contains(column.name());
    if (column.protection() instanceof Protection.Token token) {
      org.apache.spark.sql.Column value = card ? translate(text, " -", "") : text;
      DomainKeys domain = domains.get(token.domain());
      return TokenColumn.of(value, keys.keys(token.domain()), keyVersion, domain.associatedData());
    }
    int visible = ((Protection.Mask) column.protection()).visible();
    return mask(text, card ? Math.min(visible, CARD_DIGITS_LEFT) : visible);
  }

  /** Stars but for the last characters; a text no longer than those becomes stars alone. */
  private static org.apache.spark.sql.Column mask(org.apache.spark.sql.Column text, int visible) {
    org.apache.spark.sql.Column size = length(text);
    org.apache.spark.sql.Column hidden = greatest(size.minus(lit(visible)), lit(0));
    return when(size.leq(lit(visible)), repeatStar(size))
        .otherwise(concat(repeatStar(hidden), text.substr(hidden.plus(lit(1)), lit(visible))));
  }

  private static org.apache.spark.sql.Column repeatStar(org.apache.spark.sql.Column times) {
    return org.apache.spark.sql.functions.call_function("repeat", lit("*"), times);
  }
}
