package io.finlake.etl.process;

import io.finlake.etl.contract.Contract;
import io.finlake.etl.contract.RawSource;
import io.finlake.etl.contract.WriteStrategy;
import io.finlake.etl.error.ErrorCode;
import io.finlake.etl.error.FinlakeException;
import io.finlake.etl.ledger.BatchRecord;
import io.finlake.etl.plan.Batch;
import io.finlake.etl.plan.Inputs;
import io.finlake.etl.plan.RawObject;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Which raw objects a backfill makes again, and which others it may have to read beside them: pure,
 * from the ledger and from how many rows of each batch are still to be seen.
 *
 * @param range the objects to be made again, in the order in which they were taken
 * @param leftOut paths of objects of the same days that only later batches took
 * @param others all other objects that are known, in the order in which they were taken
 */
record BackfillScope(List<Taken> range, Set<String> leftOut, List<Taken> others) {
  BackfillScope {
    range = List.copyOf(range);
    leftOut = Set.copyOf(leftOut);
    others = List.copyOf(others);
  }

  /**
   * An object that a batch took.
   *
   * @param object as it was listed then
   * @param batch the batch that took it: of two rows of a key the one of the earlier batch came
   *     first
   * @param read what reading it found; empty when it was not recorded
   * @param hides whether rows of it may stand neither in the table nor in quarantine: duplicates,
   *     superseded rows, and rows that later ones replaced
   */
  record Taken(RawObject object, long batch, Optional<BatchRecord.ObjectRead> read, boolean hides) {
    String path() {
      return object.path();
    }
  }

  /**
   * The scope of a request.
   *
   * @param batches planned and not given up, in order
   * @param records of committed batches
   * @param tableRows how many rows of the table each batch brought
   * @param heldRows how many rows of quarantine each batch brought, closed ones too
   * @param expired paths of objects that are gone with their age: as if they had never been
   * @throws FinlakeException {@link ErrorCode#BAD_ARGUMENT} when nothing of it was ever taken, or
   *     it cannot be made again
   */
  static BackfillScope of(
      Contract contract,
      BackfillRequest request,
      List<Batch> batches,
      List<BatchRecord> records,
      Map<Long, Long> tableRows,
      Map<Long, Long> heldRows,
      Set<String> expired) {
    request.check(contract);
    Set<String> hiding = hiding(batches, records, tableRows, heldRows);
    List<Taken> taken =
        taken(contract, batches, records, hiding).stream()
            .filter(one -> !expired.contains(one.path()))
            .toList();
    boolean extracts = contract.landed().write() instanceof WriteStrategy.Snapshot;
    return extracts ? latest(contract, request, taken) : within(contract, request, taken);
  }

  private static BackfillScope within(
      Contract contract, BackfillRequest request, List<Taken> taken) {
    List<Taken> range = new ArrayList<>();
    List<Taken> others = new ArrayList<>();
    Set<String> leftOut = new TreeSet<>();
    for (Taken one : taken) {
      boolean wanted = request.holds(one.object());
      if (request.knows(one.batch())) {
        (wanted ? range : others).add(one);
      } else if (wanted) {
        leftOut.add(one.path());
      }
    }
    if (range.isEmpty()) {
      throw nothing(contract, request, "no object that was taken landed then");
    }
    return new BackfillScope(range, leftOut, others);
  }

  /** Of full extracts the last one taken, and only it: the table before older ones is not known. */
  private static BackfillScope latest(
      Contract contract, BackfillRequest request, List<Taken> taken) {
    long last = taken.stream().mapToLong(Taken::batch).max().orElse(0);
    List<Taken> range = taken.stream().filter(one -> one.batch() == last).toList();
    boolean whole = range.stream().allMatch(one -> request.holds(one.object()));
    boolean older =
        request.limited()
            && taken.stream().anyMatch(one -> one.batch() != last && request.holds(one.object()));
    if (range.isEmpty() || !whole || older || request.rawVersion().isPresent()) {
      throw FinlakeException.of(
          ErrorCode.BAD_ARGUMENT,
          request.days() + " of " + contract.id() + " cannot be made again",
          "its objects are full extracts, and what the table was before an earlier one is not known",
          "only the latest one can: leave --from, --to and --raw-version out");
    }
    return new BackfillScope(range, Set.of(), List.of());
  }

