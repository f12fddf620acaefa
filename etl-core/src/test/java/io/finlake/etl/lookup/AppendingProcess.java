package io.finlake.etl.lookup;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;

/** A process of its own that appends numbers to a table and prints those that it won. */
final class AppendingProcess {
  static final Map<String, String> COLUMNS = Map.of("number", "BIGINT");

  private AppendingProcess() {}

  /** Arguments: the table's path, the file that says go, and the last number. */
  public static void main(String[] arguments) throws Exception {
    SmallTable table =
        SmallTable.open(
            new Configuration(), new TableShape(arguments[0], COLUMNS, Set.of("number")));
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    out.println("ready");
    while (Files.notExists(Path.of(arguments[1]))) {
      Thread.onSpinWait();
    }
    for (long number = 1; number <= Long.parseLong(arguments[2]); number++) {
      if (table.append("app", number, List.of(new PlainRow(Map.of("number", number))))) {
        out.println("won " + number);
      }
    }
  }
}
