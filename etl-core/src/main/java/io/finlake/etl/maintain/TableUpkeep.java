package io.finlake.etl.maintain;

import io.finlake.etl.error.ErrorCode;
import io.finlake.etl.error.FinlakeException;
import io.finlake.etl.ledger.Lake;
import io.finlake.etl.lookup.CommitNotes;
import io.finlake.etl.lookup.StoredTable;
import io.finlake.etl.lookup.TableLog;
import io.finlake.etl.plan.Clustering;
import io.finlake.etl.plan.Compaction;
import io.finlake.etl.plan.DataFile;
import io.finlake.etl.plan.Horizon;
import io.finlake.etl.plan.Leftovers;
import io.finlake.etl.plan.PartitionPredicate;
import io.finlake.etl.plan.UpkeepSettings;
import io.finlake.etl.table.FileUpkeep;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.types.StructField;

/**
 * Upkeep of one table. Each step is right by itself: a commit of Delta, or a file removed that no
 * version needs; so a step may be the last one, and the next upkeep goes on from there.
 */
final class TableUpkeep {
  /** So many files go between two looks at the holds. */
  private static final int REMOVED_AT_ONCE = 500;

  private static final String FORGETS = "delta.setTransactionRetentionDuration";
  private static final long LEDGER_BYTES = 8L << 20;
  private static final List<String> LEDGER_COLUMNS = List.of("table", "number");

  private final Lake lake;
  private final Configuration hadoop;
  private final Needs needs;
  private final Target target;
  private final UpkeepSettings settings;
  private final Instant now;

  TableUpkeep(Lake lake, Needs needs, Target target, UpkeepSettings settings, Instant now) {
    this.lake = lake;
    this.hadoop = lake.configuration();
    this.needs = needs;
    this.target = target;
    this.settings = settings;
    this.now = now;
  }

  /** What upkeep would do; reads no row and starts no job of Spark. */
  UpkeepResult look() {
    refuse();
    Rewriting rewriting = rewriting();
    Unneeded unneeded = unneeded();
    return removed(
        UpkeepResult.of(target.name())
            .with(rewriting, rewriting.taken(), rewriting.into(), clusteredBy(rewriting)),
        unneeded);
  }

  /**
   * Writes files anew where it pays.
   *
   * @throws FinlakeException {@code LOST_RACE} when a batch of the table is unfinished, or another
   *     writer took its files
   */
  UpkeepResult rewrite() {
    refuse();
    Rewriting rewriting = rewriting();
    FileUpkeep files = new FileUpkeep(lake.spark());
    FileUpkeep.Rewritten done = new FileUpkeep.Rewritten(0, 0);
    for (Compaction compaction : rewriting.compactions()) {
      done =
          done.plus(
              files.compact(
                  target.path(),
                  predicate(compaction.partitions()),
                  compaction.belowBytes(),
                  settings.targetBytes(),
                  compaction.bytes()));
    }
    if (rewriting.clustering().isPresent()) {
      done = done.plus(cluster(files, rewriting.clustering().get()));
    }
    return UpkeepResult.of(target.name())
        .with(rewriting, done.before(), done.after(), clusteredBy(rewriting));
  }

  private FileUpkeep.Rewritten cluster(FileUpkeep files, Clustering clustering) {
    return files.cluster(
        target.path(),
        predicate(clustering.partitions()),
        target.isLedger() ? LEDGER_COLUMNS : List.of(target.lookedUpBy().orElseThrow()),
        target.isLedger() ? LEDGER_BYTES : settings.targetBytes(),
        target.isLedger() ? Clustering.LEDGER_ROWS : 0,
        clustering.bytes());
  }

  /**
   * Removes what nobody needs any more: rows and change data first, then the log that named them,
   * oldest first.
   *
   * @throws FinlakeException {@code LOST_RACE} when a batch of the table is unfinished
   */
  UpkeepResult clean(UpkeepResult before) {
    refuse();
    Unneeded unneeded = unneeded();
    Folder folder = new Folder(hadoop, target.path());
    remove(folder, unneeded.leftovers().files().stream().map(Leftovers.Stored::path).toList());
    unneeded.log().stream()
        .mapToLong(TableLog.Entry::version)
        .max()
        .ifPresent(last -> CommitNotes.keep(hadoop, target.path(), last + 1));
    remove(folder, unneeded.log().stream().map(entry -> "_delta_log/" + entry.name()).toList());
    return removed(before, unneeded);
  }

