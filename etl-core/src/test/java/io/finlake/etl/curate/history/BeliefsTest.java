package io.finlake.etl.curate.history;

import static io.finlake.etl.curate.history.GivenVersions.version;
import static org.assertj.core.api.Assertions.assertThat;

import io.finlake.etl.curate.history.GivenVersions.Believed;
import io.finlake.etl.curate.history.GivenVersions.Content;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

/** Whatever arrives in whatever order: the history is the one that the definition gives. */
class BeliefsTest {
  private static final long SECOND = 1_000_000;

  /** Few times, cities and moments, so that late, equal, corrected and repeated ones are common. */
  @Provide
  Arbitrary<List<Version<Content>>> deliveries() {
    Arbitrary<Long> times =
        Combinators.combine(Arbitraries.longs().between(-3, 6), Arbitraries.of(0L, 0L, 300L, 1200L))
            .as((second, micros) -> second * SECOND + micros);
    Arbitrary<Long> moments =
        Combinators.combine(Arbitraries.longs().between(10, 16), Arbitraries.of(0L, 0L, 400L))
            .as((second, micros) -> second * SECOND + micros);
    Arbitrary<Version<Content>> one =
        Combinators.combine(
                times,
                Arbitraries.longs().between(1, 3),
                Arbitraries.of("Bern", "Rome", "Oslo"),
                Arbitraries.of("x", "y"),
                Arbitraries.integers().between(0, 4).map(it -> it == 0),
                moments)
            .as(GivenVersions::version);
    return one.list().ofMaxSize(24);
  }

  @Property(tries = 1000)
  void isWhatTheDefinitionGives(@ForAll("deliveries") List<Version<Content>> versions) {
    assertThat(Beliefs.of(versions)).isEqualTo(GivenVersions.beliefs(versions));
  }

  @Property(tries = 400)
  void orderAndRepetitionDoNotMatter(
      @ForAll("deliveries") List<Version<Content>> versions, @ForAll long seed) {
    List<Version<Content>> twice = new ArrayList<>(versions);
    twice.addAll(versions.subList(0, versions.size() / 2));
    Collections.shuffle(twice, new Random(seed));

    assertThat(Beliefs.of(twice)).isEqualTo(Beliefs.of(versions));
  }

  /** Whichever way the same versions were cut into deliveries, the last belief is one. */
  @Property(tries = 400)
  void thePresentBeliefDoesNotKnowHowDeliveriesWereCut(
      @ForAll("deliveries") List<Version<Content>> versions, @ForAll long seed) {
    Random random = new Random(seed);
    List<Version<Content>> otherwise =
        versions.stream()
            .map(
                it ->
                    new Version<>(
                        it.at(),
                        it.sequence(),
                        it.hash(),
                        it.deleted(),
                        random.nextInt(4) * SECOND,
                        it.tracked(),
                        it.content()))
            .toList();

    assertThat(present(Beliefs.of(otherwise))).isEqualTo(present(Beliefs.of(versions)));
    assertThat(present(Beliefs.of(versions))).isEqualTo(GivenVersions.timeline(versions));
  }

  @Property(tries = 400)
  void everyPastBeliefIsTheTimelineOfWhatWasKnownThen(
      @ForAll("deliveries") List<Version<Content>> versions) {
    List<Interval<Content>> rows = Beliefs.of(versions);
    for (long moment = 9 * SECOND; moment < 18 * SECOND; moment += SECOND / 2) {
      long then = moment;
      List<Believed> believed =
          rows.stream()
              .filter(it -> it.recordedFrom() <= then)
              .filter(it -> it.recordedTo().isEmpty() || it.recordedTo().getAsLong() > then)
              .map(BeliefsTest::plain)
              .toList();
      assertThat(believed).isEqualTo(GivenVersions.timeline(GivenVersions.known(versions, then)));
    }
  }

  @Property(tries = 400)
  void everyHistoryKeepsItsInvariants(@ForAll("deliveries") List<Version<Content>> versions) {
    List<Interval<Content>> rows = Beliefs.of(versions);
    List<Long> deletes =
        versions.stream().filter(Version::deleted).map(Version::instant).distinct().toList();

    assertThat(Invariants.broken(spans(rows), deletes)).isEmpty();
    assertThat(rows.stream().filter(Interval::current).count()).isLessThanOrEqualTo(1);
    // Where a belief has a gap there is a delete; without deletes it has none.
    List<Version<Content>> alive = versions.stream().filter(it -> !it.deleted()).toList();
    assertThat(Invariants.broken(spans(Beliefs.of(alive)), List.of())).isEmpty();
  }

  @Test
  void aLateVersionSplitsWhatWasBelieved() {
    Version<Content> bern = version(0, 1, "Bern", "", false, 100 * SECOND);
    Version<Content> rome = version(10 * SECOND, 1, "Rome", "", false, 200 * SECOND);
    Version<Content> late = version(4 * SECOND, 1, "Oslo", "", false, 300 * SECOND);

    assertThat(Beliefs.of(List.of(late, rome, bern)))
        .containsExactly(
            // believed until Rome arrived, then until Oslo did
            row(0, OptionalLong.empty(), 100, OptionalLong.of(200), "Bern"),
            row(0, OptionalLong.of(10), 200, OptionalLong.of(300), "Bern"),
            row(0, OptionalLong.of(4), 300, OptionalLong.empty(), "Bern"),
            row(4, OptionalLong.of(10), 300, OptionalLong.empty(), "Oslo"),
            // nothing that arrived later says anything else of it
            row(10, OptionalLong.empty(), 200, OptionalLong.empty(), "Rome"));
  }

