package io.finlake.etl.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.finlake.etl.lookup.PlainRow;
import io.finlake.etl.lookup.SmallTable;
import io.finlake.etl.lookup.StoredTable;
import io.finlake.etl.lookup.TableShape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Storage that keeps no checksums of its own: what is told is told by the file itself. */
class FileCheckTest {
  private final Configuration hadoop = new Configuration();

  @TempDir private Path table;

  @Test
  void aFlippedByteInAPageShowsByThePagesOwnChecksum() throws IOException {
    LoggedFile file = written();
    Path path = table.resolve(file.path());
    Files.delete(path.resolveSibling("." + file.path() + ".crc"));
    assertThat(found(file, Depth.EVERY_BYTE)).isEmpty();

    byte[] bytes = Files.readAllBytes(path);
    // The one place where a value stands as it is: the page that it lies in was not compressed
    // away.
    int at = new String(bytes, java.nio.charset.StandardCharsets.ISO_8859_1).indexOf("a long text");
    assertThat(at).isPositive();
    bytes[at] = 'b';
    Files.write(path, bytes);

    assertThat(found(file, Depth.FOOTERS)).isEmpty();
    assertThat(found(file, Depth.EVERY_BYTE))
        .extracting(Finding::damage)
        .containsExactly(Damage.FILE_BYTES);
  }

  @Test
  void rowsAreHeldAgainstTheLog() throws IOException {
    LoggedFile file = written();
    LoggedFile other =
        new LoggedFile(
            file.path(), file.bytes(), OptionalLong.of(4), OptionalLong.of(2), OptionalLong.of(3));

    List<Finding> found = found(other, Depth.FOOTERS);

    assertThat(found).extracting(Finding::damage).containsExactly(Damage.FILE_ROWS);
    assertThat(found).extracting(Finding::effect).containsExactly("4 rows of batches 2 to 3");
  }

  private List<Finding> found(LoggedFile file, Depth depth) {
    Remedies remedies = new Remedies("mend", "look");
    return new FileCheck(hadoop, "control.x", table.toString(), remedies).of(List.of(file), depth);
  }

  private LoggedFile written() throws IOException {
    TableShape shape = new TableShape(table.toString(), Map.of("text", "STRING"), Set.of());
    List<PlainRow> rows = new ArrayList<>();
    rows.add(
        new PlainRow(Map.of("text", "a long text that stands in a page as it is: 0123456789")));
    SmallTable.open(hadoop, shape).append("app", 1, rows);
    String path = StoredTable.at(hadoop, table.toString()).orElseThrow().paths().iterator().next();
    return new LoggedFile(
        path,
        Files.size(table.resolve(path)),
        OptionalLong.of(1),
        OptionalLong.empty(),
        OptionalLong.empty());
  }
}