  private static List<Taken> taken(
      Contract contract, List<Batch> batches, List<BatchRecord> records, Set<String> hiding) {
    Map<String, BatchRecord.ObjectRead> read = new HashMap<>();
    records.forEach(record -> record.objects().forEach(object -> read.put(object.path(), object)));
    List<Taken> taken = new ArrayList<>();
    Set<String> known = new HashSet<>();
    for (Batch batch : batches) {
      if (batch.inputs() instanceof Inputs.RawObjects delivered) {
        for (RawObject object : delivered.objects()) {
          if (!known.add(object.path())) {
            throw replaced(contract, object);
          }
          taken.add(
              new Taken(
                  object,
                  batch.number(),
                  Optional.ofNullable(read.get(object.path())),
                  hiding.contains(object.path())));
        }
      }
    }
    return taken;
  }

  /** Objects of batches not all of whose rows can be seen where a batch leaves its rows. */
  private static Set<String> hiding(
      List<Batch> batches,
      List<BatchRecord> records,
      Map<Long, Long> tableRows,
      Map<Long, Long> heldRows) {
    Set<Long> open = new HashSet<>();
    for (BatchRecord record : records) {
      long unseen =
          record.balance().outcomes().duplicate() + record.balance().outcomes().superseded();
      boolean delivery = record.outcome() == BatchRecord.Outcome.COMMITTED;
      boolean backfill = record.outcome() == BatchRecord.Outcome.BACKFILLED;
      boolean seen =
          delivery
              && tableRows.getOrDefault(record.number(), 0L)
                  == (long) record.balance().outcomes().accepted()
              && heldRows.getOrDefault(record.number(), 0L)
                  == (long) record.balance().outcomes().quarantined();
      if (unseen == 0 && (seen || backfill)) {
        open.add(record.number());
      }
    }
    return batches.stream()
        .filter(batch -> !open.contains(batch.number()))
        .filter(batch -> !(batch.inputs() instanceof Inputs.Quarantined))
        .flatMap(batch -> batch.inputs().objects().stream())
        .map(RawObject::path)
        .collect(Collectors.toSet());
  }

  /**
   * The objects beside the range that have to be read: those that may hold rows of the keys that
   * the range touches.
   *
   * @param shown paths of objects whose rows show such a key, or a key that could not be read
   * @param keysReadAlike whether every batch read keys as they are read now; else a key that was
   *     another one then may be one of those now, and everything is read
   */
  List<Taken> beside(Set<String> shown, boolean keysReadAlike) {
    return others.stream()
        .filter(one -> !keysReadAlike || one.hides() || shown.contains(one.path()))
        .toList();
  }

  /** Of these objects those whose bytes had come before, under another name. */
  Set<String> resent(Collection<Taken> objects) {
    List<Taken> all = new ArrayList<>(range);
    all.addAll(others);
    all.sort(Comparator.comparingLong(Taken::batch).thenComparing(Taken::path));
    Map<String, String> originals = new HashMap<>();
    Set<String> resent = new TreeSet<>();
    for (Taken one : all) {
      one.read()
          .filter(read -> read.records() != 0)
          .filter(
              read -> {
                String first = originals.putIfAbsent(read.sha256(), one.path());
                return first != null;
              })
          .ifPresent(read -> resent.add(one.path()));
    }
    resent.retainAll(objects.stream().map(Taken::path).toList());
    return resent;
  }

  /** Whether two contracts make the same keys of the same bytes. */
  static boolean readKeysAlike(Contract before, Contract now) {
    RawSource then = before.landed().source();
    RawSource source = now.landed().source();
    return before.key().equals(now.key())
        && then.format().equals(source.format())
        && then.reshape().equals(source.reshape())
        && then.envelope().equals(source.envelope())
        && now.key().stream().allMatch(name -> readAlike(before, now, name));
  }

  private static boolean readAlike(Contract before, Contract now, String name) {
    var then = before.column(name);
    var column = now.column(name);
    return then.type().equals(column.type())
        && then.protection().equals(column.protection())
        && then.from().equals(column.from())
        && then.reading().equals(column.reading());
  }

  private static FinlakeException replaced(Contract contract, RawObject object) {
    return FinlakeException.of(
        ErrorCode.BAD_ARGUMENT,
        contract.id() + " cannot be made again",
        "the object " + object.path() + " was replaced, and its earlier bytes are gone",
        "make the table anew: see 'finlake contracts diff'");
  }

  private static FinlakeException nothing(
      Contract contract, BackfillRequest request, String cause) {
    return FinlakeException.of(
        ErrorCode.BAD_ARGUMENT,
        "there is nothing of " + contract.id() + " to make again for " + request.days(),
        cause,
        "choose other days; finlake status shows what was taken");
  }
}
