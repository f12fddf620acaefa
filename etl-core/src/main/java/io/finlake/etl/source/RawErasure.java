package io.finlake.etl.source;

import io.finlake.etl.error.ErrorCode;
import io.finlake.etl.error.FinlakeException;
import io.finlake.etl.parse.ErasedObject;
import io.finlake.etl.parse.ReadSpec;
import io.finlake.etl.plan.RawObject;
import io.finlake.etl.source.ReadPlan.PlannedObject;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.StandardCopyOption;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileContext;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Options;
import org.apache.hadoop.fs.Path;

/**
 * Writes a raw object again without some of its records: whole and beside it first, under a name
 * that nobody takes for an object, then in its place by one rename. Between the two the caller
 * notes what the object will be, so that a process that dies leaves an object that is known either
 * way.
 */
public final class RawErasure {
  private final FileSystem files;
  private final Path place;
  private final Path beside;
  private final Bytes before;
  private final Bytes after;

  private static final Set<String> OBJECT_STORES = Set.of("s3", "s3a", "s3n");

  private RawErasure(FileSystem files, Path place, Path beside, Bytes before, Bytes after) {
    this.files = files;
    this.place = place;
    this.beside = beside;
    this.before = before;
    this.after = after;
  }

  /**
   * An object's bytes.
   *
   * @param bytes their count
   * @param modified as storage states it
   * @param sha256 64 hexadecimal digits
   */
  public record Bytes(long bytes, Instant modified, String sha256) {}

  /**
   * Refuses a raw zone whose objects get another time by being renamed: a process that is killed
   * between an exchange and its record could not tell the new object from a stranger's.
   *
   * @throws FinlakeException {@link ErrorCode#BAD_ARGUMENT} for raw on S3
   */
  public static void refuseWhereObjectsKeepNoTime(String rawZone) {
    String scheme = Optional.ofNullable(new Path(rawZone).toUri().getScheme()).orElse("file");
    if (OBJECT_STORES.contains(scheme.toLowerCase(Locale.ROOT))) {
      throw FinlakeException.of(
          ErrorCode.BAD_ARGUMENT,
          "nobody can be erased from raw on S3 yet: " + rawZone,
          "an object there is copied, not renamed, and its time is known only afterwards",
          "nothing was changed; keep raw on HDFS or a disk where people must be erased");
    }
  }

  /**
   * Writes the object without the records, beside it; one that an earlier try left there is
   * overwritten.
   *
   * @param object as it was just listed; another one is {@code CHANGED_OBJECT}
   * @param offsets where the records begin
   */
  public static RawErasure prepare(
      Configuration conf, String rawZone, ReadSpec spec, RawObject object, Set<Long> offsets) {
    Path place = new Path(rawZone + "/" + object.path());
    Path beside = RawFiles.beside(place, "_erasing-" + place.getName());
    PlannedObject planned =
        new PlannedObject(object.path(), object.bytes(), object.modified().toEpochMilli());
    try {
      FileSystem files = unchecked(place.getFileSystem(conf));
      String sha256 = ObjectDigest.sha256(conf, rawZone, object);
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      try (OutputStream out = new DigestOutputStream(files.create(beside, true), digest)) {
        ErasedObject.write(spec, HadoopObject.verified(rawZone, planned, conf), offsets, out);
      }
      files.setPermission(beside, files.getFileStatus(place).getPermission());
      FileStatus written = files.getFileStatus(beside);
      return new RawErasure(
          files,
          place,
          beside,
          new Bytes(object.bytes(), object.modified(), sha256),
          new Bytes(
              written.getLen(),
              Instant.ofEpochMilli(written.getModificationTime()),
              HexFormat.of().formatHex(digest.digest())));
    } catch (IOException e) {
      throw unwritable(object.path(), e);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /**
   * Where the lines of an object begin of which somebody says that they leave.
   *
   * @param object as it was just listed; another one is {@code CHANGED_OBJECT}
   */
  public static Set<Long> find(
      Configuration conf,
      String rawZone,
      ReadSpec spec,
      RawObject object,
      Predicate<String> leaves) {
    PlannedObject planned =
        new PlannedObject(object.path(), object.bytes(), object.modified().toEpochMilli());
    return ErasedObject.find(spec, HadoopObject.verified(rawZone, planned, conf), leaves);
  }

  /** A local disk keeps checksums beside files that only Hadoop wrote: objects have none. */
  private static FileSystem unchecked(FileSystem files) {
    return files instanceof LocalFileSystem local ? local.getRawFileSystem() : files;
  }

  /** The object as it was. */
  public Bytes before() {
    return before;
  }

  /** The object as it will be. */
  public Bytes after() {
    return after;
  }

  /** Puts the new object in the old one's place; readers see the one or the other. */
  public void replace() {
    try {
      if ("file".equals(files.getUri().getScheme())) {
        // A checksum that Hadoop kept of the old bytes would call the new ones corrupt.
        files.delete(RawFiles.beside(place, "." + place.getName() + ".crc"), false);
        Files.move(
            java.nio.file.Path.of(beside.toUri().getPath()),
            java.nio.file.Path.of(place.toUri().getPath()),
            StandardCopyOption.ATOMIC_MOVE,
            StandardCopyOption.REPLACE_EXISTING);
      } else {
        FileContext.getFileContext(place.toUri(), files.getConf())
            .rename(beside, place, Options.Rename.OVERWRITE);
      }
      FileStatus now = files.getFileStatus(place);
      if (now.getLen() != after.bytes()
          || now.getModificationTime() != after.modified().toEpochMilli()) {
        throw new IllegalStateException(place + " is another object after it was renamed");
      }
    } catch (IOException e) {
      throw unwritable(place.getName(), e);
    }
  }

  /** Leaves the object as it is, and nothing beside it. */
  public void abandon() {
    try {
      files.delete(beside, false);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static FinlakeException unwritable(String object, IOException e) {
    return FinlakeException.of(
        ErrorCode.STORE_UNAVAILABLE,
        "the raw object " + object + " cannot be written again",
        String.valueOf(e.getMessage()),
        "give finlake the right to write to raw while it erases, then run the command again",
        e);
  }
}
