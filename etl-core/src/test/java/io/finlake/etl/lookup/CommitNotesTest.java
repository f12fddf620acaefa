package io.finlake.etl.lookup;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CommitNotesTest {
  private final Configuration hadoop = new Configuration();

  @TempDir private Path table;

  @Test
  void notesOutliveTheEntriesThatHeldThem() throws IOException {
    commit(0, "{\"commitInfo\":{\"operation\":\"CREATE TABLE\"}}");
    commit(1, note("one", 1));
    commit(2, note("two", 2));
    commit(3, note("three", 3));
    List<CommitNotes.Commit> all = CommitNotes.of(hadoop, table.toString());

    CommitNotes.keep(hadoop, table.toString(), 2);
    remove(0);
    remove(1);
    // A process that died left what it had begun; the next one keeps more, in one file.
    Files.writeString(table.resolve("_notes/_00000000000000000002.jsonl.gz"), "begun");
    CommitNotes.keep(hadoop, table.toString(), 3);
    remove(2);

    assertThat(all)
        .containsExactly(
            new CommitNotes.Commit(1, Map.of("app", 1L), "one"),
            new CommitNotes.Commit(2, Map.of("app", 2L), "two"),
            new CommitNotes.Commit(3, Map.of("app", 3L), "three"));
    assertThat(CommitNotes.of(hadoop, table.toString())).isEqualTo(all);
    try (var files = Files.list(table.resolve("_notes"))) {
      assertThat(files.map(file -> file.getFileName().toString()).filter(it -> !it.startsWith(".")))
          .containsExactly("00000000000000000002.jsonl.gz");
    }
  }

  @Test
  void anEntryThatCannotBeReadIsPassedOver() throws IOException {
    commit(0, note("one", 1));
    commit(1, note("two", 2).substring(0, 30));
    commit(2, note("three", 3));

    assertThat(CommitNotes.of(hadoop, table.toString()))
        .extracting(CommitNotes.Commit::note)
        .containsExactly("one", "three");
    assertThat(CommitNotes.of(hadoop, table.resolve("none").toString())).isEmpty();
  }

  private static String note(String text, long number) {
    return "{\"commitInfo\":{\"userMetadata\":\""
        + text
        + "\"}}\n{\"txn\":{\"appId\":\"app\",\"version\":"
        + number
        + "}}\n";
  }

  private void commit(long version, String text) throws IOException {
    Files.createDirectories(table.resolve("_delta_log"));
    Files.writeString(entry(version), text);
  }

  private void remove(long version) throws IOException {
    Files.delete(entry(version));
  }

  private Path entry(long version) {
    return table.resolve("_delta_log").resolve("%020d.json".formatted(version));
  }
}
