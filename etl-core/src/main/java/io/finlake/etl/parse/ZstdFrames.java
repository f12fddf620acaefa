package io.finlake.etl.parse;

import com.github.luben.zstd.ZstdDecompressCtx;
import com.github.luben.zstd.ZstdException;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;

/**
 * Zstandard (RFC 8878) with one or more frames, strictly: an end within a frame and bytes after the
 * last one are errors, where {@code ZstdInputStream} passes over a frame behind the first one that
 * is cut off.
 */
final class ZstdFrames extends InputStream {
  private static final int BUFFER = 128 << 10;

  private final InputStream in;
  private final ZstdDecompressCtx context = new ZstdDecompressCtx();
  private final byte[] chunk = new byte[BUFFER];
  private final ByteBuffer source = ByteBuffer.allocateDirect(BUFFER).limit(0);
  private final ByteBuffer target = ByteBuffer.allocateDirect(BUFFER).limit(0);
  private boolean inFrame;
  private boolean started;
  private boolean closed;

  /** The last call filled the target, so that there may be more to give without reading. */
  private boolean more;

  ZstdFrames(InputStream in) {
    this.in = in;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    while (!target.hasRemaining()) {
      if (!more && !source.hasRemaining() && !fill()) {
        if (inFrame || !started) {
          throw new EOFException("zstd data ends within a frame: the object is truncated");
        }
        return -1;
      }
      inflate();
    }
    int count = Math.min(length, target.remaining());
    target.get(bytes, offset, count);
    return count;
  }

  private void inflate() throws IOException {
    int before = source.remaining();
    target.clear();
    boolean finished;
    try {
      finished = context.decompressDirectByteBufferStream(target, source);
    } catch (ZstdException e) {
      throw new IOException(
          started && !inFrame
              ? "bytes after the zstd data that are no frame"
              : "zstd data is corrupt",
          e);
    }
    more = !finished && !target.hasRemaining();
    target.flip();
    boolean moved = before > source.remaining() || target.hasRemaining();
    if (!moved && !finished && source.hasRemaining()) {
      throw new IOException("zstd data is corrupt");
    }
    started = true;
    inFrame = !finished;
  }

  private boolean fill() throws IOException {
    int read = in.read(chunk, 0, chunk.length);
    if (read <= 0) {
      return false;
    }
    source.clear();
    source.put(chunk, 0, read);
    source.flip();
    return true;
  }

  @Override
  public void close() throws IOException {
    if (!closed) {
      closed = true;
      context.close();
      in.close();
    }
  }
}
