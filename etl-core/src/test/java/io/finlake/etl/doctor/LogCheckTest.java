package io.finlake.etl.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.finlake.etl.lookup.PlainRow;
import io.finlake.etl.lookup.SmallTable;
import io.finlake.etl.lookup.TableShape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Advice that is followed must not remove the one copy that is right. */
class LogCheckTest {
  private static final String ANEW = "make it anew";
  private static final String CHECKPOINT = "00000000000000000010.checkpoint.parquet";

  private final Configuration hadoop = new Configuration();

  @TempDir private Path table;

  @Test
  void aWholeLogIsNotComplainedOf() {
    written();
    assertThat(findings()).isEmpty();
  }

  /** It may be right and the entry wrong: readers read it, and not the entries before it. */
  @Test
  void aCheckpointThatSaysOtherThanItsEntriesIsNotToBeRemoved() throws IOException {
    written();
    Path entry = log("00000000000000000004.json");
    List<String> lines = Files.readAllLines(entry);
    Files.write(entry, lines.stream().filter(line -> !line.contains("\"add\"")).toList());
    Files.deleteIfExists(log(".00000000000000000004.json.crc"));

    assertThat(findings())
        .filteredOn(finding -> finding.damage() == Damage.CHECKPOINT)
        .singleElement()
        .satisfies(finding -> assertThat(finding.remedy()).isEqualTo(ANEW));
  }

  @Test
  void aCheckpointThatCannotBeReadCanGo() throws IOException {
    written();
    Files.write(log(CHECKPOINT), List.of("cut"));

    assertThat(findings())
        .filteredOn(finding -> finding.damage() == Damage.CHECKPOINT)
        .singleElement()
        .satisfies(
            finding -> assertThat(finding.remedy()).startsWith("rm -f ").contains(CHECKPOINT));
  }

  private List<Finding> findings() {
    LogFolder log = LogFolder.of(hadoop, table.toString());
    return LogCheck.of("control.rows", log, new Remedies(ANEW, "look")).findings();
  }

  private Path log(String name) {
    return table.resolve("_delta_log").resolve(name);
  }

  /** A table of twelve commits has a checkpoint of the tenth. */
  private void written() {
    TableShape shape = new TableShape(table.toString(), Map.of("id", "BIGINT"), Set.of("id"));
    SmallTable rows = SmallTable.open(hadoop, shape);
    for (long id = 1; id <= 12; id++) {
      rows.append("app", id, List.of(new PlainRow(Map.of("id", id))));
    }
    assertThat(log(CHECKPOINT)).exists();
  }
}
