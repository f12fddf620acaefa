package io.finlake.etl.doctor;

import java.util.List;
import java.util.stream.Collectors;
import org.apache.hadoop.fs.Path;

/**
 * The commands that mend a table.
 *
 * @param commands that make the table anew, in one line
 * @param look the command that looks again
 */
record Remedies(String commands, String look) {
  /** Of a table that is made of others, or of raw: it and what lies beside it go out of the way. */
  static Remedies of(List<String> paths, String command, String look, String stamp) {
    String aside =
        paths.stream()
            .map(
                path ->
                    (path.startsWith("/") ? "mv " : "hdfs dfs -mv ")
                        + quoted(path)
                        + " "
                        + quoted(path + ".damaged-" + stamp))
            .collect(Collectors.joining(" && "));
    return new Remedies(aside.isEmpty() ? command : aside + " && " + command, look);
  }

  /** Make the table anew from what it is made of. */
  String anew() {
    return commands;
  }

  /** Nothing can be done, and nothing need be; look again. */
  String again() {
    return look;
  }

  /** Remove files that only repeat what others say, and what a disk notes of them. */
  String remove(List<Path> files) {
    return files.stream()
        .map(
            file ->
                local(file)
                    ? "rm -f "
                        + quoted(plain(file))
                        + " "
                        + quoted(plain(new Path(file.getParent(), "." + file.getName() + ".crc")))
                    : "hdfs dfs -rm " + quoted(file.toString()))
        .collect(Collectors.joining(" && "));
  }

  private static boolean local(Path file) {
    String scheme = file.toUri().getScheme();
    return scheme == null || scheme.equals("file");
  }

  private static String plain(Path file) {
    return file.toUri().getPath();
  }

  /** As a shell takes it for one word. */
  static String quoted(String word) {
    return word.matches("[A-Za-z0-9_./:=@%+,-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
  }
}