  @Test
  void aDeleteLeavesAGapUntilTheKeyReturns() {
    assertThat(
            Beliefs.of(
                List.of(
                    version(0, 1, "Bern", "", false, SECOND),
                    version(2 * SECOND, 1, "Bern", "", true, SECOND),
                    version(3 * SECOND, 1, "Bern", "", true, SECOND),
                    version(5 * SECOND, 1, "Bern", "", false, SECOND))))
        .containsExactly(
            row(0, OptionalLong.of(2), 1, OptionalLong.empty(), "Bern"),
            row(5, OptionalLong.empty(), 1, OptionalLong.empty(), "Bern"));
  }

  @Test
  void sequenceThenContentDecidesWithinOneTimeAndNeverArrival() {
    Version<Content> greater = version(0, 2, "Bern", "", false, SECOND);
    Version<Content> smaller = version(0, 1, "Rome", "", false, 2 * SECOND);
    assertThat(present(Beliefs.of(List.of(greater, smaller))))
        .extracting(it -> it.content().city())
        .containsExactly("Bern");

    Version<Content> oslo = version(0, 2, "Oslo", "", false, SECOND);
    // Equal sequence: the hash of Oslo is behind that of Bern.
    assertThat(present(Beliefs.of(List.of(oslo, greater))))
        .extracting(it -> it.content().city())
        .containsExactly("Oslo");
  }

  @Test
  void withinAMillisecondTheLaterMicrosecondWins() {
    Version<Content> later = version(900, 1, "Bern", "", false, SECOND);
    Version<Content> earlier = version(100, 9, "Rome", "", false, SECOND);
    assertThat(Beliefs.of(List.of(later, earlier)))
        .containsExactly(row(0, OptionalLong.empty(), 1, OptionalLong.empty(), "Bern"));
  }

  @Test
  void anUnchangedVersionLengthensTheIntervalAndGivesItsNote() {
    assertThat(
            present(
                Beliefs.of(
                    List.of(
                        version(0, 1, "Bern", "x", false, SECOND),
                        version(SECOND, 1, "Bern", "y", false, SECOND)))))
        .containsExactly(new Believed(0, OptionalLong.empty(), new Content("Bern", "y")));
  }

  @Test
  void textsOfASequenceAreOrderedByCodePoints() {
    // U+1F600 is written as a pair of units below U+FFFD, and comes after it.
    assertThat(Sequence.of("\uD83D\uDE00")).isGreaterThan(Sequence.of("\uFFFD"));
    assertThat(Sequence.of("a")).isLessThan(Sequence.of("ab")).isGreaterThan(Sequence.absent());
  }

  @Test
  void hundredsOfThousandsOfVersionsOfOneKeyAreNoTrouble() {
    int count = 300_000;
    Random random = new Random(7);
    List<Version<Content>> versions =
        LongStream.range(0, count)
            .mapToObj(
                i ->
                    version(
                        random.nextInt(count) * SECOND,
                        i,
                        "city" + random.nextInt(3),
                        "",
                        random.nextInt(20) == 0,
                        i * SECOND))
            .toList();
    long started = System.nanoTime();

    List<Interval<Content>> rows = Beliefs.of(versions);

    List<Long> deletes = versions.stream().filter(Version::deleted).map(Version::instant).toList();
    assertThat(Invariants.broken(spans(rows), deletes)).isEmpty();
    // Quadratic work would take hours; a slow machine takes a few seconds.
    assertThat((System.nanoTime() - started) / 1_000_000_000).isLessThan(60);
    assertThat(present(rows)).isEqualTo(GivenVersions.timeline(versions));
  }

  private static List<Believed> present(List<Interval<Content>> rows) {
    return rows.stream()
        .filter(it -> it.recordedTo().isEmpty())
        .map(BeliefsTest::plain)
        .collect(Collectors.toList());
  }

  private static Believed plain(Interval<Content> row) {
    return new Believed(row.validFrom(), row.validTo(), row.content());
  }

  static List<Invariants.Span> spans(List<Interval<Content>> rows) {
    return rows.stream()
        .map(
            it ->
                new Invariants.Span(
                    it.validFrom(), it.validTo(), it.recordedFrom(), it.recordedTo(), it.current()))
        .toList();
  }

  /** Times in seconds. */
  private static Interval<Content> row(
      long validFrom,
      OptionalLong validTo,
      long recordedFrom,
      OptionalLong recordedTo,
      String city) {
    return new Interval<>(
        validFrom * SECOND,
        seconds(validTo),
        recordedFrom * SECOND,
        seconds(recordedTo),
        new Content(city, ""));
  }

  private static OptionalLong seconds(OptionalLong time) {
    return Optional.of(time)
        .filter(OptionalLong::isPresent)
        .map(it -> OptionalLong.of(it.getAsLong() * SECOND))
        .orElse(OptionalLong.empty());
  }
}
