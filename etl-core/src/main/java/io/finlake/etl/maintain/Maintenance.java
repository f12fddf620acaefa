package io.finlake.etl.maintain;

import io.finlake.etl.contract.Contract;
import io.finlake.etl.error.ErrorCode;
import io.finlake.etl.error.FinlakeException;
import io.finlake.etl.error.StoreFailures;
import io.finlake.etl.ledger.Lake;
import io.finlake.etl.ledger.TableKey;
import io.finlake.etl.plan.UpkeepSettings;
import io.finlake.etl.port.Progress;
import io.finlake.etl.table.FileUpkeep;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Upkeep of a lake's tables. Changes no row, no batch number, and nothing that readers of changes
 * see; may be stopped anywhere and run beside everything else. A table of which a batch is
 * unfinished is left alone, and one that fails does not stop the others.
 */
public final class Maintenance {
  private static final Logger LOG = LoggerFactory.getLogger(Maintenance.class);

  private static final String STAGING = "control.staging";

  /** How often a run cleans a table by itself. */
  private static final Duration BETWEEN_CLEANINGS = Duration.ofDays(1);

  private final Lake lake;
  private final List<Contract> contracts;
  private final UpkeepSettings settings;
  private final Instant now;
  private final Progress progress;
  private final Needs needs;

  /**
   * @param contracts all of the lake: any curated table may follow the one that is looked after
   */
  public Maintenance(
      Lake lake,
      List<Contract> contracts,
      UpkeepSettings settings,
      Instant now,
      Progress progress) {
    this.lake = lake;
    this.contracts = List.copyOf(contracts);
    this.settings = settings;
    this.now = now;
    this.progress = progress;
    this.needs = new Needs(lake, contracts, settings, now);
  }

  /**
   * What upkeep would do. Reads no row, starts no job of Spark and changes nothing.
   *
   * @param only this dataset and the quarantine beside it; empty for all of the lake, control
   *     tables too
   */
  public List<UpkeepResult> look(Optional<Contract> only) {
    return each(only, TableUpkeep::look, () -> staging().look());
  }

  /** Does what {@link #look} shows; what is needed is looked up again. */
  public List<UpkeepResult> run(Optional<Contract> only) {
    List<UpkeepResult> results =
        each(only, upkeep -> upkeep.clean(upkeep.rewrite()), () -> staging().clean());
    noteCleaned(Target.of(lake, only.map(List::of).orElse(contracts)), results);
    results.forEach(Maintenance::log);
    return results;
  }

  /**
   * What the tables' own numbers ask for after a run: small files put together where there are
   * many, and once a day what nobody needs removed from tables that are older than the time that
   * readers have. Decided from numbers that are at hand; starts no job where there is nothing to
   * do. Tables that another process is at are passed over.
   *
   * @return what was done, and what failed
   */
  public List<UpkeepResult> afterRun(List<Contract> those) {
    List<UpkeepResult> results = new ArrayList<>();
    List<Target> cleaned = new ArrayList<>();
    for (Target target : Target.of(lake, those)) {
      results.add(
          attempt(
              target,
              upkeep -> {
                UpkeepResult found =
                    manyFiles(target) ? upkeep.rewrite() : UpkeepResult.of(target.name());
                if (!cleaningDue(target)) {
                  return found;
                }
                cleaned.add(target);
                return upkeep.clean(found);
              }));
    }
    Target.control(lake).stream()
        .filter(target -> target.isLedger() || !cleaned.isEmpty())
        .map(
            target ->
                attempt(
                    target,
                    upkeep ->
                        cleaned.isEmpty() ? upkeep.rewrite() : upkeep.clean(upkeep.rewrite())))
        .forEach(results::add);
    if (!cleaned.isEmpty()) {
      results.add(attempt(STAGING, () -> staging().clean()));
    }
    noteCleaned(cleaned, results);
    results.removeIf(
        result -> result.failure().map(Maintenance::passes).orElse(!result.anything()));
    results.forEach(Maintenance::log);
    return List.copyOf(results);
  }

