package io.finlake.etl.process;

import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;

import io.finlake.etl.contract.Contract;
import io.finlake.etl.contract.Subject;
import io.finlake.etl.contract.TechnicalColumn;
import io.finlake.etl.ledger.Erasure;
import io.finlake.etl.ledger.Lake;
import io.finlake.etl.protect.SubjectHashes;
import io.finlake.etl.protect.SubjectMatch;
import io.finlake.etl.table.LakeTables;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;

/**
 * Keys that erased people got since, such as a new account: they stand beside the person in a
 * dataset whose rows are kept, and rows that carry only the key are the person's, too.
 */
final class LateKeys {
  /** A batch is stamped when its run begins, which may be before an erasure that it knows of. */
  private static final Duration RUN = Duration.ofDays(1);

  private static final String ONE = "_of_erased_subject";

  private final Processor processor;
  private final Lake lake;

  LateKeys(Processor processor) {
    this.processor = processor;
    this.lake = processor.lake();
  }

  /**
   * The hashes of erased people with those of such keys.
   *
   * @param contract whose rows are to be told
   * @param identities what is on record
   */
  Map<String, Set<String>> with(Contract contract, Map<String, Set<String>> identities) {
    Optional<Subject.Through> through =
        contract.subject().filter(Subject::erases).flatMap(Subject::through);
    Optional<Instant> first =
        lake.ledger().erasures().all().stream()
            .filter(erasure -> !erasure.byAge() && erasure.withdrawn().isEmpty())
            .map(Erasure::ordered)
            .map(act -> act.at().minus(RUN))
            .min(Comparator.naturalOrder());
    if (through.isEmpty() || first.isEmpty()) {
      return identities;
    }
    Map<String, Set<String>> all = new HashMap<>(identities);
    add(through.get(), first.get(), all);
    return all;
  }

  private void add(Subject.Through through, Instant since, Map<String, Set<String>> all) {
    Contract beside = processor.contracts().get(through.dataset());
    if (beside == null || !lake.tables().exists(lake.path(beside))) {
      return;
    }
    Subject subject = beside.subject().orElseThrow();
    subject.through().ifPresent(next -> add(next, since, all));
    String identity = SubjectFence.identity(subject);
    Set<String> people = all.getOrDefault(identity, Set.of());
    if (people.isEmpty()) {
      return;
    }
    Dataset<Row> rows = LakeTables.read(lake.spark(), lake.path(beside));
    Dataset<Row> late =
        rows.where(col(TechnicalColumn.PROCESSED_AT).geq(lit(Timestamp.from(since))));
    SubjectMatch theirs = SubjectMatch.of(processor.keys(), identity, people);
    Set<String> keys =
        keys(theirs.marked(late, subject.column(), ONE).where(col(ONE)), through.column());
    if (!keys.isEmpty()) {
      Dataset<Row> known =
          lake.spark().createDataset(List.copyOf(keys), Encoders.STRING()).toDF("_key");
      Dataset<Row> same =
          rows.join(broadcast(known), col("`" + through.column() + "`").equalTo(col("_key")));
      keys.removeAll(
          keys(
              theirs
                  .marked(same, subject.column(), ONE)
                  .where(col("`" + subject.column() + "`").isNotNull().and(not(col(ONE)))),
              through.column()));
    }
    SubjectHashes hashes = SubjectHashes.of(processor.keys());
    Set<String> hashed = new TreeSet<>(all.getOrDefault(through.text(), Set.of()));
    keys.forEach(key -> hashed.add(hashes.hash(through.text(), key)));
    all.put(through.text(), hashed);
  }

  private static Set<String> keys(Dataset<Row> rows, String column) {
    return new TreeSet<>(
        rows.select("`" + column + "`")
            .where(col("`" + column + "`").isNotNull())
            .distinct()
            .as(Encoders.STRING())
            .collectAsList());
  }
}
