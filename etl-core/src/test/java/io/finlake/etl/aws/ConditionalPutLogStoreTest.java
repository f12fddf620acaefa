package io.finlake.etl.aws;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.finlake.etl.aws.HttpStore.Fault;
import io.finlake.etl.error.FinlakeException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ConditionalPutLogStoreTest {
  private static final int WRITERS = 4;
  private static final int COMMITS = 25;

  private HttpStore http;
  private Configuration hadoop;

  @BeforeEach
  void start() throws IOException {
    http = new HttpStore(true);
    hadoop = http.hadoop();
  }

  @AfterEach
  void stop() {
    http.close();
  }

  @Test
  void anEntryIsItsLinesAndIsNotWrittenTwice() throws IOException {
    write("one", "two");
    assertThat(http.objects().get("/lake/t/_delta_log/0.json"))
        .asString(UTF_8)
        .isEqualTo("one\ntwo\n");
    assertThatThrownBy(() -> write("other")).isInstanceOf(FileAlreadyExistsException.class);
    assertThat(http.objects().get("/lake/t/_delta_log/0.json"))
        .asString(UTF_8)
        .isEqualTo("one\ntwo\n");
  }

  @Test
  void aHintMayBeReplaced() throws IOException {
    write("one");
    store().write(path(0), List.of("newer").iterator(), true, hadoop);
    assertThat(http.objects().get("/lake/t/_delta_log/0.json"))
        .asString(UTF_8)
        .isEqualTo("newer\n");
  }

  /** However the answer is lost, the commit is known to be made, and is made once. */
  @ParameterizedTest
  @EnumSource(
      value = Fault.class,
      names = {"CUT_AFTER", "CUT_BEFORE", "SLOW_AFTER", "CONFLICT_409", "SLOW_DOWN_503"})
  void whatPassesIsWaitedFor(Fault fault) throws IOException {
    http.fail(fault);
    write("one");
    assertThat(http.objects().get("/lake/t/_delta_log/0.json")).asString(UTF_8).isEqualTo("one\n");
  }

  @Test
  void withoutTheRightNothingIsTriedAgain() throws IOException {
    http.fail(Fault.DENIED_403);
    assertThatThrownBy(() -> write("one")).isInstanceOf(AccessDeniedException.class);
    write("one");
  }

  @Test
  void aStoreThatIgnoresTheConditionIsRefusedBeforeTheFirstCommit() throws IOException {
    try (HttpStore careless = new HttpStore(false)) {
      Configuration settings = careless.hadoop();
      assertThatThrownBy(() -> store().write(path(0), List.of("one").iterator(), false, settings))
          .isInstanceOf(FinlakeException.class)
          .hasMessageContaining("UNSAFE_LAKE")
          .hasMessageContaining("If-None-Match");
      assertThat(careless.objects()).doesNotContainKey("/lake/t/_delta_log/0.json");
    }
  }

  /** As Delta does: whoever finds a number taken goes on with the next one. */
  @Test
  void ofManyWritersEachCommitsEverythingOnce() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(WRITERS);
    try {
      List<Callable<Void>> writers = new ArrayList<>();
      for (int writer = 0; writer < WRITERS; writer++) {
        int own = writer;
        writers.add(() -> commit(own));
      }
      for (Future<Void> done : threads.invokeAll(writers)) {
        done.get();
      }
    } finally {
      threads.shutdownNow();
    }
    List<String> entries =
        http.objects().entrySet().stream()
            .filter(it -> it.getKey().endsWith(".json"))
            .map(it -> new String(it.getValue(), UTF_8))
            .toList();
    assertThat(entries).hasSize(WRITERS * COMMITS).doesNotHaveDuplicates();
  }

  private Void commit(int writer) throws IOException {
    ConditionalPutLogStore own = store();
    int version = 0;
    for (int commit = 0; commit < COMMITS; commit++) {
      boolean done = false;
      while (!done) {
        try {
          String line = "writer " + writer + " commit " + commit;
          own.write(path(version++), List.of(line).iterator(), false, hadoop);
          done = true;
        } catch (FileAlreadyExistsException taken) {
          // The next number.
        }
      }
    }
    return null;
  }

  private void write(String... lines) throws IOException {
    store().write(path(0), List.of(lines).iterator(), false, hadoop);
  }

  private ConditionalPutLogStore store() {
    return new ConditionalPutLogStore(hadoop);
  }

  private static Path path(int version) {
    return new Path("s3a://lake/t/_delta_log/" + version + ".json");
  }
}
