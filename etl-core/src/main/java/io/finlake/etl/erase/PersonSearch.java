package io.finlake.etl.erase;

import io.finlake.etl.contract.Contract;
import io.finlake.etl.contract.Subject;
import io.finlake.etl.contract.Zone;
import io.finlake.etl.ledger.Erasure;
import io.finlake.etl.ledger.Lake;
import io.finlake.etl.plan.RawObject;
import io.finlake.etl.process.FoundRows;
import io.finlake.etl.process.PersonRows;
import io.finlake.etl.process.Processing;
import io.finlake.etl.protect.SubjectHashes;
import io.finlake.etl.table.TableHead;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Looks for a person in the lake, as often as it is asked. What lies as it lay when it was looked
 * through is not read again.
 */
final class PersonSearch {
  private final Lake lake;
  private final SubjectOrder order;
  private final Processing processing;
  private final SubjectHashes hashes;
  private final String person;
  private final Map<Asked, Found> answers = new HashMap<>();
  private final Map<LookedThrough, RawRecords.Seen> objects = new HashMap<>();
  private Map<Contract, Lying> owners = Map.of();
  private Optional<PersonIds> ids = Optional.empty();

  PersonSearch(
      Lake lake, SubjectOrder order, Processing processing, SubjectHashes hashes, String person) {
    this.lake = lake;
    this.order = order;
    this.processing = processing;
    this.hashes = hashes;
    this.person = person;
  }

  /** A dataset as it lies now: two that are equal hold the same rows and records. */
  private record Lying(List<RawObject> objects, long table, long quarantine) {}

  private record Asked(
      Contract contract,
      Lying lying,
      Set<String> ids,
      Set<String> hashed,
      Set<String> shared,
      Map<String, Set<Long>> noted) {}

  /** An object that was looked through for some ids, and for records that begin at some places. */
  private record LookedThrough(
      Contract contract, RawObject object, Set<String> ids, Set<String> hashed) {}

  private Lying lying(Contract contract, List<RawObject> raw) {
    return new Lying(raw, version(Zone.PROCESSED, contract), version(Zone.QUARANTINE, contract));
  }

  private long version(Zone zone, Contract contract) {
    return lake.tables()
        .head(lake.locations().table(zone, contract.id()))
        .map(TableHead::version)
        .orElse(-1L);
  }

  /** The ids that are the person's now. */
  PersonIds ids() {
    Map<Contract, Lying> now = new HashMap<>();
    for (Contract owner : order.throughs()) {
      now.put(owner, lying(owner, new RawRecords(lake, owner).objects()));
    }
    if (ids.isEmpty() || !now.equals(owners)) {
      ids = Optional.of(PersonIds.find(lake, order.contracts(), person));
      owners = now;
    }
    return ids.get();
  }

  /**
   * Ids of an identity that are on record as the person's, by hash, and that are not found any
   * more: what they were found by was erased.
   */
  Set<String> lost(PersonIds known, String identity) {
    Set<String> theirs = Set.copyOf(hashes.hashes(SubjectHashes.PERSON, person));
    Set<String> lost = new TreeSet<>();
    for (Erasure erasure : lake.ledger().erasures().all()) {
      if (erasure.withdrawn().isEmpty()
          && erasure.identities().getOrDefault(SubjectHashes.PERSON, Set.of()).stream()
              .anyMatch(theirs::contains)) {
        lost.addAll(erasure.identities().getOrDefault(identity, Set.of()));
      }
    }
    if (!lost.isEmpty()) {
      Set<String> there = new TreeSet<>(known.ids().getOrDefault(identity, Set.of()));
      there.addAll(known.shared().getOrDefault(identity, Set.of()));
      there.forEach(id -> lost.removeAll(hashes.hashes(identity, id)));
    }
    return lost;
  }

  /** What each dataset has of the person, dependents first. */
  List<Found> found(Optional<Erasure> erasure) {
    PersonIds known = ids();
    List<Found> found = new ArrayList<>();
    for (Contract contract : order.dependentsFirst()) {
      found.add(found(contract, known, erasure));
    }
    return found;
  }

  /** What a dataset has of the person. */
  Found found(Contract contract, PersonIds known, Optional<Erasure> erasure) {
    Subject subject = contract.subject().orElseThrow();
    List<RawObject> raw = subject.erases() ? new RawRecords(lake, contract).objects() : List.of();
    Asked asked =
        new Asked(
            contract,
            lying(contract, raw),
            known.of(subject),
            lost(known, PersonIds.identity(subject)),
            known.sharedOf(subject),
            noted(contract, erasure, raw));
    return answers.computeIfAbsent(asked, this::look);
  }

