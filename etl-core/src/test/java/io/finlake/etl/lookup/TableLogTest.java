package io.finlake.etl.lookup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TableLogTest {
  private static final Instant NOON = Instant.parse("2026-01-05T12:00:00Z");
  private static final String BATCH =
      """
      {"commitInfo":{"operation":"WRITE"}}
      {"txn":{"appId":"finlake:x","version":1}}
      """;

  @TempDir private Path table;
  private Path folder;

  @BeforeEach
  void folder() throws IOException {
    folder = Files.createDirectories(table.resolve("_delta_log"));
  }

  @Test
  void aVersionIsFoundByTimeAndLaterVersionsAreLaterWhateverTheClockSaid() throws IOException {
    commit(0, NOON, BATCH);
    commit(1, NOON.plusSeconds(60), BATCH);
    commit(2, NOON.plusSeconds(30), BATCH); // a clock that went back
    TableLog log = log();

    assertThat(log.newest()).isEqualTo(2);
    assertThat(log.at(NOON.minusSeconds(1))).isEmpty();
    assertThat(log.at(NOON)).contains(0L);
    assertThat(log.at(NOON.plusSeconds(59))).contains(0L);
    assertThat(log.at(NOON.plusSeconds(61))).contains(2L);
    assertThat(TableLog.at(new Configuration(), table.resolve("none").toString())).isEmpty();
  }

  @Test
  void theEarliestVersionIsTheOldestWithAWholeCheckpointAndNothingMissingAfterIt()
      throws IOException {
    for (int version = 3; version <= 8; version++) {
      commit(version, NOON.plusSeconds(version), BATCH);
    }
    assertThat(log().earliest()).isEmpty();
    file("00000000000000000004.checkpoint.0000000001.0000000002.parquet");
    assertThat(log().earliest()).isEmpty(); // half of a checkpoint
    file("00000000000000000006.checkpoint.parquet");
    assertThat(log().earliest()).contains(6L);
    file("00000000000000000004.checkpoint.0000000002.0000000002.parquet");
    file("00000000000000000005.crc");
    file("_last_checkpoint");

    TableLog log = log();
    assertThat(log.earliest()).contains(4L);
    assertThat(log.checkpoints()).containsExactly(4L, 6L);
    assertThat(log.before(6).stream().map(TableLog.Entry::name))
        .containsExactly(
            "00000000000000000003.json",
            "00000000000000000004.checkpoint.0000000001.0000000002.parquet",
            "00000000000000000004.checkpoint.0000000002.0000000002.parquet",
            "00000000000000000004.json",
            "00000000000000000005.crc",
            "00000000000000000005.json");
    Files.delete(folder.resolve("00000000000000000005.json"));
    assertThat(log().earliest()).contains(6L);
  }

  @Test
  void whatCommitsBroughtIsNamedAsItLiesOnStorage() throws IOException {
    commit(0, NOON, "{\"add\":{\"path\":\"old.parquet\",\"dataChange\":true}}\n");
    commit(
        1,
        NOON,
        """
        {"add":{"path":"city=S%25C3%25A3o%2520Paulo/a.parquet","partitionValues":{},"dataChange":true}}
        {"cdc":{"path":"_change_data/c%20d.parquet","dataChange":false}}
        {"remove":{"path":"old.parquet","dataChange":true}}
        """);

    // Delta escapes the value for the folder's name, and the folder's name for the log.
    assertThat(log().brought(0))
        .containsExactlyInAnyOrder("city=S%C3%A3o%20Paulo/a.parquet", "_change_data/c d.parquet");
    assertThat(log().brought(1)).isEmpty();
    Files.delete(folder.resolve("00000000000000000000.json"));
    TableLog log = log();
    assertThatThrownBy(() -> log.brought(-1)).hasMessageContaining("missing");
  }

  @Test
  void onlyCommitsThatWriteFilesAnewAreQuiet() throws IOException {
    String anew =
        """
        {"commitInfo":{"operation":"OPTIMIZE"}}
        {"remove":{"path":"a","dataChange":false}}
        {"add":{"path":"b","dataChange":false}}
        """;
    commit(0, NOON, BATCH);
    commit(1, NOON, anew);
    commit(2, NOON, anew);
    commit(3, NOON, BATCH); // a batch without rows takes a number
    commit(4, NOON, "{\"metaData\":{\"id\":\"x\"}}\n");
    commit(5, NOON, "{\"add\":{\"path\":\"c\",\"dataChange\":true}}\n");
    commit(6, NOON, "{\"remove\":{\"path\":\"c\"}}\n"); // what does not say is a change
    TableLog log = log();

    assertThat(log.quietUntil(0)).isEqualTo(2);
    assertThat(log.quietUntil(1)).isEqualTo(2);
    assertThat(log.quietUntil(2)).isEqualTo(2);
    assertThat(log.quietUntil(3)).isEqualTo(3);
    assertThat(log.quietUntil(4)).isEqualTo(4);
    assertThat(log.quietUntil(5)).isEqualTo(5);
    assertThat(log.quietUntil(6)).isEqualTo(6);
  }

  private TableLog log() {
    return TableLog.at(new Configuration(), table.toString()).orElseThrow();
  }

  private void commit(long version, Instant at, String lines) throws IOException {
    Path file = folder.resolve("%020d.json".formatted(version));
    Files.writeString(file, lines);
    Files.setLastModifiedTime(file, FileTime.from(at));
  }

  private void file(String name) throws IOException {
    Files.writeString(folder.resolve(name), "");
  }
}
