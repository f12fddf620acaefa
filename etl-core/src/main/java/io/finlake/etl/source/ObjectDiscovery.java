package io.finlake.etl.source;

import io.finlake.etl.contract.RawSource;
import io.finlake.etl.error.ErrorCode;
import io.finlake.etl.error.FinlakeException;
import io.finlake.etl.plan.RawObject;
import java.io.File;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.GlobFilter;
import org.apache.hadoop.fs.Path;

/**
 * Finds landed objects under a source's path, looking only into the date folders that can hold
 * news.
 *
 * <p>Names that begin with {@code _} or {@code .} are ignored, at every level. Zero-byte objects
 * are objects. Manifests are no objects; an object whose manifest has not arrived is waiting.
 */
public final class ObjectDiscovery {
  private final Configuration conf;

  /** Discovery through the file systems that the configuration names. */
  public ObjectDiscovery(Configuration conf) {
    this.conf = conf;
  }

  /**
   * What lies in raw.
   *
   * @param objects that can be taken, sorted by path
   * @param waiting objects whose manifest has not arrived, sorted by path
   * @param unexpected paths that are no object and no date folder: folders where an object should
   *     be, objects where a date folder should be, sorted
   * @param listedFolders how many folders were listed
   */
  public record Landed(
      List<RawObject> objects,
      List<RawObject> waiting,
      List<String> unexpected,
      int listedFolders) {
    public Landed {
      objects = List.copyOf(objects);
      waiting = List.copyOf(waiting);
      unexpected = List.copyOf(unexpected);
    }
  }

  /**
   * Lists the source's objects; nothing at all when its folder does not exist yet.
   *
   * <p>With a date layout and a newest known date, only folders of dates not older than that minus
   * {@code lookBackDays} are listed, unless it is a sweep; folders above them (year, month) are
   * chosen by their own span of days.
   *
   * @param rawZoneUri the raw zone, without a trailing slash
   * @param newestKnownDate the newest date folder that the ledger knows objects of
   * @param sweep whether all date folders are listed
   */
  public Landed discover(
      RawSource source, String rawZoneUri, Optional<LocalDate> newestKnownDate, boolean sweep) {
    Optional<LocalDate> earliest =
        sweep
            ? Optional.empty()
            : newestKnownDate.map(date -> date.minusDays(source.lookBackDays()));
    Path root = new Path(rawZoneUri + "/" + source.path());
    try {
      FileSystem files = root.getFileSystem(conf);
      Listing listing = new Listing(source, files, root, earliest);
      listing.folder(root, 0, DateFolders.Prefix.none());
      return listing.landed();
    } catch (IOException e) {
      throw FinlakeException.of(
          ErrorCode.STORE_UNAVAILABLE,
          "the folder " + source.path() + " of raw cannot be listed",
          String.valueOf(e.getMessage()),
          "check that the lake may list raw, then run again",
          e);
    }
  }

  /** One listing under way. */
  private static final class Listing {
    private final RawSource source;
    private final FileSystem files;
    private final Path root;
    private final DateFolders folders;
    private final Optional<LocalDate> earliest;
    private final GlobFilter glob;
    private final List<RawObject> found = new ArrayList<>();
    private final Set<String> manifests = new HashSet<>();
    private final List<String> unexpected = new ArrayList<>();
    private int listed;

    Listing(RawSource source, FileSystem files, Path root, Optional<LocalDate> earliest)
        throws IOException {
      this.source = source;
      this.files = files;
      this.root = root;
      this.folders = DateFolders.of(source.layout());
      this.earliest = earliest;
      this.glob = new GlobFilter(source.files());
    }

    void folder(Path folder, int level, DateFolders.Prefix prefix) throws IOException {
      FileStatus[] entries;
      listed++;
      try {
        entries = files.listStatus(folder);
      } catch (FileNotFoundException e) {
        return; // nothing has landed yet
      }
      requireReadableNames(folder);
      for (FileStatus entry : entries) {
        String name = entry.getPath().getName();
        if (name.startsWith("_") || name.startsWith(".")) {
          continue;
        }
        if (level < folders.depth()) {
          dateFolder(entry, level, prefix);
        } else if (entry.isDirectory()) {
          unexpected.add(below(entry.getPath()));
        } else {
          object(entry, prefix);
        }
      }
    }

    /**
     * On a disk Hadoop passes over a file whose name Java cannot read back: bytes that are no text
     * in the charset of the process's locale.
     */
    private void requireReadableNames(Path folder) {
      if (!"file".equals(files.getUri().getScheme())) {
        return;
      }
      File place = new File(files.makeQualified(folder).toUri().getPath());
      String[] names = place.list((parent, name) -> !new File(parent, name).exists());
      for (String name : names == null ? new String[0] : names) {
        boolean hidden = name.startsWith("_") || name.startsWith(".");
        if (!hidden
            && !leadsNowhere(place, name)
            && List.of(Objects.requireNonNullElse(place.list(), names)).contains(name)) {
          throw FinlakeException.of(
              ErrorCode.UNREADABLE_OBJECT,
              "the folder " + below(folder) + " of raw holds a name that cannot be read",
              "its bytes are no text in " + System.getProperty("sun.jnu.encoding"),
              "run in a locale of UTF-8 (LC_ALL=C.UTF-8), or have the object delivered under"
                  + " another name");
        }
      }
    }

    /** A link to what is not there is no object. */
    private static boolean leadsNowhere(File place, String name) {
      try {
        return Files.isSymbolicLink(place.toPath().resolve(name));
      } catch (InvalidPathException unreadable) {
        return false;
      }
    }

    private void dateFolder(FileStatus entry, int level, DateFolders.Prefix prefix)
        throws IOException {
      Optional<DateFolders.Prefix> next =
          entry.isDirectory()
              ? folders.enter(level, entry.getPath().getName(), prefix)
              : Optional.empty();
      if (next.isEmpty()) {
        unexpected.add(below(entry.getPath()));
      } else if (earliest.isEmpty() || !next.get().lastDay().isBefore(earliest.get())) {
        folder(entry.getPath(), level + 1, next.get());
      }
    }

    private void object(FileStatus entry, DateFolders.Prefix prefix) {
      String path = below(entry.getPath());
      boolean manifest =
          source.manifest().isPresent() && path.endsWith(source.manifest().get().suffix());
      if (manifest) {
        manifests.add(path);
      } else if (glob.accept(entry.getPath())) {
        found.add(
            new RawObject(
                path,
                entry.getLen(),
                Instant.ofEpochMilli(entry.getModificationTime()),
                etag(entry),
                prefix.day()));
      }
    }

    private static Optional<String> etag(FileStatus entry) {
      return entry instanceof org.apache.hadoop.fs.EtagSource tagged
          ? Optional.ofNullable(tagged.getEtag())
          : Optional.empty();
    }

    private String below(Path path) {
      String base = root.toUri().getPath();
      return source.path() + path.toUri().getPath().substring(base.length());
    }

    Landed landed() {
      List<RawObject> ready = new ArrayList<>();
      List<RawObject> waiting = new ArrayList<>();
      for (RawObject object : found) {
        boolean complete =
            source.manifest().isEmpty()
                || manifests.contains(object.path() + source.manifest().get().suffix());
        (complete ? ready : waiting).add(object);
      }
      Collections.sort(ready);
      Collections.sort(waiting);
      Collections.sort(unexpected);
      return new Landed(ready, waiting, unexpected, listed);
    }
  }
}
