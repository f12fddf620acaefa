package io.finlake.etl.prove;

import io.finlake.etl.config.LakeLocations;
import io.finlake.etl.contract.Contract;
import io.finlake.etl.doctor.Damage;
import io.finlake.etl.doctor.Depth;
import io.finlake.etl.doctor.Examination;
import io.finlake.etl.doctor.Finding;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;

/**
 * Damages copies of a lake, one thing at a time, at places that are drawn, and asks the doctor:
 * what it does not name is wrong, and so is whatever it says of the lake that nobody damaged.
 */
public final class CorruptionProof implements Proof {
  private static final int SHORT_ROUNDS = 1;
  private static final int LONG_ROUNDS = 15;

  private final Request request;

  /** A proof in its own folder; it begins anew whatever lies there. */
  public CorruptionProof(Request request) {
    this.request = request;
  }

  @Override
  public Result run() {
    long begun = System.nanoTime();
    Undisturbed.Lake whole = request.undisturbed().of(request.fast() ? Size.SHORT : Size.LONG);
    if (!whole.problems().isEmpty()) {
      return new Result(0, 0, 0, 0, 1, List.of(), whole.problems(), millis(begun));
    }
    return damage(
        whole.place().lake(),
        whole.place().ground().known(),
        request.fast() ? SHORT_ROUNDS : LONG_ROUNDS,
        begun);
  }

  private Result damage(Path lake, List<Contract> contracts, int rounds, long begun) {
    Tries tries = new Tries(lake, request.folder().resolve("damaged"), contracts, request.seed());
    tries.healthy();
    for (int round = 0; round < rounds; round++) {
      request.progress().accept("round " + (round + 1) + " of " + rounds);
      tries.round();
    }
    List<String> notes = List.of(tries.kinds() + " kinds of damage");
    return new Result(
        tries.tries(),
        tries.faults(),
        0,
        0,
        tries.wrong().size(),
        notes,
        tries.wrong(),
        millis(begun));
  }

  private static long millis(long begun) {
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun);
  }

  /** Damaging and asking, again and again. */
  static final class Tries {
    private final Path lake;
    private final Path copy;
    private final List<Contract> contracts;
    private final Random chance;
    private final List<String> wrong = new ArrayList<>();
    private int tries;
    private int faults;

    /**
     * @param lake a whole one, which stays whole
     * @param copy a folder for damaged ones
     */
    Tries(Path lake, Path copy, List<Contract> contracts, long seed) {
      this.lake = lake;
      this.copy = copy;
      this.contracts = contracts;
      this.chance = new Random(seed);
    }

    /** Asks about the lake that nobody damaged. */
    void healthy() {
      tries++;
      for (Depth depth : Depth.values()) {
        look(lake, depth)
            .forEach(it -> wrong.add("nothing was damaged, but the doctor says " + it));
      }
    }

    /** Damages in every kind once. */
    void round() {
      Faults.kinds().forEach(this::damage);
    }

    private void damage(String name, Faults.Kind kind) {
      copyLake();
      Optional<String> where;
      try {
        where = kind.doing().to(new Faults(copy, contracts, chance));
      } catch (IOException thrown) {
        throw new UncheckedIOException(thrown);
      }
      if (where.isEmpty()) {
        return; // this lake has nothing to be damaged so
      }
      tries++;
      faults++;
      List<Finding> findings = look(copy, Depth.EVERY_BYTE);
      List<Damage> named = findings.stream().map(Finding::damage).toList();
      if (named.stream().noneMatch(kind.named()::contains)) {
        wrong.add(name + ": " + where.get() + "; the doctor says " + named);
      }
    }

    private List<Finding> look(Path which, Depth depth) {
      LakeLocations locations = LakeLocations.under(which.toString());
      return new Examination(new Configuration(), locations, contracts, "", Instant.EPOCH)
          .look(depth);
    }

    /** Files are shared with the whole lake, until damage puts others in their places. */
    private void copyLake() {
      ProofFiles.fresh(copy);
      try (Stream<Path> files = Files.walk(lake)) {
        for (Path file : files.filter(Files::isRegularFile).toList()) {
          Path to = copy.resolve(lake.relativize(file));
          Files.createDirectories(to.getParent());
          Files.createLink(to, file);
        }
      } catch (IOException thrown) {
        throw new UncheckedIOException(thrown);
      }
    }

    int kinds() {
      return Faults.kinds().size();
    }

    int tries() {
      return tries;
    }

    int faults() {
      return faults;
    }

    List<String> wrong() {
      return wrong;
    }
  }
}
