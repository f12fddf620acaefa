package io.finlake.etl.doctor;

import io.finlake.etl.contract.Contract;
import io.finlake.etl.error.FinlakeException;
import io.finlake.etl.ledger.BatchRecord;
import io.finlake.etl.ledger.Erasure;
import io.finlake.etl.ledger.RewrittenObjects;
import io.finlake.etl.plan.Batch;
import io.finlake.etl.plan.RawObject;
import io.finlake.etl.source.ObjectDigest;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** Holds raw objects against what batches took, and what erasures made of them since. */
final class RawCheck {
  private final Configuration hadoop;
  private final String raw;
  private final List<Erasure> erasures;
  private final String look;
  private final RewrittenObjects rewritten;

  /**
   * @param raw where raw lies
   * @param look the command that looks again
   */
  RawCheck(Configuration hadoop, String raw, List<Erasure> erasures, String look) {
    this.hadoop = hadoop;
    this.raw = raw;
    this.erasures = List.copyOf(erasures);
    this.look = look;
    this.rewritten =
        new RewrittenObjects(erasures.stream().flatMap(it -> it.objects().stream()).toList());
  }

  /** What a batch took. */
  private record Taken(RawObject object, long batch, Optional<BatchRecord.ObjectRead> read) {}

  /** Looks at the objects that batches of a table took. */
  List<Finding> of(
      Contract contract, Collection<Batch> batches, Collection<BatchRecord> records, Depth depth) {
    Map<String, Taken> taken = taken(contract, batches, records);
    Map<String, Long> lying = lying(taken.keySet());
    List<Finding> findings = new ArrayList<>();
    for (Taken one : taken.values()) {
      Long bytes = lying.get(one.object().path());
      Optional<String> wrong =
          bytes == null ? Optional.of("the object is not there") : wrong(one, bytes, depth);
      wrong.ifPresent(text -> findings.add(finding(contract, one, bytes == null, text)));
    }
    return findings;
  }

  private Finding finding(Contract contract, Taken one, boolean gone, String text) {
    RawObject object = one.object();
    String hash =
        one.read()
            .map(read -> ", SHA-256 " + rewritten.sha256(object.path(), read.sha256()))
            .orElse("");
    return new Finding(
        gone ? Damage.OBJECT_GONE : Damage.OBJECT_BYTES,
        new Finding.Place("raw." + contract.id(), object.path()),
        text,
        "batch "
            + one.batch()
            + one.read()
                .map(read -> " took " + read.records() + " records of it")
                .orElse(" took it")
            + "; the table has them still, but they cannot be made again",
        "put it back as it was taken (" + object.bytes() + " bytes" + hash + "), then: " + look);
  }

  private Optional<String> wrong(Taken one, long bytes, Depth depth) {
    Set<Long> sizes = new HashSet<>(Set.of(one.object().bytes()));
    Set<String> hashes = new HashSet<>();
    one.read().ifPresent(read -> hashes.add(rewritten.sha256(one.object().path(), read.sha256())));
    // While an erasure is at work an object may be what it was or what it will be.
    erasures.stream()
        .filter(Erasure::open)
        .flatMap(it -> it.objects().stream())
        .filter(it -> it.path().equals(one.object().path()))
        .forEach(
            it -> {
              sizes.addAll(List.of(it.before().bytes(), it.after().bytes()));
              hashes.addAll(List.of(it.before().sha256(), it.after().sha256()));
            });
    if (!sizes.contains(bytes)) {
      return Optional.of(
          "the object has " + bytes + " bytes, and " + one.object().bytes() + " were taken");
    }
    if (depth != Depth.EVERY_BYTE || hashes.isEmpty()) {
      return Optional.empty();
    }
    try {
      String now = ObjectDigest.sha256(hadoop, raw, one.object());
      return hashes.contains(now)
          ? Optional.empty()
          : Optional.of("the object has other bytes than those that were taken, SHA-256 " + now);
    } catch (FinlakeException unreadable) {
      return Optional.of("the object cannot be read to its end");
    }
  }

  private Map<String, Taken> taken(
      Contract contract, Collection<Batch> batches, Collection<BatchRecord> records) {
    Map<String, Taken> taken = new TreeMap<>();
    for (Batch batch : batches) {
      for (RawObject object : rewritten.applied(batch).inputs().objects()) {
        taken.put(object.path(), new Taken(object, batch.number(), Optional.empty()));
      }
    }
    for (BatchRecord record : records) {
      for (BatchRecord.ObjectRead read : record.objects()) {
        taken.computeIfPresent(
            read.path(),
            (path, one) -> new Taken(one.object(), record.number(), Optional.of(read)));
      }
    }
    erasures.stream()
        .flatMap(erasure -> erasure.expired().stream())
        .filter(object -> object.dataset().equals(contract.id().toString()))
        .forEach(object -> taken.remove(object.path()));
    return taken;
  }

  private Map<String, Long> lying(Set<String> paths) {
    Map<String, Long> lying = new HashMap<>();
    Set<Path> folders = new HashSet<>();
    paths.forEach(path -> folders.add(new Path(path).getParent()));
    for (Path folder : folders) {
      Path place = new Path(raw + "/" + folder);
      try {
        FileSystem files = place.getFileSystem(hadoop);
        for (FileStatus file : files.listStatus(place)) {
          lying.put(folder + "/" + file.getPath().getName(), file.getLen());
        }
      } catch (FileNotFoundException none) {
        continue;
      } catch (IOException thrown) {
        throw new UncheckedIOException(thrown);
      }
    }
    return lying;
  }
}
