package io.finlake.etl.process;

import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import io.finlake.etl.contract.Contract;
import io.finlake.etl.contract.Subject;
import io.finlake.etl.contract.TechnicalColumn;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Which rows of a dataset are a person's: those with one of the person's ids, those that a record
 * of the person's brought (a tombstone has no id any more), and records that could not be parsed
 * and hold an id somewhere in their text.
 *
 * @param ids the values of the subject's column that are the person's
 * @param places where the person's records begin in raw, by object
 */
public record PersonRows(Set<String> ids, Map<String, Set<Long>> places) implements ErasedRows {
  static final String ERASED = "erased";

  private static final StructType PLACE =
      new StructType()
          .add("_erased_object", DataTypes.StringType, false)
          .add("_erased_offset", DataTypes.LongType, false)
          .add("_erased", DataTypes.BooleanType, false);

  public PersonRows {
    ids = Set.copyOf(ids);
    places = Map.copyOf(places);
  }

  /** Whether there is nothing that a row could be found by. */
  public boolean none() {
    return ids.isEmpty() && places.isEmpty();
  }

  @Override
  public Dataset<Row> among(Dataset<Row> rows, Contract contract) {
    Column theirs = found(rows, contract.subject().orElseThrow());
    if (places.isEmpty()) {
      return rows.where(theirs);
    }
    Column here =
        col(TechnicalColumn.OBJECT)
            .equalTo(col("_erased_object"))
            .and(col(TechnicalColumn.OFFSET).equalTo(col("_erased_offset")));
    return rows.join(broadcast(placed(rows)), here, "left")
        .where(theirs.or(coalesce(col("_erased"), lit(false))))
        .drop("_erased_object", "_erased_offset", "_erased");
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

  private Column found(Dataset<Row> rows, Subject subject) {
    if (ids.isEmpty()) {
      return lit(false);
    }
    Column byId = col("`" + subject.column() + "`").isin(ids.toArray());
    Stream<Column> byText =
        List.of(rows.columns()).contains(TechnicalColumn.TEXT)
            ? ids.stream().map(id -> col(TechnicalColumn.TEXT).contains(id))
            : Stream.empty();
    return Stream.concat(Stream.of(byId), byText)
        .map(found -> coalesce(found, lit(false)))
        .reduce(Column::or)
        .orElseThrow();
  }

  private Dataset<Row> placed(Dataset<Row> rows) {
    List<Row> all = new ArrayList<>();
    places.forEach(
        (object, offsets) ->
            offsets.forEach(offset -> all.add(RowFactory.create(object, offset, true))));
    return rows.sparkSession().createDataFrame(all, PLACE);
  }
}
