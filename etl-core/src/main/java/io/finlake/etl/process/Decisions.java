package io.finlake.etl.process;

import static io.finlake.etl.process.Outcomes.ACCEPTED;
import static io.finlake.etl.process.Outcomes.BLOCKED;
import static io.finlake.etl.process.Outcomes.CONFLICT;
import static io.finlake.etl.process.Outcomes.DUPLICATE;
import static io.finlake.etl.process.Outcomes.OUTCOME;
import static io.finlake.etl.process.Outcomes.QUARANTINED;
import static io.finlake.etl.process.Outcomes.RESENT;
import static io.finlake.etl.process.Outcomes.RULE;
import static io.finlake.etl.process.Outcomes.SUPERSEDED;
import static org.apache.spark.sql.functions.abs;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.first;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.row_number;
import static org.apache.spark.sql.functions.when;

import io.finlake.etl.contract.Contract;
import io.finlake.etl.contract.RawSource;
import io.finlake.etl.contract.TechnicalColumn;
import io.finlake.etl.contract.WriteStrategy;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.expressions.WindowSpec;

/**
 * Decides what becomes of staged rows by the contract's write strategy: pure {@code Dataset ->
 * Dataset}. Every choice between two rows is a total order over content and position, so the same
 * rows always end the same way.
 */
final class Decisions {
  private static final String PRESENT_HASH = "_present_hash";
  private static final String PRESENT_VALUE = "_present_value_";
  private static final String PRESENT_SEQUENCE = "_present_sequence";
  private static final List<String> POSITION =
      List.of(TechnicalColumn.OBJECT, TechnicalColumn.OFFSET, TechnicalColumn.ITEM);

  private final Contract contract;
  private final List<String> order;

  private Decisions(Contract contract, List<String> order) {
    this.contract = contract;
    this.order = order;
  }

  static Decisions by(Contract contract) {
    return new Decisions(contract, POSITION);
  }

  /**
   * The same for rows of many deliveries at once: which of equal rows came first is told by {@code
   * _turn}, a number that their deliveries are ordered by, before their position.
   */
  static Decisions inTurns(Contract contract) {
    return new Decisions(
        contract, Stream.concat(Stream.of(Outcomes.TURN), POSITION.stream()).toList());
  }

  /** The columns of a staged row that deciding needs. */
  List<String> columns() {
    List<String> columns = new ArrayList<>(contract.key());
    if (contract.landed().write() instanceof WriteStrategy.Upsert upsert) {
      columns.add(upsert.sequence());
    }
    if (tolerant()) {
      Staging.contentColumns(contract).stream()
          .filter(name -> !contract.key().contains(name))
          .forEach(columns::add);
    }
    columns.addAll(order);
    columns.add(TechnicalColumn.CONTENT_HASH);
    return columns;
  }

  /**
   * Rows by position with {@code _outcome} and {@code _rule}.
   *
   * @param staged rows with the columns of {@link #columns()} and {@code _blocked}
   * @param present the table's rows before this batch
   * @param resent paths of objects whose bytes were taken before; keyless datasets only
   */
  Dataset<Row> decide(Dataset<Row> staged, Dataset<Row> present, Set<String> resent) {
    WriteStrategy write = contract.landed().write();
    Dataset<Row> blocked =
        staged
            .where(col(BLOCKED))
            .select(position())
            .withColumn(OUTCOME, lit(QUARANTINED))
            .withColumn(RULE, when(held(resent), RESENT).cast("string"));
    Dataset<Row> open =
        staged
            .where(not(col(BLOCKED)))
            .select(columns().stream().map(Decisions::quoted).toArray(Column[]::new));
    Dataset<Row> decided;
    if (write instanceof WriteStrategy.Append) {
      decided = appended(open, resent);
    } else if (write instanceof WriteStrategy.InsertOnce) {
      decided = insertedOnce(beside(open, present));
    } else if (write instanceof WriteStrategy.Upsert upsert) {
      decided = upserted(beside(open, present), upsert);
    } else if (write instanceof WriteStrategy.History) {
      decided = versions(open, present);
    } else {
      decided = extracted(beside(open, present));
    }
    return decided.select(outcome()).unionByName(blocked);
  }

