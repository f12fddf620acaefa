package io.finlake.emr;

import io.delta.storage.LogStore;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.hadoop.conf.Configuration;

/**
 * A process that commits entries to a log as Delta does: whoever finds a number taken goes on with
 * the next one. What it says is committed, it was told so by the log store.
 */
public final class LogRacer {
  private LogRacer() {}

  /**
   * Commits.
   *
   * @param arguments the class of the log store, the log's folder, how many commits, its own name,
   *     the file that says go, and settings of Hadoop
   */
  public static void main(String[] arguments) throws Exception {
    Configuration hadoop = new Configuration();
    for (String setting : List.of(arguments).subList(5, arguments.length)) {
      hadoop.set(setting.split("=", 2)[0], setting.split("=", 2)[1]);
    }
    LogStore store =
        Class.forName(arguments[0])
            .asSubclass(LogStore.class)
            .getConstructor(Configuration.class)
            .newInstance(hadoop);
    org.apache.hadoop.fs.Path log = new org.apache.hadoop.fs.Path(arguments[1]);
    // Connections are open before the start.
    store.write(new org.apache.hadoop.fs.Path(log, arguments[3]), lines("ready"), true, hadoop);
    Path go = Path.of(arguments[4]);
    Files.createFile(go.resolveSibling("ready-" + arguments[3]));
    while (Files.notExists(go)) {
      Thread.sleep(1);
    }
    long version = 0;
    for (int commit = 0; commit < Integer.parseInt(arguments[2]); commit++) {
      version = commit(store, log, version, arguments[3] + " " + commit, hadoop) + 1;
    }
  }

  private static long commit(
      LogStore store, org.apache.hadoop.fs.Path log, long from, String line, Configuration hadoop)
      throws IOException {
    for (long version = from; ; version++) {
      try {
        String name = String.format("%020d.json", version);
        store.write(new org.apache.hadoop.fs.Path(log, name), lines(line), false, hadoop);
        return version;
      } catch (FileAlreadyExistsException taken) {
        // The next number.
      }
    }
  }

  private static java.util.Iterator<String> lines(String line) {
    return List.of(line).iterator();
  }
}
