package io.finlake.etl.process;

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
    if (contract.retention().isEmpty()) {
      return rows.limit(0);
    }
    Column aged = aged(rows, contract.retention().get());
    Dataset<Row> old = rows.where(aged.and(not(PersonRows.emptied(rows))));
    Optional<Subject> subject = contract.subject();
    if (held.isEmpty() || subject.isEmpty()) {
      return old;
    }
    String person = subject.get().column();
    // Of a row without an id nobody can say that it is not a held person's.
    return held.get()
        .marked(old, person, HELD)
        .where(not(col(HELD)).and(col("`" + person + "`").isNotNull()))
        .drop(HELD);
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
