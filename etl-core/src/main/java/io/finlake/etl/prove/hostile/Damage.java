package io.finlake.etl.prove.hostile;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;

/** What can be done to bytes; drawn. */
enum Damage {
  /** A bit is another one. */
  FLIP,
  /** A byte is another one, of those that mean something. */
  BYTE,
  /** The end is missing. */
  CUT,
  /** A piece is missing. */
  HOLE,
  /** A piece is there twice. */
  TWICE,
  /** A piece of another object stands in it. */
  SPLICE,
  /** Something that means something to a parser stands in it. */
  INSERT,
  /** Something that means something stands in the place of what was there. */
  OVER,
  /** Something follows. */
  APPEND,
  /** Line ends are others. */
  LINE_ENDS,
  /** Nothing of it is left but its length. */
  NOISE;

  private static final byte[] MEANINGS = {
    0,
    '\n',
    '\r',
    '"',
    ',',
    '\\',
    '{',
    '}',
    '[',
    ']',
    ':',
    '<',
    '>',
    '&',
    ' ',
    -1,
    -128,
    127,
    '0',
    '9',
    '-',
    'e',
    (byte) 0xc0,
    (byte) 0xed,
    (byte) 0xf4,
    2,
    1
  };

  private static final List<byte[]> PIECES =
      texts(
          "\"",
          "\"\"",
          "\\\"",
          "\\u0000",
          "\\ud800",
          "\\udc00\\ud800",
          "\r",
          "\n",
          "\r\n",
          "\n\n",
          "\u0085",
          "\u2028",
          "\0",
          "\0\0\0\0",
          "\ufeff",
          "\ufeff\ufeff",
          "\u202e",
          "e\u0301",
          "1e999999999",
          "1e-999999999",
          "-0",
          "+1",
          "00012",
          "NaN",
          "Infinity",
          "0x10",
          "1_000",
          "9223372036854775808",
          "99999999999999999999999999999999999999999",
          ".5",
          "5.",
          "{",
          "}",
          "[",
          "]",
          "[[[[[[[[[[",
          "{\"id\":",
          "\"id\":1,",
          "\"id\":\"a\",\"id\":\"b\",",
          "null",
          "true",
          "//x",
          "/*",
          "<row>",
          "</row>",
          "<row/>",
          "<![CDATA[",
          "]]>",
          "<!--",
          "<!DOCTYPE a [<!ENTITY b \"c\">]>",
          "&b;",
          "&#0;",
          "<?x?>",
          "4111111111111111",
          "4111 1111 1111 1111",
          "'; DROP TABLE x; --",
          "../../x",
          "=1+1",
          "2026-02-30",
          "9999-12-31T23:59:59.999999999Z",
          "\u0661\u0662",
          "PAR1",
          "Obj\1",
          "ORC",
          "\"payload\":null,",
          "\"op\":\"t\",",
          "\"data\":[],",
          ",,,,,,,,,,,,,,,,,,,,,,,,,,,");

  private static final List<byte[]> RAW =
      List.of(
          new byte[] {(byte) 0xff, (byte) 0xfe},
          new byte[] {(byte) 0xfe, (byte) 0xff},
          new byte[] {(byte) 0xc0, (byte) 0x80},
          new byte[] {(byte) 0xed, (byte) 0xa0, (byte) 0x80},
          new byte[] {(byte) 0xf8, (byte) 0x88, (byte) 0x80, (byte) 0x80, (byte) 0x80},
          new byte[] {(byte) 0xfe, -1, -1, -1, 15},
          new byte[] {(byte) 0xfe, -1, -1, -1, -1, -1, -1, -1, -1, 1},
          new byte[] {(byte) 0x80, (byte) 0x80, (byte) 0x80, (byte) 0x80, 8},
          new byte[] {-1, -1, -1, 127},
          new byte[] {127, -1, -1, -1, -1, -1, -1, -1},
          new byte[] {0x1f, (byte) 0x8b, 8, 0},
          new byte[] {0x28, (byte) 0xb5, 0x2f, (byte) 0xfd},
          new byte[] {'P', 'K', 3, 4});

  private static List<byte[]> texts(String... texts) {
    return List.of(texts).stream().map(text -> text.getBytes(StandardCharsets.UTF_8)).toList();
  }

  /** One of all. */
  static Damage draw(Random random) {
    return values()[random.nextInt(values().length)];
  }

  /** The bytes, damaged; of another object of the same kind pieces may be taken. */
  byte[] of(byte[] bytes, byte[] other, Random random) {
    if (bytes.length == 0) {
      return PIECES.get(random.nextInt(PIECES.size())).clone();
    }
    int at = random.nextInt(bytes.length);
    int length = 1 + random.nextInt(Math.min(bytes.length - at, 1 + random.nextInt(64)));
    byte[] copy = bytes.clone();
    switch (this) {
      case FLIP -> copy[at] ^= (byte) (1 << random.nextInt(8));
      case BYTE -> copy[at] = MEANINGS[random.nextInt(MEANINGS.length)];
      case CUT -> copy = joined(bytes, 0, at);
      case HOLE -> copy = joined(joined(bytes, 0, at), 0, at, bytes, at + length, bytes.length);
      case TWICE -> copy = joined(bytes, 0, at + length, bytes, at, bytes.length);
      case SPLICE -> {
        int from = random.nextInt(other.length);
        int to = from + 1 + random.nextInt(other.length - from);
        copy =
            joined(
                joined(bytes, 0, at, other, from, to), 0, at + to - from, bytes, at, bytes.length);
      }
      case INSERT -> {
        byte[] piece = piece(random);
        copy =
            joined(
                joined(bytes, 0, at, piece, 0, piece.length),
                0,
                at + piece.length,
                bytes,
                at,
                bytes.length);
      }
      case OVER -> {
        byte[] piece = piece(random);
        System.arraycopy(piece, 0, copy, at, Math.min(piece.length, copy.length - at));
      }
      case APPEND -> {
        byte[] piece = piece(random);
        copy = joined(bytes, 0, bytes.length, piece, 0, piece.length);
      }
      case LINE_ENDS -> copy = lineEnds(bytes, random);
      case NOISE -> random.nextBytes(copy);
    }
    return copy;
  }

  private static byte[] piece(Random random) {
    List<byte[]> pieces = random.nextInt(4) == 0 ? RAW : PIECES;
    return pieces.get(random.nextInt(pieces.size()));
  }

  private static byte[] joined(byte[] only, int from, int to) {
    return java.util.Arrays.copyOfRange(only, from, to);
  }

  private static byte[] joined(byte[] one, int from, int to, byte[] two, int begin, int end) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(to - from + end - begin);
    bytes.write(one, from, to - from);
    bytes.write(two, begin, end - begin);
    return bytes.toByteArray();
  }

  private static byte[] lineEnds(byte[] bytes, Random random) {
    String[] ends = {"\r", "\r\n", "\n\r", "\u0085", "\u2028", " \n", "\n\n"};
    String end = ends[random.nextInt(ends.length)];
    boolean all = random.nextBoolean();
    ByteArrayOutputStream changed = new ByteArrayOutputStream();
    for (byte each : bytes) {
      if (each == '\n' && (all || random.nextBoolean())) {
        changed.writeBytes(end.getBytes(StandardCharsets.UTF_8));
      } else {
        changed.write(each);
      }
    }
    return changed.toByteArray();
  }
}
