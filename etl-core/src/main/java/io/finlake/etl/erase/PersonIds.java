package io.finlake.etl.erase;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.not;

import io.finlake.etl.contract.Contract;
import io.finlake.etl.contract.DatasetId;
import io.finlake.etl.contract.Subject;
import io.finlake.etl.contract.Zone;
import io.finlake.etl.ledger.Lake;
import io.finlake.etl.protect.SubjectHashes;
import io.finlake.etl.table.LakeTables;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;

/**
 * The ids that are a person's: the person's own, and the keys beside which it stands in datasets
 * that others go through, wherever it ever stood there: table, quarantine or raw.
 *
 * @param ids by identity
 * @param shared keys that stand beside other people's ids too, by identity; they are not among ids
 */
record PersonIds(Map<String, Set<String>> ids, Map<String, Set<String>> shared) {
  private static final String OWNER = "_owner";
  private static final String KEY = "_key";

  /** What a dataset's rows are found by. */
  Set<String> of(Subject subject) {
    return ids.getOrDefault(identity(subject), Set.of());
  }

  /** Keys by which a dataset's rows are found, and that are other people's as well. */
  Set<String> sharedOf(Subject subject) {
    return shared.getOrDefault(identity(subject), Set.of());
  }

  /** All ids of all identities. */
  Set<String> all() {
    Set<String> all = new TreeSet<>();
    ids.values().forEach(all::addAll);
    return all;
  }

  static String identity(Subject subject) {
    return subject.through().map(Subject.Through::text).orElse(SubjectHashes.PERSON);
  }

  static PersonIds find(Lake lake, List<Contract> contracts, String person) {
    Map<DatasetId, Contract> byId = new HashMap<>();
    contracts.forEach(contract -> byId.put(contract.id(), contract));
    PersonIds found =
        new PersonIds(new TreeMap<>(Map.of(SubjectHashes.PERSON, Set.of(person))), new TreeMap<>());
    contracts.stream()
        .flatMap(contract -> contract.subject().flatMap(Subject::through).stream())
        .distinct()
        .forEach(through -> found.follow(lake, byId, through));
    return found;
  }

  private void follow(Lake lake, Map<DatasetId, Contract> contracts, Subject.Through through) {
    if (ids.containsKey(through.text())) {
      return;
    }
    Contract beside = contracts.get(through.dataset());
    Subject subject = beside.subject().orElseThrow();
    subject.through().ifPresent(next -> follow(lake, contracts, next));
    Set<String> theirs = of(subject);
    Set<String> keys = new TreeSet<>();
    Set<String> others = new TreeSet<>(sharedOf(subject));
    if (!theirs.isEmpty()) {
      Dataset<Row> pairs = pairs(lake, beside, subject.column(), through.column());
      keys.addAll(keys(pairs.where(col(OWNER).isin(theirs.toArray()))));
      if (!keys.isEmpty()) {
        Column another = col(OWNER).isNotNull().and(not(col(OWNER).isin(theirs.toArray())));
        others.addAll(keys(pairs.where(col(KEY).isin(keys.toArray()).and(another))));
      }
    }
    keys.removeAll(others);
    ids.put(through.text(), keys);
    shared.put(through.text(), others);
  }

  /** Owners beside keys, wherever they stand: table, quarantine and raw. */
  private static Dataset<Row> pairs(Lake lake, Contract contract, String owner, String key) {
    RawRecords raw = new RawRecords(lake, contract);
    Dataset<Row> pairs = pairs(raw.rows(raw.objects()), owner, key);
    for (Zone zone : List.of(Zone.PROCESSED, Zone.QUARANTINE)) {
      String path = lake.locations().table(zone, contract.id());
      if (lake.tables().exists(path)) {
        pairs = pairs.union(pairs(LakeTables.read(lake.spark(), path), owner, key));
      }
    }
    return pairs;
  }

  private static Dataset<Row> pairs(Dataset<Row> rows, String owner, String key) {
    return rows.select(col("`" + owner + "`").as(OWNER), col("`" + key + "`").as(KEY));
  }

  private static List<String> keys(Dataset<Row> pairs) {
    return pairs
        .select(KEY)
        .where(col(KEY).isNotNull())
        .distinct()
        .as(Encoders.STRING())
        .collectAsList();
  }
}
