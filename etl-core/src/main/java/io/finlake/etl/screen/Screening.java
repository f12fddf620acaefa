package io.finlake.etl.screen;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.array_contains;
import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.size;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.substring;
import static org.apache.spark.sql.functions.when;

import io.finlake.etl.contract.Contract;
import io.finlake.etl.contract.DatasetId;
import io.finlake.etl.contract.Rule;
import io.finlake.etl.contract.TechnicalColumn;
import io.finlake.etl.error.ErrorCode;
import io.finlake.etl.error.FinlakeException;
import io.finlake.etl.parse.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;

/**
 * Lists on every parsed row the row rules that it breaks, all of them, behind the reasons that the
 * reader found. A row that deletes its key is asked for its key alone ({@link DeletedRows}). One
 * narrow projection without an action or a shuffle of the rows; each reference adds a broadcast of
 * the distinct values it refers to. The rows are never shuffled, since values in clear would then
 * reach the disk; so these distinct values must fit the driver's and each executor's memory, and
 * Spark ends the query when they exceed 8 GB.
 */
public final class Screening {
  /** No reason shows more of a value than this. */
  static final int LONGEST_TEXT = 200;

  /** Hive's name of the folder of absent values; Delta takes it, and an empty text, for one. */
  private static final String ABSENT_PARTITION = "__HIVE_DEFAULT_PARTITION__";

  private static final String REFERENCE = "_reference_";

  private final Contract contract;
  private final List<Rule> rules;
  private final Map<DatasetId, Dataset<Row>> references;

  private Screening(Contract contract, List<Rule> rules, Map<DatasetId, Dataset<Row>> references) {
    this.contract = contract;
    this.rules = rules;
    this.references = references;
  }

  /**
   * Prepares the row rules of a contract, in its order.
   *
   * @param references the processed tables that its references name, as they are now; an empty one
   *     where nothing has been processed yet
   */
  public static Screening of(Contract contract, Map<DatasetId, Dataset<Row>> references) {
    List<Rule> rules = contract.rules().stream().filter(it -> it.check().rowLevel()).toList();
    for (Rule rule : rules) {
      if (rule.check() instanceof Rule.Check.Reference reference
          && !references.containsKey(reference.dataset())) {
        throw new IllegalStateException(
            "rule " + rule.name() + " was given no rows of " + reference.dataset());
      }
    }
    return new Screening(contract, rules, Map.copyOf(references));
  }

  /**
   * The same rows and columns with {@code _reasons} completed. Rows of kind {@code filtered} and
   * {@code object}, and records that could not be parsed at all, stay as they are. A column whose
   * text did not fit does not break {@code required} as well.
   *
   * @throws FinlakeException BAD_CONTRACT when a column and the one it refers to differ in type
   */
  public Dataset<Row> apply(Dataset<Row> parsed) {
    Dataset<Row> rows = parsed;
    RowChecks checks = new RowChecks(contract);
    List<Column> breaches = new ArrayList<>();
    List<Column> found = new ArrayList<>();
    for (int i = 0; i < rules.size(); i++) {
      Rule rule = rules.get(i);
      if (rule.check() instanceof Rule.Check.Reference reference) {
        rows = withReference(rows, rule, reference, REFERENCE + i);
      }
      Column broken = broken(checks, rule, i);
      if (!DeletedRows.asked(contract, rule)) {
        broken = not(DeletedRows.marked(contract)).and(broken);
      }
      breaches.add(broken);
      found.add(
          when(broken, array(reason(rule))).otherwise(array().cast(TechnicalColumn.REASONS_DDL)));
    }
    for (String name : partitionTexts(parsed)) {
      Column broken = col(name).isin("", ABSENT_PARTITION);
      breaches.add(broken);
      found.add(
          when(broken, array(unstorable(name)))
              .otherwise(array().cast(TechnicalColumn.REASONS_DDL)));
    }
    if (breaches.isEmpty()) {
      return parsed;
    }
    return rows.select(columns(parsed, completed(breaches, found)));
  }

  /** The partition columns whose texts become names of folders. */
  private List<String> partitionTexts(Dataset<Row> parsed) {
    return contract.partitionBy().stream()
        .filter(name -> parsed.schema().apply(name).dataType().equals(DataTypes.StringType))
        .toList();
  }

