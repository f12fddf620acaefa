package io.finlake.etl.parse;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Stretches of a text that become line breaks, found and filled without holding the text. */
final class LineSpans {
  private record Span(long from, long to) {}

  private final byte[] lineFeed;
  private final List<Span> spans = new ArrayList<>();

  private LineSpans(LineBreaks breaks) {
    this.lineFeed = new byte[breaks.width()];
    lineFeed[breaks.bigEndian() ? lineFeed.length - 1 : 0] = '\n';
  }

  /** The spans of the records that begin at these offsets; a record that is not there has none. */
  static LineSpans find(
      InputStream plain, ReadLimits limits, LineBreaks breaks, byte[] mark, Set<Long> offsets)
      throws IOException {
    LineSpans found = new LineSpans(breaks);
    Lines lines = new Lines(plain, limits, breaks);
    lines.skip(mark);
    while (lines.next()) {
      if (offsets.contains(lines.offset())) {
        found.spans.add(new Span(lines.offset(), lines.offset() + lines.wholeLength()));
      }
    }
    return found;
  }

  /** Copies the text, with line feeds in place of the spans' bytes. */
  void fill(InputStream plain, OutputStream out) throws IOException {
    byte[] buffer = new byte[1 << 16];
    long at = 0;
    int next = 0;
    int read;
    while ((read = plain.readNBytes(buffer, 0, buffer.length)) > 0) {
      for (int i = next; i < spans.size() && spans.get(i).from() < at + read; i++) {
        Span span = spans.get(i);
        for (long b = Math.max(span.from(), at); b < Math.min(span.to(), at + read); b++) {
          buffer[(int) (b - at)] = lineFeed[(int) ((b - span.from()) % lineFeed.length)];
        }
        next = span.to() <= at + read ? i + 1 : next;
      }
      out.write(buffer, 0, read);
      at += read;
    }
  }
}
