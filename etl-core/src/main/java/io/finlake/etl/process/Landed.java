package io.finlake.etl.process;

import io.finlake.etl.contract.Contract;
import io.finlake.etl.contract.ContractFiles;
import io.finlake.etl.contract.ContractSource;
import io.finlake.etl.contract.RawSource;
import io.finlake.etl.contract.Zone;
import io.finlake.etl.error.ErrorCode;
import io.finlake.etl.error.FinlakeException;
import io.finlake.etl.ledger.Erasure;
import io.finlake.etl.ledger.Lake;
import io.finlake.etl.ledger.Ledger;
import io.finlake.etl.ledger.TableKey;
import io.finlake.etl.plan.Batch;
import io.finlake.etl.plan.RawObject;
import io.finlake.etl.source.ObjectDigest;
import io.finlake.etl.source.ObjectDiscovery;
import io.finlake.etl.source.RawReader;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The objects of a dataset that no batch has taken.
 *
 * @param objects them, by path
 * @param waiting how many objects wait for their manifest
 * @param unexpected folders where an object should be, and objects where a date folder should be
 * @param sweptAt when all date folders were last looked at
 * @param swept whether this look was one of those: whether all date folders were looked at
 */
record Landed(
    List<RawObject> objects,
    int waiting,
    List<String> unexpected,
    Optional<Instant> sweptAt,
    boolean swept) {

  /**
   * Looks where news can be: in date folders not older than the look-back, and in all of them now
   * and then.
   */
  static Landed news(Processor processor, Contract contract, TableKey key, Optional<Batch> last) {
    Lake lake = processor.lake();
    RawSource source = contract.landed().source();
    Optional<LocalDate> known = last.flatMap(Batch::knownUntil);
    Optional<Instant> swept =
        Stream.concat(last.flatMap(Batch::sweptAt).stream(), lake.ledger().swept(key).stream())
            .max(Comparator.naturalOrder());
    boolean sweep =
        source.layout().isPresent() && due(swept, source, processor.run().processingTime());
    String raw = lake.locations().zone(Zone.RAW);
    ObjectDiscovery.Landed listing =
        new ObjectDiscovery(lake.configuration()).discover(source, raw, known, sweep);
    Optional<LocalDate> since =
        sweep || source.layout().isEmpty()
            ? Optional.empty()
            : known.map(day -> day.minusDays(source.lookBackDays()));
    Map<String, RawObject> taken = last.isEmpty() ? Map.of() : lake.ledger().objects(key, since);
    List<RawObject> news = new ArrayList<>();
    for (RawObject object : listing.objects()) {
      RawObject before = taken.get(object.path());
      if (before == null || changed(lake, contract, key, before, object)) {
        news.add(object);
      }
    }
    return new Landed(
        news,
        listing.waiting().size(),
        listing.unexpected(),
        sweep ? Optional.of(processor.run().processingTime()) : swept,
        sweep);
  }

  /** Notes a sweep that found nothing; one that found objects stands in their batches. */
  void noteSweep(Ledger ledger, TableKey key) {
    if (swept && objects.isEmpty()) {
      ledger.sweep(key, sweptAt.orElseThrow());
    }
  }

  /** What a batch found in its objects, read anew: for a record whose writer was killed. */
  static Staging.Found reread(Processor processor, Contract contract, Batch batch) {
    Lake lake = processor.lake();
    String raw = lake.locations().zone(Zone.RAW);
    return Staging.found(
        RawReader.read(lake.spark(), planned(contract, batch), batch.inputs().objects(), raw));
  }

  /** The contract that a batch was planned with. */
  static Contract planned(Contract now, Batch batch) {
    return batch.contractHash().equals(now.hash())
        ? now
        : ContractFiles.alone(
            new ContractSource(batch.dataset().path() + "/contract.yaml", batch.contractText()));
  }

  private static boolean due(Optional<Instant> swept, RawSource source, Instant now) {
    return swept
        .map(last -> Duration.between(last, now).toHours() >= source.sweepHours())
        .orElse(true);
  }

  /**
   * Whether an object that was taken must be taken anew; refused when its bytes changed and the
   * contract says so.
   */
  private static boolean changed(
      Lake lake, Contract contract, TableKey key, RawObject before, RawObject now) {
    boolean same =
        before.bytes() == now.bytes()
            && before.modified().equals(now.modified())
            && before.etag().equals(now.etag());
    if (same || sameBytes(lake, key, before, now) || beingErased(lake, now)) {
      return false;
    }
    if (DatasetProcess.replaces(contract)) {
      return true;
    }
    throw FinlakeException.of(
        ErrorCode.CHANGED_OBJECT,
        contract.id() + " is refused",
        "the object " + now.path() + " was read before and has other bytes now",
        "ask the source to send it under a new name, or set redelivery: replace in the contract");
  }

  /** Whether an erasure that was killed was about to write the object again. */
  private static boolean beingErased(Lake lake, RawObject now) {
    return lake.ledger().erasures().all().stream()
        .filter(Erasure::open)
        .flatMap(erasure -> erasure.objects().stream())
        .anyMatch(object -> object.path().equals(now.path()) && object.before().of(now));
  }

  private static boolean sameBytes(Lake lake, TableKey key, RawObject before, RawObject now) {
    if (before.bytes() != now.bytes()) {
      return false;
    }
    String sha256 = sha256(lake, now);
    return lake.ledger().objectsByHash(key).getOrDefault(sha256, List.of()).contains(now.path());
  }

  private static String sha256(Lake lake, RawObject object) {
    return ObjectDigest.sha256(lake.configuration(), lake.locations().zone(Zone.RAW), object);
  }
}
