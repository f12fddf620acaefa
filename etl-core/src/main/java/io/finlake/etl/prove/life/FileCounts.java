package io.finlake.etl.prove.life;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.stream.Stream;

/** What was asked of the disk so far, by what it was asked about. */
final class FileCounts {
  private static final List<String> ZONES =
      List.of("/raw/", "/processed/", "/quarantine/", "/curated/");
  private static final List<Kind> KINDS = List.of(Kind.values());
  private static final int ASKED = 3;

  /** File systems are made by their name, many times: they share these counts. */
  static final FileCounts OF_THIS_PROCESS = new FileCounts();

  private final AtomicLongArray counts = new AtomicLongArray(Kind.values().length * ASKED);

  private FileCounts() {}

  /** What a file is. */
  enum Kind {
    /** The logs of control tables. */
    CONTROL_LOG,
    /** The rows of control tables. */
    CONTROL_DATA,
    /** The logs of all other tables. */
    LOG,
    /** Their rows. */
    DATA,
    /** What was delivered. */
    RAW,
    /** Everything else. */
    OTHER;

    static Kind of(String path) {
      boolean log = path.contains("/_delta_log");
      if (path.contains("/control/staging")) {
        return OTHER;
      }
      if (path.contains("/control/")) {
        return log ? CONTROL_LOG : CONTROL_DATA;
      }
      if (path.contains("/raw/")) {
        return RAW;
      }
      boolean table = ZONES.stream().anyMatch(path::contains);
      return log ? LOG : table ? DATA : OTHER;
    }
  }

  /** A file was opened for reading; what Hadoop keeps beside files is not counted. */
  void opened(String path) {
    if (!path.endsWith(".crc") || path.contains("_delta_log/0")) {
      count(path, 0, 1);
    }
  }

  /** A folder was listed, and had so many entries. */
  void listed(String path, int entries) {
    count(path + "/", 1, entries);
  }

  /** A file was made. */
  void written(String path) {
    if (!path.endsWith(".crc")) {
      count(path, 2, 1);
    }
  }

  private void count(String path, int what, long by) {
    counts.addAndGet(KINDS.indexOf(Kind.of(path)) * ASKED + what, by);
  }

  /** The names of what is counted. */
  static List<String> names() {
    return Arrays.stream(Kind.values())
        .map(kind -> kind.name().toLowerCase(java.util.Locale.ROOT))
        .flatMap(kind -> Stream.of(kind + "_opened", kind + "_listed", kind + "_written"))
        .toList();
  }

  /** The counts so far, in the order of their names. */
  long[] all() {
    long[] all = new long[counts.length()];
    for (int at = 0; at < all.length; at++) {
      all[at] = counts.get(at);
    }
    return all;
  }
}