  /** A hold that is placed meanwhile keeps what is still there. */
  private void remove(Folder folder, List<String> paths) {
    for (int from = 0; from < paths.size(); from += REMOVED_AT_ONCE) {
      Optional<Horizon.Hold> held =
          target.owner().flatMap(owner -> needs.legal(owner.contract()).stream().findFirst());
      if (held.isPresent()) {
        throw FinlakeException.of(
            ErrorCode.LOST_RACE,
            target.name() + " is not cleaned any further",
            held.get().why() + " was placed meanwhile",
            "nothing: what the hold needs stays from now on");
      }
      folder.remove(paths.subList(from, Math.min(from + REMOVED_AT_ONCE, paths.size())));
    }
  }

  private UpkeepResult removed(UpkeepResult before, Unneeded unneeded) {
    return before.removing(
        unneeded.leftovers().files().size(),
        unneeded.leftovers().bytes(),
        unneeded.log().size(),
        Optional.of(unneeded.horizon()).filter(it -> it.version() < unneeded.newest()));
  }

  private void refuse() {
    StoredTable table = stored();
    if (table.readerVersion() > 1 || table.properties().containsKey(FORGETS)) {
      throw FinlakeException.of(
          ErrorCode.UNSAFE_LAKE,
          target.name() + " is not maintained",
          table.readerVersion() > 1
              ? "it has features that finlake's tables do not have (reader version "
                  + table.readerVersion()
                  + ")"
              : "its property " + FORGETS + " makes it forget batch numbers",
          "take them out of the table; somebody else put them in");
    }
    target
        .owner()
        .flatMap(owner -> needs.unfinished(owner.key()))
        .ifPresent(
            unfinished -> {
              throw FinlakeException.of(
                  ErrorCode.LOST_RACE,
                  target.name() + " is not maintained",
                  unfinished + ": it comes first, or another process is at it",
                  "finish it, then maintain again: finlake run");
            });
  }

  private Rewriting rewriting() {
    List<DataFile> files = stored().files(target.lookedUpBy());
    return target.isLedger() ? Rewriting.ofLedger(files, settings) : Rewriting.of(files, settings);
  }

  private Unneeded unneeded() {
    TableLog log = TableLog.at(hadoop, target.path()).orElseThrow();
    // Who needs what only moves forward: it is looked up before the folder is.
    List<Horizon.Hold> holds = needs.holds(target, stored().incarnation(), log);
    Optional<Long> earliest = log.earliest();
    Horizon horizon = Horizon.of(earliest.orElse(0L), log.newest(), holds);
    boolean held = horizon.because().filter(it -> it.kind() == Horizon.Kind.LEGAL_HOLD).isPresent();
    Optional<StoredTable> oldest =
        earliest.flatMap(there -> StoredTable.at(hadoop, target.path(), horizon.version()));
    if (held || oldest.isEmpty()) {
      return new Unneeded(horizon, log.newest(), new Leftovers(List.of()), List.of());
    }
    Set<String> needed = new HashSet<>(oldest.get().paths());
    needed.addAll(log.brought(horizon.version()));
    Leftovers leftovers =
        Leftovers.of(new Folder(hadoop, target.path()).data(), needed, now.minus(settings.keep()));
    return new Unneeded(horizon, log.newest(), leftovers, oldLog(log, horizon));
  }

  /**
   * Nobody asks for an old version of a control table, whose rows tell everything themselves; and
   * every question to one lists its log.
   */
  private List<TableLog.Entry> oldLog(TableLog log, Horizon horizon) {
    Duration kept = target.owner().isEmpty() ? settings.keep() : settings.keepLog();
    return log.at(now.minus(kept))
        .flatMap(old -> Horizon.firstOfLog(log.checkpoints(), Math.min(old, horizon.version())))
        .map(log::before)
        .orElse(List.of());
  }

  private Optional<String> predicate(List<Map<String, Optional<String>>> partitions) {
    Map<String, String> types = new HashMap<>();
    for (StructField field : lake.tables().schema(target.path()).fields()) {
      types.put(field.name(), field.dataType().sql());
    }
    return PartitionPredicate.of(partitions, types);
  }

  private Optional<String> clusteredBy(Rewriting rewriting) {
    return rewriting
        .clustering()
        .map(it -> target.isLedger() ? String.join(", ", LEDGER_COLUMNS) : "")
        .map(columns -> columns.isEmpty() ? target.lookedUpBy().orElseThrow() : columns);
  }

  private StoredTable stored() {
    return StoredTable.at(hadoop, target.path()).orElseThrow();
  }
}
