package io.finlake.etl.process;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;

import io.finlake.etl.contract.Contract;
import io.finlake.etl.contract.Retention;
import io.finlake.etl.contract.Subject;
import io.finlake.etl.contract.TechnicalColumn;
import io.finlake.etl.protect.SubjectMatch;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;

/**
 * The rows of a dataset that are past its retention: those of days before a cutoff, by the column
 * that the contract names. A row without a value there, as in quarantine, is as old as its
 * processing.
 *
 * @param cutoff the first day of which rows are kept
 * @param held tells the rows of people on legal hold, which are kept; empty when nobody is
 */
public record ExpiredRows(LocalDate cutoff, Optional<SubjectMatch> held) implements ErasedRows {
  private static final String EXPIRED = "expired";
  private static final String HELD = "_of_held_subject";

  @Override
  public Dataset<Row> among(Dataset<Row> rows, Contract contract) {
    Column aged = aged(rows, contract.retention().orElseThrow());
    if (List.of(rows.columns()).contains(TechnicalColumn.CLOSED_AS)) {
      // A place without any value has nothing left that could leave.
      Column closed = col(TechnicalColumn.CLOSED_AS).isin(EXPIRED, PersonRows.ERASED);
      aged = aged.and(not(coalesce(closed, lit(false))));
    }
    Dataset<Row> old = rows.where(aged);
    Optional<Subject> subject = contract.subject();
    if (held.isEmpty() || subject.isEmpty()) {
      return old;
    }
    return held.get().marked(old, subject.get().column(), HELD).where(not(col(HELD))).drop(HELD);
  }

  private Column aged(Dataset<Row> rows, Retention retention) {
    Column at = col("`" + retention.column() + "`");
    boolean day = rows.schema().apply(retention.column()).dataType().equals(DataTypes.DateType);
    return at.lt(day ? lit(cutoff) : midnight())
        .or(at.isNull().and(col(TechnicalColumn.PROCESSED_AT).lt(midnight())));
  }

  private Column midnight() {
    return lit(cutoff.atStartOfDay().toInstant(ZoneOffset.UTC));
  }

  @Override
  public Dataset<Row> toChange(Dataset<Row> rows, Contract contract) {
    return among(rows, contract);
  }

  @Override
  public Optional<List<String>> blanked(Contract contract) {
    return Optional.empty();
  }

  @Override
  public String closedAs() {
    return EXPIRED;
  }
}