  /** Rows of a resent object say so also where they broke a rule: mended they would come twice. */
  private Column held(Set<String> resent) {
    boolean accepts = contract.landed().source().resend() == RawSource.Resend.ACCEPT;
    return accepts || resent.isEmpty()
        ? lit(false)
        : col(TechnicalColumn.OBJECT).isin(resent.toArray());
  }

  private Dataset<Row> appended(Dataset<Row> open, Set<String> resent) {
    RawSource.Resend policy = contract.landed().source().resend();
    if (resent.isEmpty() || policy == RawSource.Resend.ACCEPT) {
      return decided(open, lit(ACCEPTED), lit(null));
    }
    Column again = col(TechnicalColumn.OBJECT).isin(resent.toArray());
    return policy == RawSource.Resend.DUPLICATE
        ? decided(open, when(again, DUPLICATE).otherwise(ACCEPTED), lit(null))
        : decided(open, when(again, QUARANTINED).otherwise(ACCEPTED), when(again, RESENT));
  }

  /** The first by position stays; an equal one is a duplicate, another one a conflict. */
  private Dataset<Row> insertedOnce(Dataset<Row> open) {
    WindowSpec byPosition = perKey().orderBy(order());
    Column hash = col(TechnicalColumn.CONTENT_HASH);
    Dataset<Row> ranked =
        open.withColumn("_rank", row_number().over(byPosition))
            .withColumn("_first", first(hash).over(byPosition));
    Column reference =
        when(col(PRESENT_HASH).isNotNull(), col(PRESENT_HASH)).otherwise(col("_first"));
    Column accepted = col(PRESENT_HASH).isNull().and(col("_rank").equalTo(1));
    return decided(
        ranked,
        when(accepted, ACCEPTED).when(hash.equalTo(reference), DUPLICATE).otherwise(QUARANTINED),
        when(not(accepted).and(hash.notEqual(reference)), CONFLICT));
  }

  /** The newest sequence wins, content decides between equal ones; older rows are superseded. */
  private Dataset<Row> upserted(Dataset<Row> open, WriteStrategy.Upsert upsert) {
    Column hash = col(TechnicalColumn.CONTENT_HASH);
    Column sequence = quoted(upsert.sequence());
    WindowSpec newestFirst =
        perKey()
            .orderBy(
                Stream.concat(
                        Stream.of(sequence.desc_nulls_last(), hash.desc()), Stream.of(order()))
                    .toArray(Column[]::new));
    WindowSpec equal =
        Window.partitionBy(
                Stream.concat(
                        contract.key().stream().map(Decisions::quoted), Stream.of(sequence, hash))
                    .toArray(Column[]::new))
            .orderBy(order());
    Column asPresent =
        sequence.eqNullSafe(col(PRESENT_SEQUENCE)).and(hash.equalTo(col(PRESENT_HASH)));
    Column newer =
        col(PRESENT_HASH)
            .isNull()
            .or(sequence.isNotNull().and(col(PRESENT_SEQUENCE).isNull()))
            .or(coalesce(sequence.gt(col(PRESENT_SEQUENCE)), lit(false)))
            .or(sequence.eqNullSafe(col(PRESENT_SEQUENCE)).and(hash.gt(col(PRESENT_HASH))));
    Dataset<Row> ranked =
        open.withColumn("_rank", row_number().over(newestFirst))
            .withColumn("_copy", row_number().over(equal));
    return decided(
        ranked,
        when(col(PRESENT_HASH).isNotNull().and(asPresent).or(col("_copy").gt(1)), DUPLICATE)
            .when(col("_rank").equalTo(1).and(newer), ACCEPTED)
            .otherwise(SUPERSEDED),
        lit(null));
  }

  /** Every version is kept; one with the content of another is the same version again. */
  private Dataset<Row> versions(Dataset<Row> open, Dataset<Row> present) {
    List<String> identity = new ArrayList<>(contract.key());
    identity.add(TechnicalColumn.CONTENT_HASH);
    Dataset<Row> ranked =
        joined(open, present, identity)
            .withColumn("_copy", row_number().over(per(identity).orderBy(order())));
    Column again = col(PRESENT_HASH).isNotNull().or(col("_copy").gt(1));
    return decided(ranked, when(again, DUPLICATE).otherwise(ACCEPTED), lit(null));
  }