  /** More files than the bytes need: then it is worth looking at each of them. */
  private boolean manyFiles(Target target) {
    return files()
        .size(target.path())
        .filter(size -> size.files() - settings.filesFor(size.bytes()) + 1 >= settings.smallFiles())
        .isPresent();
  }

  private boolean cleaningDue(Target target) {
    boolean old =
        files()
            .size(target.path())
            .filter(size -> size.made().isBefore(now.minus(settings.keep())))
            .isPresent();
    return old
        && lake.ledger()
            .cleaned(target.owner().orElseThrow().key())
            .filter(last -> last.isAfter(now.minus(BETWEEN_CLEANINGS)))
            .isEmpty();
  }

  private FileUpkeep files() {
    return new FileUpkeep(lake.spark());
  }

  private List<UpkeepResult> each(
      Optional<Contract> only, UnaryStep step, Supplier<UpkeepResult> staging) {
    List<Target> targets = new ArrayList<>(Target.of(lake, only.map(List::of).orElse(contracts)));
    if (only.isEmpty()) {
      targets.addAll(Target.control(lake));
    }
    List<UpkeepResult> results = new ArrayList<>();
    progress.begin("maintain", targets.size() + (only.isEmpty() ? 1 : 0));
    try {
      for (Target target : targets) {
        results.add(attempt(target, step));
        progress.step(target.name());
      }
      if (only.isEmpty()) {
        results.add(attempt(STAGING, staging));
        progress.step(STAGING);
      }
    } finally {
      progress.end();
    }
    return results;
  }

  private void noteCleaned(List<Target> targets, List<UpkeepResult> results) {
    Set<String> failed =
        results.stream()
            .filter(result -> result.failure().isPresent())
            .map(UpkeepResult::table)
            .collect(Collectors.toSet());
    Set<TableKey> clean = new LinkedHashSet<>();
    targets.forEach(target -> target.owner().ifPresent(owner -> clean.add(owner.key())));
    targets.stream()
        .filter(target -> failed.contains(target.name()))
        .forEach(target -> target.owner().ifPresent(owner -> clean.remove(owner.key())));
    clean.forEach(key -> lake.ledger().clean(key, now));
  }

  @FunctionalInterface
  private interface UnaryStep {
    UpkeepResult of(TableUpkeep upkeep);
  }

  private UpkeepResult attempt(Target target, UnaryStep step) {
    return attempt(
        target.name(), () -> step.of(new TableUpkeep(lake, needs, target, settings, now)));
  }

  private static UpkeepResult attempt(String name, Supplier<UpkeepResult> work) {
    try {
      return work.get();
    } catch (FinlakeException expected) {
      return UpkeepResult.of(name).failed(expected);
    } catch (Exception thrown) { // Spark throws checked exceptions without declaring them
      LOG.error("event=maintain_failed table={}", name, thrown);
      return UpkeepResult.of(name)
          .failed(
              StoreFailures.in(thrown)
                  .orElseGet(
                      () ->
                          FinlakeException.of(
                              ErrorCode.BUG,
                              name + " was not maintained",
                              thrown.getClass().getSimpleName(),
                              "see the log for the whole story and report it",
                              thrown)));
    }
  }

  private StagingUpkeep staging() {
    return new StagingUpkeep(lake, contracts, settings, now);
  }

  private static boolean passes(FinlakeException failure) {
    return failure.code() == ErrorCode.LOST_RACE;
  }

  private static void log(UpkeepResult result) {
    LOG.info(
        "event=maintained table={} rewritten={} into={} removed_files={} removed_bytes={}"
            + " log_files={} failure={}",
        result.table(),
        result.rewritten(),
        result.into(),
        result.removedFiles(),
        result.removedBytes(),
        result.logFiles(),
        result.failure().map(FinlakeException::code));
  }
}
