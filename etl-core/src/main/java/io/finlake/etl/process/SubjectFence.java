package io.finlake.etl.process;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.when;

import io.finlake.etl.contract.Contract;
import io.finlake.etl.contract.Subject;
import io.finlake.etl.contract.TechnicalColumn;
import io.finlake.etl.error.ErrorCode;
import io.finlake.etl.error.FinlakeException;
import io.finlake.etl.protect.SubjectHashes;
import io.finlake.etl.protect.SubjectMatch;
import io.finlake.etl.protect.TokenKeys;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Keeps erased people out: a row of one of them, however it comes, is a place without any value in
 * quarantine, so that it is counted and not kept. Where the contract blanks, the row goes on
 * without what names the person. A narrow projection after screening and before protection; where
 * nobody was erased there is none at all.
 */
final class SubjectFence {
  /** The rule of such rows. */
  static final String ERASED = "subject_erased";

  private static final String MARK = "_of_erased_subject";

  private final Contract contract;
  private final Map<String, Set<String>> identities;
  private final TokenKeys keys;

  /**
   * @param contract the present one, which says whose rows are
   * @param identities hashes of everybody who was erased
   */
  SubjectFence(Contract contract, Map<String, Set<String>> identities, TokenKeys keys) {
    this.contract = contract;
    this.identities = identities;
    this.keys = keys;
  }

  /** What the values of a subject's column are ids of. */
  static String identity(Subject subject) {
    return subject.through().map(Subject.Through::text).orElse(SubjectHashes.PERSON);
  }

  /** The rows and columns as they are, but for those of erased people. */
  Dataset<Row> apply(Dataset<Row> screened) {
    if (contract.subject().filter(Subject::erases).isEmpty()) {
      return screened;
    }
    Subject subject = contract.subject().get();
    String identity = identity(subject);
    Set<String> hashes = identities.getOrDefault(identity, Set.of());
    if (hashes.isEmpty()) {
      return screened;
    }
    if (!List.of(screened.columns()).contains(subject.column())) {
      throw FinlakeException.of(
          ErrorCode.BAD_ARGUMENT,
          "rows of " + contract.id() + " cannot be made by that contract",
          "people were erased, and it does not read '"
              + subject.column()
              + "', which says whose a row is",
          "make them by the present contract, or by a version that reads the column");
    }
    Dataset<Row> marked =
        SubjectMatch.of(keys, identity, hashes).marked(screened, subject.column(), MARK);
    List<Column> columns = new ArrayList<>();
    for (String name : screened.columns()) {
      Column value = col("`" + name + "`");
      Column instead = name.equals(TechnicalColumn.REASONS) ? reason(subject) : lit(null);
      columns.add(
          blanked(subject, name)
              ? when(col(MARK), instead.cast(screened.schema().apply(name).dataType()))
                  .otherwise(value)
                  .as(name)
              : value);
    }
    return marked.select(columns.toArray(Column[]::new));
  }

  private boolean blanked(Subject subject, String name) {
    if (subject.erase() == Subject.Erase.BLANK) {
      return subject.blank().contains(name);
    }
    return !name.startsWith("_")
        || Set.of(
                TechnicalColumn.REASONS,
                TechnicalColumn.TEXT,
                TechnicalColumn.TEXT_HASH,
                TechnicalColumn.UNKNOWN)
            .contains(name);
  }

  private static Column reason(Subject subject) {
    return array(
        struct(
            lit(ERASED).as("rule"),
            lit(subject.column()).as("column"),
            lit("quarantine").as("severity"),
            lit(null).cast("string").as("text")));
  }
}