  /** A full extract: unchanged rows are duplicates, new and changed ones are accepted. */
  private Dataset<Row> extracted(Dataset<Row> open) {
    WindowSpec byPosition = perKey().orderBy(order());
    Column hash = col(TechnicalColumn.CONTENT_HASH);
    Dataset<Row> ranked =
        open.withColumn("_rank", row_number().over(byPosition))
            .withColumn("_first", first(hash).over(byPosition));
    Column leading = col("_rank").equalTo(1);
    Column equal = hash.equalTo(col(PRESENT_HASH));
    Column unchanged = col(PRESENT_HASH).isNotNull().and(tolerant() ? equal.or(close()) : equal);
    Column repeated = not(leading).and(hash.equalTo(col("_first")));
    return decided(
        ranked,
        when(repeated.or(leading.and(unchanged)), DUPLICATE)
            .when(leading, ACCEPTED)
            .otherwise(QUARANTINED),
        when(not(leading).and(hash.notEqual(col("_first"))), CONFLICT));
  }

  private boolean tolerant() {
    return contract.landed().write() instanceof WriteStrategy.Snapshot snapshot
        && !snapshot.tolerances().isEmpty();
  }

  /** Whether a row is the table's but for numbers that differ by no more than they may. */
  private Column close() {
    Map<String, BigDecimal> tolerances =
        ((WriteStrategy.Snapshot) contract.landed().write()).tolerances();
    return Staging.contentColumns(contract).stream()
        .filter(name -> !contract.key().contains(name))
        .map(
            name -> {
              Column here = quoted(name);
              Column there = quoted(PRESENT_VALUE + name);
              Column same = here.eqNullSafe(there);
              return tolerances.containsKey(name)
                  ? same.or(coalesce(abs(here.minus(there)).leq(tolerances.get(name)), lit(false)))
                  : same;
            })
        .reduce(lit(true), Column::and);
  }

  /** Each row with the content of the table's row of its key, where there is one. */
  private Dataset<Row> beside(Dataset<Row> open, Dataset<Row> present) {
    return joined(open, present, contract.key());
  }

  private Dataset<Row> joined(Dataset<Row> open, Dataset<Row> present, List<String> identity) {
    List<Column> columns = new ArrayList<>();
    identity.forEach(name -> columns.add(quoted(name).as("_key_" + name)));
    columns.add(col(TechnicalColumn.CONTENT_HASH).as(PRESENT_HASH));
    if (contract.landed().write() instanceof WriteStrategy.Upsert upsert) {
      columns.add(quoted(upsert.sequence()).as(PRESENT_SEQUENCE));
    }
    if (tolerant()) {
      columns().stream()
          .filter(name -> !name.startsWith("_") && !contract.key().contains(name))
          .forEach(name -> columns.add(quoted(name).as(PRESENT_VALUE + name)));
    }
    Dataset<Row> narrow = present.select(columns.toArray(Column[]::new));
    Column on =
        identity.stream()
            .map(name -> quoted(name).equalTo(quoted("_key_" + name)))
            .reduce(Column::and)
            .orElseThrow();
    return open.join(narrow, on, "left");
  }

  private WindowSpec perKey() {
    return per(contract.key());
  }

  private static WindowSpec per(List<String> columns) {
    return Window.partitionBy(columns.stream().map(Decisions::quoted).toArray(Column[]::new));
  }

  private static Dataset<Row> decided(Dataset<Row> rows, Column outcome, Column rule) {
    return rows.withColumn(OUTCOME, outcome).withColumn(RULE, rule.cast("string"));
  }

  private static Column[] position() {
    return POSITION.stream().map(Decisions::quoted).toArray(Column[]::new);
  }

  private Column[] order() {
    return order.stream().map(Decisions::quoted).toArray(Column[]::new);
  }

  private static Column[] outcome() {
    return Stream.concat(POSITION.stream(), Stream.of(OUTCOME, RULE))
        .map(Decisions::quoted)
        .toArray(Column[]::new);
  }

  private static Column quoted(String name) {
    return col("`" + name + "`");
  }
}
