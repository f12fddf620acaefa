package io.finlake.etl.lookup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LinkedLogStoreTest {
  private static final int WRITERS = 4;
  private static final int COMMITS = 40;
  private static final LinkedLogStore.Links NONE =
      (name, file) -> {
        throw new FileSystemException(name.toString(), null, "Operation not permitted");
      };

  @TempDir Path folder;

  @Test
  void anEntryIsNotWrittenTwice() throws IOException {
    write(linked(), "one");
    assertThatThrownBy(() -> write(linked(), "two")).isInstanceOf(FileAlreadyExistsException.class);
    assertThat(Files.readString(entry(0))).isEqualTo("one\n");
    assertThat(names()).containsExactly("0.json");
  }

  /** Half an entry would be read as a commit of fewer rows. */
  @Test
  void anEntryThatBreaksOffIsNotThere() {
    Iterator<String> breaking =
        Stream.of("one", "two")
            .map(
                line -> {
                  if (line.equals("two")) {
                    throw new IllegalStateException("the process dies");
                  }
                  return line;
                })
            .iterator();
    assertThatThrownBy(() -> linked().write(path(0), breaking, false, new Configuration()))
        .hasMessage("the process dies");
    assertThat(entry(0)).doesNotExist();
  }

  /** What a killed process leaves: no reader looks at hidden files, and the number is free. */
  @Test
  void whatAKilledProcessLeavesHarmsNobody() throws IOException {
    Files.writeString(folder.resolve(".0.json.f2a0.tmp"), "ha");
    write(linked(), "one");
    Iterator<org.apache.hadoop.fs.FileStatus> listed =
        linked().listFrom(path(0), new Configuration());
    assertThat(listed.next().getPath().getName()).isEqualTo("0.json");
    assertThat(listed.hasNext()).isFalse();
  }

  @Test
  void ofManyWritersEachCommitsEverythingOnce() throws Exception {
    race(List.of(linked(), linked(), linked(), linked()));
  }

  /** Some disks have none, such as those of many network shares. */
  @Test
  void withoutHardLinksItHoldsToo() throws Exception {
    race(List.of(unlinked(), unlinked(), unlinked(), unlinked()));
  }

  /**
   * Two ways at once would not see each other: a link that fails now and then is no missing one.
   */
  @Test
  void aLinkThatFailsIsNoDiskWithoutLinks() {
    LinkedLogStore full =
        new LinkedLogStore(
            new Configuration(),
            (name, file) -> {
              if (name.getFileName().toString().equals("0.json")) {
                throw new FileSystemException(name.toString(), null, "No space left on device");
              }
              Files.createLink(name, file);
            });
    assertThatThrownBy(() -> write(full, "one")).hasMessageContaining("No space left on device");
    assertThat(names()).isEmpty();
  }

  private void race(List<LinkedLogStore> stores) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(WRITERS);
    try {
      List<Callable<Void>> writers = new ArrayList<>();
      for (int writer = 0; writer < WRITERS; writer++) {
        int own = writer;
        writers.add(() -> commit(stores.get(own), own));
      }
      for (Future<Void> done : threads.invokeAll(writers)) {
        done.get();
      }
    } finally {
      threads.shutdownNow();
    }
    List<String> entries = new ArrayList<>();
    for (String name : names()) {
      if (name.endsWith(".json")) {
        entries.add(Files.readString(folder.resolve(name)));
      }
    }
    assertThat(entries).hasSize(WRITERS * COMMITS).doesNotHaveDuplicates();
  }

  private Void commit(LinkedLogStore store, int writer) throws IOException {
    int version = 0;
    for (int commit = 0; commit < COMMITS; commit++) {
      boolean done = false;
      while (!done) {
        try {
          String line = "writer " + writer + " commit " + commit;
          store.write(path(version++), List.of(line).iterator(), false, new Configuration());
          done = true;
        } catch (FileAlreadyExistsException taken) {
          // The next number, as Delta does.
        }
      }
    }
    return null;
  }

  private void write(LinkedLogStore store, String line) throws IOException {
    store.write(path(0), List.of(line).iterator(), false, new Configuration());
  }

  private List<String> names() {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    } catch (IOException thrown) {
      throw new java.io.UncheckedIOException(thrown);
    }
  }

  private static LinkedLogStore linked() {
    return new LinkedLogStore(new Configuration());
  }

  private static LinkedLogStore unlinked() {
    return new LinkedLogStore(new Configuration(), NONE);
  }

  private Path entry(int version) {
    return folder.resolve(version + ".json");
  }

  private org.apache.hadoop.fs.Path path(int version) {
    return new org.apache.hadoop.fs.Path(entry(version).toString());
  }
}
