package io.finlake.etl.aws;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.finlake.etl.aws.CommitObject.Answer;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class PutOnceTest {
  private static final byte[] OURS = "ours".getBytes(UTF_8);
  private static final byte[] THEIRS = "theirs".getBytes(UTF_8);

  private final List<Integer> pauses = new ArrayList<>();
  private final PutOnce puts = new PutOnce(pauses::add);

  @Test
  void whatIsStoredIsStoredByOneRequest() throws IOException {
    Store store = new Store();
    puts.create(store, OURS);
    assertThat(store.there).contains(OURS);
    assertThat(store.requests).containsExactly("create");
  }

  @Test
  void whatIsAnotherOnesIsNotTouched() {
    Store store = new Store();
    store.there = Optional.of(THEIRS);
    assertThatThrownBy(() -> puts.create(store, OURS))
        .isInstanceOf(FileAlreadyExistsException.class)
        .hasMessageContaining("s3://b/0.json");
    assertThat(store.there).contains(THEIRS);
  }

  /** The put went through and its answer was lost: to say that it failed would double rows. */
  @Test
  void anAnswerThatIsLostIsSettledByReadingBack() throws IOException {
    Store store = new Store();
    store.faults.add(Fault.STORED_UNSEEN);
    puts.create(store, OURS);
    assertThat(store.requests).containsExactly("create", "read");
  }

  /** The network sent our put twice, and the second copy was answered. */
  @Test
  void takenByOurselvesIsOurs() throws IOException {
    Store store = new Store();
    store.there = Optional.of(OURS);
    puts.create(store, OURS);
    assertThat(store.requests).containsExactly("create", "read");
  }

  @Test
  void anAnswerThatIsLostWhileAnotherOneWinsIsTheirs() {
    Store store = new Store();
    store.faults.add(Fault.THEIRS_FIRST);
    assertThatThrownBy(() -> puts.create(store, OURS))
        .isInstanceOf(FileAlreadyExistsException.class);
  }

  /** A conflict of two requests at once (409), a store that is too busy (503). */
  @Test
  void whatWasNotStoredIsPutAgain() throws IOException {
    Store store = new Store();
    store.faults.addAll(List.of(Fault.NOT_STORED, Fault.NOT_STORED));
    puts.create(store, OURS);
    assertThat(store.there).contains(OURS);
    assertThat(pauses).containsExactly(1, 2);
  }

  /** The first put arrives after the look that found nothing. */
  @Test
  void aPutThatArrivesLateIsOurs() throws IOException {
    Store store = new Store();
    store.faults.add(Fault.ARRIVES_LATE);
    puts.create(store, OURS);
    assertThat(store.requests).containsExactly("create", "read", "create", "read");
  }

  /** Taken, and then nobody can tell by whom: neither done nor lost may be said. */
  @Test
  void whatCannotBeSettledIsNoFileThatExists() {
    Store store = new Store();
    store.there = Optional.of(OURS);
    store.readable = false;
    assertThatThrownBy(() -> puts.create(store, OURS))
        .isInstanceOf(IOException.class)
        .isNotInstanceOf(FileAlreadyExistsException.class)
        .hasMessageContaining("not known");
    assertThat(store.requests).hasSize(2 * PutOnce.TRIES);
  }

  @Test
  void whatIsRefusedIsNotTriedAgain() {
    Store store = new Store();
    store.faults.add(Fault.REFUSED);
    assertThatThrownBy(() -> puts.create(store, OURS)).hasMessage("no right");
    assertThat(store.requests).containsExactly("create");
  }

  @Test
  void whatMayBeReplacedIsReplacedInTheEnd() throws IOException {
    Store store = new Store();
    store.there = Optional.of(THEIRS);
    store.faults.add(Fault.NOT_STORED);
    puts.replace(store, OURS);
    assertThat(store.there).contains(OURS);
  }

  @Test
  void aStoreThatPutsTwiceIsFound() throws IOException {
    assertThat(puts.keptBy(new Store(), OURS)).isTrue();
    Store careless = new Store();
    careless.careless = true;
    assertThat(puts.keptBy(careless, OURS)).isFalse();
  }

  /** What is not known is told as such: it is to be tried again, not a bug. */
  @Test
  void aStoreThatNeverAnswersIsNotSaidToBeCareless() {
    Store store = new Store();
    for (int attempt = 0; attempt < PutOnce.TRIES; attempt++) {
      store.faults.add(Fault.NOT_STORED);
    }
    assertThatThrownBy(() -> puts.keptBy(store, OURS)).hasMessageContaining("not known");
  }

  /** Five writers, any faults: who is told that it won has its bytes there, and nobody else. */
  @Property(tries = 300)
  void ofManyWritersOneKnowsThatItWon(
      @ForAll long seed, @ForAll @IntRange(min = 2, max = 5) int n) {
    Random chance = new Random(seed);
    Store store = new Store();
    List<Integer> winners = new ArrayList<>();
    List<Integer> unknown = new ArrayList<>();
    for (int writer = 0; writer < n; writer++) {
      for (int fault = chance.nextInt(4); fault > 0; fault--) {
        Fault[] faults = {Fault.STORED_UNSEEN, Fault.NOT_STORED, Fault.ARRIVES_LATE};
        store.faults.add(faults[chance.nextInt(faults.length)]);
      }
      try {
        puts.create(store, bytes(writer));
        winners.add(writer);
      } catch (FileAlreadyExistsException lost) {
        assertThat(store.there).isPresent();
      } catch (IOException unsettled) {
        unknown.add(writer);
      }
    }
    assertThat(unknown).isEmpty();
    assertThat(winners).hasSize(1);
    assertThat(store.there).contains(bytes(winners.get(0)));
  }

  private static byte[] bytes(int writer) {
    return ("writer " + writer).getBytes(UTF_8);
  }

  private enum Fault {
    STORED_UNSEEN,
    NOT_STORED,
    ARRIVES_LATE,
    THEIRS_FIRST,
    REFUSED
  }

  /** A store that fails as it is told to. */
  private static final class Store implements CommitObject {
    private final Deque<Fault> faults = new ArrayDeque<>();
    private final List<String> requests = new ArrayList<>();
    private Optional<byte[]> there = Optional.empty();
    private Optional<byte[]> late = Optional.empty();
    private boolean readable = true;
    private boolean careless;

    @Override
    public String name() {
      return "s3://b/0.json";
    }

    @Override
    public Answer create(byte[] bytes) {
      requests.add("create");
      arrived();
      Fault fault = faults.poll();
      if (fault == Fault.REFUSED) {
        return Answer.refused(new IOException("no right"));
      }
      if (fault == Fault.THEIRS_FIRST) {
        there = there.or(() -> Optional.of(THEIRS));
      }
      if (fault == Fault.STORED_UNSEEN) {
        there = there.or(() -> Optional.of(bytes));
      }
      if (fault == Fault.ARRIVES_LATE) {
        late = Optional.of(Arrays.copyOf(bytes, bytes.length));
      }
      if (fault != null) {
        return Answer.unsure(new IOException("no answer"));
      }
      if (there.isPresent() && !careless) {
        return Answer.taken();
      }
      there = Optional.of(bytes);
      return Answer.stored();
    }

    private void arrived() {
      there = there.or(() -> late);
      late = Optional.empty();
    }

    @Override
    public Answer replace(byte[] bytes) {
      if (faults.poll() != null) {
        return Answer.unsure(new IOException("no answer"));
      }
      there = Optional.of(bytes);
      return Answer.stored();
    }

    @Override
    public Optional<byte[]> read() throws IOException {
      requests.add("read");
      if (!readable) {
        throw new IOException("cannot be read");
      }
      return there;
    }
  }
}
