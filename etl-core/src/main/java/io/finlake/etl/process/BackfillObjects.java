package io.finlake.etl.process;

import io.finlake.etl.contract.Contract;
import io.finlake.etl.contract.Zone;
import io.finlake.etl.error.ErrorCode;
import io.finlake.etl.error.FinlakeException;
import io.finlake.etl.ledger.BatchRecord;
import io.finlake.etl.ledger.Erasure;
import io.finlake.etl.ledger.Lake;
import io.finlake.etl.ledger.RewrittenObjects;
import io.finlake.etl.plan.RawObject;
import io.finlake.etl.source.ObjectDigest;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;

/** Holds raw objects of today against what the ledger says of them. */
final class BackfillObjects {
  private static final int NAMED_AT_MOST = 5;

  private final Lake lake;
  private final Contract contract;
  private final RewrittenObjects rewritten;

  BackfillObjects(Lake lake, Contract contract) {
    this.lake = lake;
    this.contract = contract;
    this.rewritten = lake.ledger().rewritten();
  }

  /**
   * The objects as they lie there now, with the very bytes that were taken, or that an erasure left
   * of them: one with another time is read to compare its hash.
   *
   * @throws FinlakeException {@link ErrorCode#UNREADABLE_OBJECT} when some are gone, {@link
   *     ErrorCode#CHANGED_OBJECT} when some have other bytes, {@link ErrorCode#BAD_ARGUMENT} when
   *     rows stay that have no record any more
   */
  List<RawObject> asTaken(Collection<BackfillScope.Taken> objects) {
    refuseBlanked(objects);
    List<RawObject> found = new ArrayList<>();
    List<String> gone = new ArrayList<>();
    List<String> changed = new ArrayList<>();
    for (BackfillScope.Taken one : objects) {
      Optional<RawObject> now = now(one.object());
      if (now.isEmpty()) {
        gone.add(one.path());
      } else if (same(one, now.get())) {
        found.add(now.get());
      } else {
        changed.add(one.path());
      }
    }
    if (!gone.isEmpty()) {
      throw refused(
          ErrorCode.UNREADABLE_OBJECT, "raw does not have any more", gone, "bring them back");
    }
    if (!changed.isEmpty()) {
      throw changed(changed);
    }
    return found;
  }

  /** Blanked rows of erased people stay in the table; made again from raw they would leave it. */
  private void refuseBlanked(Collection<BackfillScope.Taken> objects) {
    String table = Zone.PROCESSED.label() + "." + contract.id();
    Set<String> blanked =
        lake.ledger().erasures().all().stream()
            .filter(
                erasure ->
                    erasure.tables().stream()
                        .filter(rows -> rows.action() == Erasure.Action.BLANKED)
                        .anyMatch(rows -> rows.table().equals(table) && rows.rows() > 0))
            .flatMap(erasure -> erasure.objects().stream())
            .map(Erasure.Rewritten::path)
            .collect(Collectors.toSet());
    List<String> those =
        objects.stream().map(BackfillScope.Taken::path).filter(blanked::contains).toList();
    if (!those.isEmpty()) {
      throw refused(
          ErrorCode.BAD_ARGUMENT,
          "rows of erased people stay without what names them, and have no record any more in",
          those,
          "leave those rows as they are");
    }
  }

  /** Fails when the bytes that were read are not those that were taken. */
  void sameBytes(Collection<BackfillScope.Taken> objects, Staging.Found found) {
    Map<String, String> taken = new HashMap<>();
    objects.forEach(one -> one.read().ifPresent(read -> taken.put(one.path(), sha256(read))));
    List<String> changed =
        found.objects().stream()
            .filter(now -> !now.sha256().equals(taken.getOrDefault(now.path(), now.sha256())))
            .map(BatchRecord.ObjectRead::path)
            .toList();
    if (!changed.isEmpty()) {
      throw changed(changed);
    }
  }

  private FinlakeException changed(List<String> paths) {
    return refused(
        ErrorCode.CHANGED_OBJECT,
        "these have other bytes than when they were taken:",
        paths,
        "put the bytes back that were taken");
  }

  private FinlakeException refused(ErrorCode code, String what, List<String> paths, String remedy) {
    List<String> named = paths.subList(0, Math.min(NAMED_AT_MOST, paths.size()));
    return FinlakeException.of(
        code,
        contract.id() + " cannot be made again",
        what
            + " "
            + String.join(", ", named)
            + (paths.size() > named.size()
                ? " and " + (paths.size() - named.size()) + " more"
                : ""),
        remedy + ", or choose days that do without them; nothing was changed");
  }

  private String sha256(BatchRecord.ObjectRead read) {
    return rewritten.sha256(read.path(), read.sha256());
  }

  private boolean same(BackfillScope.Taken one, RawObject now) {
    RawObject before = one.object();
    if (before.bytes() != now.bytes()) {
      return false;
    }
    return before.modified().equals(now.modified())
        || one.read()
            .filter(
                read ->
                    sha256(read)
                        .equals(
                            ObjectDigest.sha256(
                                lake.configuration(), lake.locations().zone(Zone.RAW), now)))
            .isPresent();
  }

  private Optional<RawObject> now(RawObject object) {
    Path path = new Path(lake.locations().zone(Zone.RAW) + "/" + object.path());
    try {
      FileStatus status = path.getFileSystem(lake.configuration()).getFileStatus(path);
      return Optional.of(
          new RawObject(
              object.path(),
              status.getLen(),
              Instant.ofEpochMilli(status.getModificationTime()),
              object.etag(),
              object.date()));
    } catch (FileNotFoundException gone) {
      return Optional.empty();
    } catch (IOException thrown) {
      throw new UncheckedIOException(thrown);
    }
  }
}
