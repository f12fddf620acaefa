package io.finlake.etl.erase;

import io.finlake.etl.contract.Contract;
import io.finlake.etl.contract.Zone;
import io.finlake.etl.error.ErrorCode;
import io.finlake.etl.error.FinlakeException;
import io.finlake.etl.ledger.Lake;
import io.finlake.etl.plan.RawObject;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;

/** Whether contracts still cover the raw objects that their datasets took. */
final class RawCover {
  private static final int NAMED_AT_MOST = 3;

  private final Lake lake;

  RawCover(Lake lake) {
    this.lake = lake;
  }

  /**
   * Refuses when an object that was taken lies in raw where no look of a contract of today finds
   * it: nobody could say whether the person is in it.
   *
   * @param contracts those that have a subject
   */
  void refuseUncovered(List<Contract> contracts) {
    for (Contract contract : contracts) {
      if (contract.subject().orElseThrow().erases() && lake.tables().exists(lake.path(contract))) {
        List<String> uncovered = uncovered(contract);
        if (!uncovered.isEmpty()) {
          throw FinlakeException.of(
              ErrorCode.NOT_ERASED,
              "the person is not erased",
              contract.id()
                  + " took "
                  + uncovered.size()
                  + " raw objects that its contract does not cover any more: "
                  + String.join(
                      ", ", uncovered.subList(0, Math.min(NAMED_AT_MOST, uncovered.size()))),
              "move them to where the contract looks, or out of raw, then call finlake erase again");
        }
      }
    }
  }

  private List<String> uncovered(Contract contract) {
    Set<String> taken =
        new TreeSet<>(
            lake.ledger()
                .objects(lake.key(Zone.PROCESSED, contract.id()), Optional.empty())
                .keySet());
    new RawRecords(lake, contract).objects().stream().map(RawObject::path).forEach(taken::remove);
    Map<String, Set<String>> folders = new HashMap<>();
    List<String> there = new ArrayList<>();
    for (String path : taken) {
      int name = path.lastIndexOf('/') + 1;
      String folder = path.substring(0, name);
      if (folders.computeIfAbsent(folder, this::names).contains(path.substring(name))) {
        there.add(path);
      }
    }
    return there;
  }

  private Set<String> names(String folder) {
    Path path = new Path(lake.locations().zone(Zone.RAW) + "/" + folder);
    try {
      return Arrays.stream(path.getFileSystem(lake.configuration()).listStatus(path))
          .map(FileStatus::getPath)
          .map(Path::getName)
          .collect(Collectors.toSet());
    } catch (FileNotFoundException gone) {
      return Set.of();
    } catch (IOException thrown) {
      throw new UncheckedIOException(thrown);
    }
  }
}