  /** Where an earlier try of the erasure emptied records, unless another object lies there now. */
  private static Map<String, Set<Long>> noted(
      Contract contract, Optional<Erasure> erasure, List<RawObject> raw) {
    Map<String, RawObject> lying = new HashMap<>();
    raw.forEach(object -> lying.put(object.path(), object));
    List<Erasure.Rewritten> steps =
        erasure.stream()
            .flatMap(it -> it.objects().stream())
            .filter(step -> step.dataset().equals(contract.id().toString()))
            .toList();
    Set<String> known = new HashSet<>();
    for (Erasure.Rewritten step : steps) {
      RawObject now = lying.get(step.path());
      if (now == null || step.before().of(now) || step.after().of(now)) {
        known.add(step.path());
      }
    }
    Map<String, Set<Long>> noted = new TreeMap<>();
    steps.stream()
        .filter(step -> known.contains(step.path()))
        .forEach(step -> add(noted, step.path(), Set.copyOf(step.offsets())));
    return noted;
  }

  private static void add(Map<String, Set<Long>> places, String path, Set<Long> offsets) {
    places.computeIfAbsent(path, any -> new TreeSet<>()).addAll(offsets);
  }

  private Found look(Asked asked) {
    Contract contract = asked.contract();
    Subject subject = contract.subject().orElseThrow();
    PersonRows byId = person(asked, Map.of());
    if (!subject.erases()) {
      FoundRows rows = processing.find(contract, byId);
      return new Found(contract, byId, rows, List.of(), Map.of(), 0, 0, 0, 0);
    }
    RawRecords records = new RawRecords(lake, contract);
    Map<String, Set<Long>> places = new TreeMap<>();
    asked.noted().forEach((path, offsets) -> add(places, path, offsets));
    processing.places(contract, byId).forEach((path, offsets) -> add(places, path, offsets));
    records.correctedTo(asked.ids()).forEach((path, offsets) -> add(places, path, offsets));
    Map<String, RawRecords.Seen> seen = look(records, asked, places);
    Map<String, Set<Long>> lying = new TreeMap<>();
    seen.forEach((path, one) -> add(lying, path, one.places()));
    lying.values().removeIf(Set::isEmpty);
    lying.forEach((path, offsets) -> add(places, path, offsets));
    PersonRows theirs = person(asked, places);
    return new Found(
        contract,
        theirs,
        processing.find(contract, theirs),
        asked.lying().objects(),
        lying,
        seen.values().stream().mapToLong(RawRecords.Seen::texts).sum(),
        seen.values().stream().mapToLong(RawRecords.Seen::cut).sum(),
        records.corrections(theirs),
        asked.shared().isEmpty()
            ? 0
            : processing.find(contract, new PersonRows(asked.shared(), Map.of())).table());
  }

  private PersonRows person(Asked asked, Map<String, Set<Long>> places) {
    String identity = PersonIds.identity(asked.contract().subject().orElseThrow());
    return new PersonRows(
        asked.ids(),
        places,
        asked.hashed().isEmpty()
            ? Optional.empty()
            : Optional.of(hashes.match(identity, asked.hashed())));
  }

  /** An object that was looked through for more is not read for less. */
  private Map<String, RawRecords.Seen> look(
      RawRecords records, Asked asked, Map<String, Set<Long>> places) {
    Map<String, RawRecords.Seen> all = new TreeMap<>();
    List<RawObject> news = new ArrayList<>();
    for (RawObject object : asked.lying().objects()) {
      RawRecords.Seen seen = objects.get(key(asked, object));
      if (seen != null && seen.asked().containsAll(places.getOrDefault(object.path(), Set.of()))) {
        all.put(object.path(), seen);
      } else {
        news.add(object);
      }
    }
    Map<String, RawRecords.Seen> read = records.look(person(asked, places), news);
    for (RawObject object : news) {
      Set<Long> about = places.getOrDefault(object.path(), Set.of());
      RawRecords.Seen one =
          read.getOrDefault(object.path(), new RawRecords.Seen(Set.of(), 0, 0, about));
      objects.put(key(asked, object), one);
      all.put(object.path(), one);
    }
    return all;
  }

  private static LookedThrough key(Asked asked, RawObject object) {
    return new LookedThrough(asked.contract(), object, asked.ids(), asked.hashed());
  }
}
