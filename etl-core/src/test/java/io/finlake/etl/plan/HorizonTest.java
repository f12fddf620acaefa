package io.finlake.etl.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.finlake.etl.plan.Horizon.Hold;
import io.finlake.etl.plan.Horizon.Kind;
import io.finlake.etl.plan.Inputs.VersionRange;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class HorizonTest {
  private static final Instant NOW = Instant.parse("2026-02-01T00:00:00Z");
  private static final Duration KEEP = Duration.ofDays(7);

  @Test
  void theOldestNeedDecidesAndIsNamed() {
    Hold readers = new Hold(Kind.READERS, 8, "readers");
    Hold follower = new Hold(Kind.FOLLOWER, 5, "customer_360");

    assertThat(Horizon.of(0, 9, List.of(readers, follower)))
        .isEqualTo(new Horizon(5, Optional.of(follower)));
    // What the log cannot put together any more nobody can need.
    assertThat(Horizon.of(6, 9, List.of(readers, follower)).version()).isEqualTo(6);
    // A follower may have read a version that a broken clock calls younger than the newest.
    assertThat(Horizon.of(0, 9, List.of(new Hold(Kind.FOLLOWER, 12, "x"))).version()).isEqualTo(9);
    assertThat(Horizon.of(0, 9, List.of())).isEqualTo(new Horizon(9, Optional.empty()));
  }

  @Test
  void aBatchNeedsTheChangesSinceItsLastVersionOrTheVersionThatItReadsWhole() {
    assertThat(Horizon.needed(new VersionRange("t", "i", 3, 7), true)).isEqualTo(7);
    assertThat(Horizon.needed(new VersionRange("t", "i", 3, 7), false)).isEqualTo(3);
    assertThat(Horizon.needed(new VersionRange("t", "i", -1, 7), false)).isEqualTo(7);
  }

  @Test
  void theLogStaysFromTheNewestCheckpointBeforeTheHorizon() {
    assertThat(Horizon.firstOfLog(List.of(10L, 20L, 30L), 29)).contains(20L);
    assertThat(Horizon.firstOfLog(List.of(10L, 20L, 30L), 30)).contains(30L);
    assertThat(Horizon.firstOfLog(List.of(10L), 9)).isEmpty();
  }

  /**
   * A table with a random past, and curated tables that stand anywhere in it. After clean-up every
   * version that readers may have, every change that a curated table has not read and every version
   * that an unfinished batch reads is whole; and what is old and needed by none of them is gone.
   */
  @Property(tries = 500)
  void cleaningNeverCutsWhatIsNeededAndLeavesNothingElse(@ForAll long seed) {
    Past past = new Past(new Random(seed));
    List<Hold> holds = past.holds();
    Horizon horizon = Horizon.of(0, past.newest(), holds);
    Set<String> needed = new HashSet<>(past.live(horizon.version()));
    past.commits
        .subList((int) horizon.version() + 1, past.commits.size())
        .forEach(commit -> needed.addAll(commit.brought()));

    Set<String> gone = new HashSet<>();
    Leftovers.of(past.stored(), needed, NOW.minus(KEEP))
        .files()
        .forEach(file -> gone.add(file.path()));

    assertThat(gone).doesNotContainAnyElementsOf(past.mustStay());
    assertThat(gone).containsAll(past.mayGo(horizon.version()));
  }

  private record Commit(Instant at, Set<String> added, Set<String> removed, Set<String> changes) {
    Set<String> brought() {
      Set<String> both = new HashSet<>(added);
      both.addAll(changes);
      return both;
    }
  }

  /** A table's commits: batches that add, replace and record changes, and compactions. */
  private static final class Past {
    private final Random random;
    private final List<Commit> commits = new ArrayList<>();
    private final List<Instant> written = new ArrayList<>();
    private final List<VersionRange> read = new ArrayList<>();
    private final List<Boolean> finished = new ArrayList<>();
    private int files;

    Past(Random random) {
      this.random = random;
      Instant at = NOW.minus(Duration.ofDays(40));
      Set<String> live = new TreeSet<>();
      int versions = 1 + random.nextInt(25);
      for (int version = 0; version < versions; version++) {
        at = at.plus(Duration.ofHours(1 + random.nextInt(60)));
        boolean compacts = random.nextInt(4) == 0;
        Set<String> removed = new HashSet<>();
        live.stream().filter(file -> random.nextInt(3) == 0).forEach(removed::add);
        Set<String> added = new HashSet<>();
        for (int n = 0; n <= random.nextInt(3); n++) {
          added.add("f" + files++);
        }
        Set<String> changes = compacts ? Set.of() : Set.of("_change_data/c" + version);
        live.removeAll(removed);
        live.addAll(added);
        commits.add(new Commit(at, added, removed, changes));
      }
      for (int n = 0; n < random.nextInt(4); n++) {
        long upTo = random.nextInt(versions);
        long after = random.nextInt((int) upTo + 2) - 1L;
        read.add(new VersionRange("t", "i", after, upTo));
        finished.add(random.nextBoolean());
      }
    }

    long newest() {
      return commits.size() - 1L;
    }

    List<Hold> holds() {
      List<Hold> holds = new ArrayList<>();
      holds.add(new Hold(Kind.READERS, readers(), "readers"));
      for (int n = 0; n < read.size(); n++) {
        holds.add(new Hold(Kind.FOLLOWER, Horizon.needed(read.get(n), finished.get(n)), "f" + n));
      }
      return holds;
    }

    private long readers() {
      long version = 0;
      for (int v = 0; v < commits.size(); v++) {
        version = commits.get(v).at().isAfter(NOW.minus(KEEP)) ? version : v;
      }
      return version;
    }

    Set<String> live(long version) {
      Set<String> live = new HashSet<>();
      for (int v = 0; v <= version; v++) {
        live.removeAll(commits.get(v).removed());
        live.addAll(commits.get(v).added());
      }
      return live;
    }

    /** All files, each written up to two days before its commit, and one of a writer that died. */
    List<Leftovers.Stored> stored() {
      List<Leftovers.Stored> stored = new ArrayList<>();
      for (Commit commit : commits) {
        Instant at = commit.at().minus(Duration.ofHours(random.nextInt(48)));
        commit.brought().forEach(path -> stored.add(new Leftovers.Stored(path, 1, at)));
        written.add(at);
      }
      stored.add(new Leftovers.Stored("dead", 1, NOW.minus(Duration.ofDays(8))));
      stored.add(new Leftovers.Stored("at work", 1, NOW.minus(Duration.ofDays(6))));
      return stored;
    }

    /** By the readers themselves, not by a horizon. */
    Set<String> mustStay() {
      Set<String> stay = new HashSet<>(Set.of("at work"));
      for (long version = readers(); version <= newest(); version++) {
        stay.addAll(live(version));
      }
      for (int n = 0; n < read.size(); n++) {
        VersionRange range = read.get(n);
        if (finished.get(n)) {
          addChanges(stay, range.upTo());
        } else {
          stay.addAll(live(range.upTo()));
          addChanges(stay, range.after() < 0 ? range.upTo() : range.after());
        }
      }
      return stay;
    }

    /** The change feed of a commit reads what it added and removed, or its change data. */
    private void addChanges(Set<String> stay, long after) {
      for (int v = (int) after + 1; v < commits.size(); v++) {
        stay.addAll(commits.get(v).brought());
        stay.addAll(commits.get(v).removed());
      }
    }

    /** Removed, or change data of commits, not after the horizon: and old enough. */
    Set<String> mayGo(long horizon) {
      Set<String> go = new HashSet<>(Set.of("dead"));
      for (int v = 0; v <= horizon; v++) {
        Commit commit = commits.get(v);
        if (written.get(v).isBefore(NOW.minus(KEEP))) {
          go.addAll(commit.brought());
        }
      }
      go.removeAll(live(horizon));
      return go;
    }
  }
}