  private Column unstorable(String name) {
    boolean classified = contract.column(name).classification().classified();
    return struct(
        lit(Reason.PARTITION_VALUE).as("rule"),
        lit(name).as("column"),
        lit(Reason.SEVERITY).as("severity"),
        (classified ? lit("***") : col(name)).as("text"));
  }

  private Column broken(RowChecks checks, Rule rule, int index) {
    if (rule.check() instanceof Rule.Check.Required) {
      Column column = reasons().getField("column");
      Column unfit =
          size(reasons())
              .gt(0)
              .and(coalesce(array_contains(column, RowChecks.columnName(rule)), lit(false)));
      return col(RowChecks.columnName(rule)).isNull().and(not(unfit));
    }
    if (rule.check() instanceof Rule.Check.Reference) {
      return col(RowChecks.columnName(rule)).isNotNull().and(col(REFERENCE + index).isNull());
    }
    return checks.broken(rule);
  }

  /** The reasons of intact rows are not touched, so that those cost one evaluation of each rule. */
  private static Column completed(List<Column> breaches, List<Column> found) {
    Column any = breaches.stream().reduce(Column::or).orElseThrow();
    List<Column> all = new ArrayList<>();
    all.add(reasons());
    all.addAll(found);
    return when(screened().and(any), concat(all.toArray(Column[]::new))).otherwise(reasons());
  }

  /** A reason without a column speaks of the whole record: there are no values to screen. */
  private static Column screened() {
    Column columns = reasons().getField("column");
    // array_contains is null where it meets a null and finds no match.
    Column whole = coalesce(array_contains(columns, ""), lit(true));
    return col(TechnicalColumn.KIND).equalTo("row").and(size(reasons()).equalTo(0).or(not(whole)));
  }

  private Column reason(Rule rule) {
    Column name = rule.column().map(it -> lit(it)).orElse(lit(null).cast("string"));
    return struct(
        lit(rule.name()).as("rule"),
        name.as("column"),
        lit(rule.severity().name().toLowerCase(Locale.ROOT)).as("severity"),
        text(rule).as("text"));
  }

  private Column text(Rule rule) {
    if (rule.column().isEmpty() || rule.check() instanceof Rule.Check.Required) {
      return lit(null).cast("string");
    }
    String column = rule.column().get();
    return contract.column(column).classification().classified()
        ? lit("***")
        : substring(col(column).cast("string"), 1, LONGEST_TEXT);
  }

  /** The rows with a column that is null where the value stands nowhere; never more rows. */
  private Dataset<Row> withReference(
      Dataset<Row> rows, Rule rule, Rule.Check.Reference reference, String name) {
    Dataset<Row> values =
        references
            .get(reference.dataset())
            .select(col(reference.column()).as(name))
            .where(col(name).isNotNull())
            .distinct();
    String column = RowChecks.columnName(rule);
    DataType own = rows.schema().apply(column).dataType();
    DataType theirs = values.schema().apply(name).dataType();
    if (!own.equals(theirs)) {
      throw FinlakeException.of(
          ErrorCode.BAD_CONTRACT,
          "Rule " + rule.name() + " cannot be screened",
          column
              + " is "
              + own.sql()
              + " but "
              + reference.dataset()
              + "."
              + reference.column()
              + " is stored as "
              + theirs.sql(),
          "refer to a column of the same type that is not tokenised, masked or dropped");
    }
    return rows.join(broadcast(values), col(column).equalTo(col(name)), "left");
  }

  private static Column[] columns(Dataset<Row> parsed, Column completed) {
    List<Column> columns = new ArrayList<>();
    for (String name : parsed.columns()) {
      boolean reasons = name.equals(TechnicalColumn.REASONS);
      columns.add(reasons ? completed.as(name) : col("`" + name + "`"));
    }
    return columns.toArray(Column[]::new);
  }

  /** Whether reasons send the row to quarantine: any that is not a warning. */
  public static Column quarantined(Column reasons) {
    Column severities = reasons.getField("severity");
    return array_contains(severities, "quarantine").or(array_contains(severities, "stop"));
  }

  private static Column reasons() {
    return col(TechnicalColumn.REASONS);
  }
}
