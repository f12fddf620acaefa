package io.finlake.etl.contract;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Raw objects that two datasets read. What one contract says of them, the other would suffer:
 * records of a person that leave and are to be kept, objects that go with their age.
 */
final class SharedRaw {
  private static final Pattern SPECIAL = Pattern.compile("[*?\\[{\\\\]");

  private SharedRaw() {}

  /** Reports a dataset of which raw is changed and whose objects may be another one's too. */
  static void check(Draft draft, Map<DatasetId, Draft> all) {
    boolean changes =
        draft.retention().isPresent() || draft.subject().filter(Subject::erases).isPresent();
    if (!changes || draft.landed().isEmpty()) {
      return;
    }
    RawSource source = draft.landed().get().source();
    for (Draft other : all.values()) {
      boolean shared =
          !other.id().equals(draft.id())
              && other.landed().map(Contract.Origin.Landed::source).stream()
                  .filter(its -> its.path().equals(source.path()))
                  .anyMatch(its -> overlap(its.files(), source.files()));
      if (shared) {
        draft.refuse(
            draft.retention().isPresent() ? "retention" : "subject",
            "takes records or objects out of "
                + source.path()
                + ", which "
                + other.id()
                + " reads too",
            "give each a path, or files, of its own");
      }
    }
  }

  /** Whether an object's name may match both globs, by how they begin and end. */
  static boolean overlap(String glob, String other) {
    return alike(start(glob), start(other), true) && alike(end(glob), end(other), false);
  }

  private static boolean alike(String one, String other, boolean begins) {
    return begins
        ? one.startsWith(other) || other.startsWith(one)
        : one.endsWith(other) || other.endsWith(one);
  }

  private static String start(String glob) {
    Matcher special = SPECIAL.matcher(glob);
    return special.find() ? glob.substring(0, special.start()) : glob;
  }

  private static String end(String glob) {
    int last = Math.max(glob.lastIndexOf('*'), glob.lastIndexOf('?'));
    int set = Math.max(glob.lastIndexOf(']'), glob.lastIndexOf('}'));
    return glob.substring(Math.max(last, set) + 1);
  }
}
