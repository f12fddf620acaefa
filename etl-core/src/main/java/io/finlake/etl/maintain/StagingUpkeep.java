package io.finlake.etl.maintain;

import io.finlake.etl.contract.Contract;
import io.finlake.etl.contract.Zone;
import io.finlake.etl.ledger.Lake;
import io.finlake.etl.ledger.TableKey;
import io.finlake.etl.plan.Leftovers.Stored;
import io.finlake.etl.plan.StagingFolder;
import io.finlake.etl.plan.UpkeepSettings;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;

/** Rows on their way that tries of batches left behind when they were killed. */
final class StagingUpkeep {
  private static final String NAME = "control.staging";

  private final Lake lake;
  private final List<Contract> contracts;
  private final UpkeepSettings settings;
  private final Instant now;

  StagingUpkeep(Lake lake, List<Contract> contracts, UpkeepSettings settings, Instant now) {
    this.lake = lake;
    this.contracts = contracts;
    this.settings = settings;
    this.now = now;
  }

  /** What lies there, and of it what would be removed. */
  UpkeepResult look() {
    List<Left> left = left();
    return UpkeepResult.of(NAME)
        .removing(
            left.stream().mapToLong(Left::files).sum(),
            left.stream().mapToLong(Left::bytes).sum(),
            0,
            Optional.empty());
  }

  /** Removes it. */
  UpkeepResult clean() {
    UpkeepResult found = look();
    left().forEach(folder -> lake.tables().drop(folder.path()));
    return found;
  }

  private record Left(String path, long files, long bytes) {}

  private List<Left> left() {
    List<Left> left = new ArrayList<>();
    Configuration hadoop = lake.configuration();
    for (Contract contract : contracts) {
      if (lake.tables().exists(lake.path(contract))) {
        TableKey key = lake.key(contract.zone(), contract.id());
        String folder = lake.locations().control() + "/staging/" + name(contract);
        for (String name : lake.tables().folders(folder)) {
          List<Stored> files = new Folder(hadoop, folder + "/" + name).all();
          Instant newest =
              files.stream().map(Stored::modified).max(Comparator.naturalOrder()).orElse(now);
          if (new StagingFolder(name, newest)
              .leftOver(
                  lake.ledger().recorded(key), lake.ledger().planned(key), now, settings.keep())) {
            long bytes = files.stream().mapToLong(Stored::bytes).sum();
            left.add(new Left(folder + "/" + name, files.size(), bytes));
          }
        }
      }
    }
    return left;
  }

  /** As processing and curating name the folder of a table's tries. */
  private static String name(Contract contract) {
    return contract.zone() == Zone.CURATED
        ? "curated/" + contract.id().path()
        : contract.zone().label() + "." + contract.id();
  }
}
