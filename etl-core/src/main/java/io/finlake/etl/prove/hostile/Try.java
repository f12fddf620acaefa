package io.finlake.etl.prove.hostile;

import com.github.luben.zstd.ZstdOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.zip.GZIPOutputStream;

/** An object that is tried. */
final class Try {
  private final Kind kind;
  private final String name;
  private final byte[] valid;
  private final int rows;
  private final Optional<byte[]> plain;
  private final byte[] stored;
  private final List<Damage> damages;

  Try(
      Kind kind,
      String name,
      byte[] valid,
      int rows,
      Optional<byte[]> plain,
      byte[] stored,
      List<Damage> damages) {
    this.kind = kind;
    this.name = name;
    this.valid = valid;
    this.rows = rows;
    this.plain = plain;
    this.stored = stored;
    this.damages = List.copyOf(damages);
  }

  /** What it was. */
  Kind kind() {
    return kind;
  }

  /** Its bytes before anything was done to them, not compressed. */
  byte[] valid() {
    return valid;
  }

  /** How many records it had then. */
  int rows() {
    return rows;
  }

  /** Its bytes, not compressed; empty when they were damaged as they are stored. */
  Optional<byte[]> plain() {
    return plain;
  }

  /** Whether nothing is left of it. */
  boolean empty() {
    return stored.length == 0;
  }

  /** What was done to it. */
  List<Damage> damages() {
    return damages;
  }

  static Try draw(Kind kind, Random random) throws IOException {
    int rows = 1 + random.nextInt(12);
    byte[] valid = Makers.make(kind, Rows.draw(random, rows));
    byte[] other = Makers.make(kind, Rows.draw(random, 1 + random.nextInt(4)));
    String suffix = kind.seeks() ? "" : List.of("", "", ".gz", ".zst").get(random.nextInt(4));
    boolean packedFirst = !suffix.isEmpty() && random.nextBoolean();
    byte[] bytes = packedFirst ? packed(valid, suffix) : valid;
    List<Damage> damages = new ArrayList<>();
    for (int left = random.nextInt(4); left > 0; left--) {
      Damage damage = Damage.draw(random);
      bytes = damage.of(bytes, other, random);
      damages.add(damage);
    }
    return new Try(
        kind,
        "raw/bank/rows/object" + suffix,
        valid,
        rows,
        packedFirst ? Optional.empty() : Optional.of(bytes),
        packedFirst ? bytes : packed(bytes, suffix),
        damages);
  }

  private static byte[] packed(byte[] plain, String suffix) throws IOException {
    if (suffix.isEmpty()) {
      return plain;
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (OutputStream out = suffix.equals(".gz") ? new GZIPOutputStream(bytes) : zstd(bytes)) {
      out.write(plain);
    }
    return bytes.toByteArray();
  }

  private static OutputStream zstd(OutputStream bytes) throws IOException {
    return new ZstdOutputStream(bytes).setChecksum(true);
  }

  Bytes object(int stride) {
    return new Bytes(name, stored, stride);
  }
}
