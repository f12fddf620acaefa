package io.finlake.etl.process;

import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.exists;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;

import io.finlake.etl.contract.Contract;
import io.finlake.etl.contract.Subject;
import io.finlake.etl.contract.TechnicalColumn;
import io.finlake.etl.protect.SubjectMatch;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Which rows of a dataset are a person's: those with one of the person's ids, those that a record
 * of the person's brought (a tombstone has no id any more), and records that could not be parsed
 * and hold an id as a word of their text.
 *
 * @param ids the values of the subject's column that are the person's
 * @param places where the person's records begin in raw, by object
 * @param hashed tells ids that are on record as the person's and that nobody has any more: what
 *     they were found by is erased; empty when there are none
 */
public record PersonRows(
    Set<String> ids, Map<String, Set<Long>> places, Optional<SubjectMatch> hashed)
    implements ErasedRows {
  static final String ERASED = "erased";

  /** In the answer of {@link #told}: whether a row is the person's; never null. */
  public static final String THEIRS = "_theirs";

  /** In the answer of {@link #told}: whether a row has an id of the person's; never null. */
  public static final String BY_ID = "_by_id";

  private static final String HASHED = "_by_hash";
  private static final StructType PLACE =
      new StructType()
          .add("_erased_object", DataTypes.StringType, false)
          .add("_erased_offset", DataTypes.LongType, false)
          .add("_erased", DataTypes.BooleanType, false);

  /** What is found by ids and places. */
  public PersonRows(Set<String> ids, Map<String, Set<Long>> places) {
    this(ids, places, Optional.empty());
  }

  public PersonRows {
    ids = Set.copyOf(ids);
    places = Map.copyOf(places);
  }

  /** Whether there is nothing that a row could be found by. */
  public boolean none() {
    return ids.isEmpty() && places.isEmpty() && hashed.isEmpty();
  }

  @Override
  public Dataset<Row> among(Dataset<Row> rows, Contract contract) {
    return told(rows, contract).where(col(THEIRS)).drop(THEIRS, BY_ID);
  }

  /** All rows, with {@link #THEIRS} and {@link #BY_ID}. */
  public Dataset<Row> told(Dataset<Row> rows, Contract contract) {
    String column = contract.subject().orElseThrow().column();
    Dataset<Row> all =
        hashed
            .map(match -> match.marked(rows, column, HASHED))
            .orElseGet(() -> rows.withColumn(HASHED, lit(false)));
    Column byId = col(HASHED).or(coalesce(isOne(column), lit(false)));
    Column theirs = byId.or(coalesce(byText(rows), lit(false)));
    if (!places.isEmpty()) {
      Column here =
          col(TechnicalColumn.OBJECT)
              .equalTo(col("_erased_object"))
              .and(col(TechnicalColumn.OFFSET).equalTo(col("_erased_offset")));
      all = all.join(broadcast(placed(rows)), here, "left");
      theirs = theirs.or(coalesce(col("_erased"), lit(false)));
    }
    return all.withColumn(BY_ID, byId)
        .withColumn(THEIRS, theirs.and(not(emptied(rows))))
        .drop("_erased_object", "_erased_offset", "_erased", HASHED);
  }

  /** A place of quarantine that is closed and has no value has nothing left that could leave. */
  static Column emptied(Dataset<Row> rows) {
    List<String> names = List.of(rows.columns());
    if (!names.contains(TechnicalColumn.CLOSED_BATCH)) {
      return lit(false);
    }
    return names.stream()
        .filter(
            name ->
                !name.startsWith("_")
                    || name.equals(TechnicalColumn.TEXT)
                    || name.equals(TechnicalColumn.TEXT_HASH))
        .map(name -> col("`" + name + "`").isNull())
        .reduce(col(TechnicalColumn.CLOSED_BATCH).isNotNull(), Column::and)
        .and(
            not(
                exists(
                    col(TechnicalColumn.REASONS), reason -> reason.getField("text").isNotNull())));
  }

  private Column isOne(String column) {
    return ids.isEmpty() ? lit(false) : col("`" + column + "`").isin(ids.toArray());
  }

  private Column byText(Dataset<Row> rows) {
    return ids.isEmpty() || !List.of(rows.columns()).contains(TechnicalColumn.TEXT)
        ? lit(false)
        : col(TechnicalColumn.TEXT).rlike(word(ids));
  }

  /**
   * The pattern of a text in which an id stands as a word of its own: {@code P1} neither in {@code
   * P12} nor in {@code P1-b}, {@code 17} neither in {@code 1700} nor in {@code 17.20}.
   */
  public static String word(Collection<String> ids) {
    String any = ids.stream().sorted().map(Pattern::quote).collect(Collectors.joining("|"));
    return "(?<![\\p{L}\\p{N}_-])(?<!\\p{N}\\.)(?:" + any + ")(?![\\p{L}\\p{N}_-])(?!\\.\\p{N})";
  }

  @Override
  public Dataset<Row> toChange(Dataset<Row> rows, Contract contract) {
    Subject subject = contract.subject().orElseThrow();
    Dataset<Row> theirs = among(rows, contract);
    return subject.erase() != Subject.Erase.BLANK
        ? theirs
        : subject.blank().stream()
            .filter(name -> List.of(rows.columns()).contains(name))
            .map(name -> col("`" + name + "`").isNotNull())
            .reduce(Column::or)
            .map(theirs::where)
            .orElseGet(() -> theirs.limit(0));
  }

  @Override
  public Optional<List<String>> blanked(Contract contract) {
    return contract
        .subject()
        .filter(subject -> subject.erase() == Subject.Erase.BLANK)
        .map(Subject::blank);
  }

  @Override
  public String closedAs() {
    return ERASED;
  }

  private Dataset<Row> placed(Dataset<Row> rows) {
    List<Row> all = new ArrayList<>();
    places.forEach(
        (object, offsets) ->
            offsets.forEach(offset -> all.add(RowFactory.create(object, offset, true))));
    return rows.sparkSession().createDataFrame(all, PLACE);
  }
}
