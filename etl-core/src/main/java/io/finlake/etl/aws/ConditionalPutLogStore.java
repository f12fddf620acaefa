package io.finlake.etl.aws;

import io.delta.storage.HadoopFileSystemLogStore;
import io.finlake.etl.error.ErrorCode;
import io.finlake.etl.error.FinlakeException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * Commits on S3, of which exactly one wins however many processes try at once. The store that comes
 * with Delta looks whether the entry is there and then puts it, so of two drivers the second
 * silently replaces the first one's commit; this one asks the store to put it only if nothing is
 * there ({@code If-None-Match: *}). When an answer does not come, or says that it is not known, the
 * entry is read back: {@link PutOnce}. Entries are listed and read through Hadoop.
 *
 * <p>Before its first commit to a bucket a process tries whether the store keeps to the condition,
 * on an object beside the log that no reader looks at.
 *
 * <p>Public only because Spark's Delta and Kernel make it by its name.
 */
public final class ConditionalPutLogStore extends HadoopFileSystemLogStore {
  /** Names with a dot before them are none of Delta's. */
  private static final String TRIAL = ".conditional-put";

  private static final byte[] TRIAL_BYTES =
      "finlake tries here whether the store keeps to If-None-Match\n"
          .getBytes(StandardCharsets.UTF_8);

  private final PutOnce puts = new PutOnce(PutOnce.Pauses.growing());

  /** Made by Delta once, by Kernel for every write anew. */
  public ConditionalPutLogStore(Configuration hadoop) {
    super(hadoop);
  }

  @Override
  public void write(Path path, Iterator<String> lines, Boolean overwrite, Configuration hadoop)
      throws IOException {
    S3Clients.Reached store = S3Clients.OF_THIS_PROCESS.of(bucket(path), hadoop);
    byte[] bytes = bytes(lines);
    if (overwrite) {
      puts.replace(object(store, path), bytes);
    } else {
      tryOnce(store, path);
      puts.create(object(store, path), bytes);
    }
  }

  /** An object is there whole or not at all. */
  @Override
  public Boolean isPartialWriteVisible(Path path, Configuration hadoop) {
    return false;
  }

  private void tryOnce(S3Clients.Reached store, Path path) throws IOException {
    if (store.tried().get()) {
      return;
    }
    CommitObject trial = object(store, new Path(path.getParent(), TRIAL));
    if (!puts.keptBy(trial, TRIAL_BYTES)) {
      throw FinlakeException.of(
          ErrorCode.UNSAFE_LAKE,
          "the store of " + bucket(path) + " cannot hold a lake",
          "it stored "
              + trial.name()
              + " twice, although it was asked to put it only once (If-None-Match): of two writers"
              + " the second would silently win",
          "use a store that keeps to If-None-Match, as Amazon S3 does");
    }
    store.tried().set(true);
  }

  private static CommitObject object(S3Clients.Reached store, Path path) {
    String key = path.toUri().getPath().substring(1);
    return new S3CommitObject(store.client(), store.settings(), bucket(path).getAuthority(), key);
  }

  private static URI bucket(Path path) {
    URI uri = path.toUri();
    return URI.create(uri.getScheme() + "://" + uri.getAuthority());
  }

  private static byte[] bytes(Iterator<String> lines) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    while (lines.hasNext()) {
      bytes.writeBytes(lines.next().getBytes(StandardCharsets.UTF_8));
      bytes.write('\n');
    }
    return bytes.toByteArray();
  }
}
