package io.finlake.etl.parse;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Turns bytes of one charset into text, strictly: bytes that mean nothing give no text. */
final class TextDecoder {
  private final Charset charset;
  private final CharsetDecoder strict;

  TextDecoder(Charset charset) {
    this.charset = charset;
    this.strict =
        charset
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
  }

  /** The text of the bytes; empty when they are not of the charset. */
  Optional<String> decode(byte[] bytes, int from, int length) {
    if (charset.equals(StandardCharsets.UTF_8)) {
      return Utf8.isValid(bytes, from, length)
          ? Optional.of(new String(bytes, from, length, StandardCharsets.UTF_8))
          : Optional.empty();
    }
    if (charset.equals(StandardCharsets.ISO_8859_1)) {
      return Optional.of(new String(bytes, from, length, StandardCharsets.ISO_8859_1));
    }
    try {
      return Optional.of(strict.decode(ByteBuffer.wrap(bytes, from, length)).toString());
    } catch (CharacterCodingException e) {
      return Optional.empty();
    }
  }

  /** The text of the bytes for people, with replacement characters where they mean nothing. */
  String show(byte[] bytes, int from, int length) {
    return new String(bytes, from, length, charset);
  }

  Charset charset() {
    return charset;
  }
}
