package io.finlake.etl.source;

import io.finlake.etl.error.ErrorCode;
import io.finlake.etl.error.FinlakeException;
import io.finlake.etl.error.StoreFailures;
import io.finlake.etl.plan.RawObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * The hash of one object's bytes, for the rare object that looks like one taken before. Reading a
 * batch takes the hashes of its objects on the way.
 */
public final class ObjectDigest {
  private ObjectDigest() {}

  /**
   * SHA-256 of the object's bytes as they lie there, 64 hexadecimal digits.
   *
   * @throws FinlakeException {@link ErrorCode#UNREADABLE_OBJECT} when it cannot be read to its end
   */
  public static String sha256(Configuration conf, String rawZoneUri, RawObject object) {
    Path path = new Path(rawZoneUri + "/" + object.path());
    try (InputStream bytes = RawFiles.of(path, conf).open(path)) {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      new DigestInputStream(bytes, digest).transferTo(OutputStream.nullOutputStream());
      return HexFormat.of().formatHex(digest.digest());
    } catch (IOException e) {
      throw StoreFailures.reading("the object " + object.path(), e, e)
          .orElseGet(
              () ->
                  FinlakeException.of(
                      ErrorCode.UNREADABLE_OBJECT,
                      "the object " + object.path() + " cannot be read",
                      String.valueOf(e.getMessage()),
                      "put the object back where it was listed, then run again",
                      e));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
