package io.finlake.etl.parse;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PushbackReader;
import java.io.Reader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * The records of one JSON document: the elements of an array, found by a dotted path, or the
 * document itself. It is read as a stream; a document that is broken anywhere is an unreadable
 * object, since nobody can say which records its rest holds.
 */
final class JsonDocumentRecords implements FormatRecords {
  private final JsonObjects objects;
  private final JsonParser parser;
  private final boolean single;
  private final int recordBytes;
  private final int textBytes;
  private boolean ended;
  private long ordinal;

  JsonDocumentRecords(InputStream in, String path, ReadSpec spec) throws IOException {
    this.objects = new JsonObjects(spec);
    this.recordBytes = spec.limits().recordBytes();
    this.textBytes = spec.limits().textBytes();
    this.parser = objects.factory().createParser(strict(in));
    JsonToken token = seek(path);
    boolean array = token == JsonToken.START_ARRAY;
    this.single = token == JsonToken.START_OBJECT && path.isEmpty();
    this.ended = !array && !single;
    if (ended && token != null) {
      throw new IOException("the JSON document has no array at " + path);
    }
  }

  private static Reader strict(InputStream in) throws IOException {
    PushbackReader reader =
        new PushbackReader(
            new BufferedReader(
                new InputStreamReader(
                    in,
                    StandardCharsets.UTF_8
                        .newDecoder()
                        .onMalformedInput(CodingErrorAction.REPORT)
                        .onUnmappableCharacter(CodingErrorAction.REPORT))));
    try {
      int first = reader.read();
      if (first >= 0 && first != '\ufeff') {
        reader.unread(first);
      }
      return reader;
    } catch (CharacterCodingException e) {
      throw notUtf8(e);
    }
  }

  private static IOException notUtf8(CharacterCodingException e) {
    return new IOException("the JSON document is not UTF-8", e);
  }

  private JsonToken seek(String path) throws IOException {
    JsonToken token = parser.nextToken();
    if (token == null) {
      throw new IOException("the JSON document is blank");
    }
    if (path.isEmpty()) {
      return token;
    }
    for (String name : path.split("\\.", -1)) {
      if (token != JsonToken.START_OBJECT || !enter(name)) {
        throw new IOException("the JSON document has no " + path);
      }
      token = parser.currentToken();
    }
    return token;
  }

  private boolean enter(String name) throws IOException {
    String field;
    while ((field = parser.nextFieldName()) != null) {
      parser.nextToken();
      if (field.equals(name)) {
        return true;
      }
      parser.skipChildren();
    }
    return false;
  }

  @Override
  public boolean next(RecordBuilder target) throws IOException {
    try {
      return advance(target);
    } catch (CharacterCodingException e) {
      throw notUtf8(e);
    } catch (IllegalStateException e) {
      // how the parser says that names collide
      throw new IOException("the JSON document cannot be read: " + e.getMessage(), e);
    }
  }

  private boolean advance(RecordBuilder target) throws IOException {
    if (ended) {
      return false;
    }
    if (single) {
      ended = true;
      element(target);
      finish();
      return true;
    }
    if (parser.nextToken() == JsonToken.END_ARRAY) {
      ended = true;
      finish();
      return false;
    }
    element(target);
    return true;
  }

  /** Reads on to the end: what follows the records must be JSON too. */
  private void finish() throws IOException {
    while (!parser.getParsingContext().inRoot()) {
      parser.nextToken();
    }
    if (parser.nextToken() != null) {
      throw new IOException("more follows the JSON document");
    }
  }

  private void element(RecordBuilder target) throws IOException {
    target.begin(ordinal++);
    if (parser.currentToken() != JsonToken.START_OBJECT) {
      Optional<String> text = scalarText();
      parser.skipChildren();
      fail(target, "the record is not a JSON object", text.orElse("[…]"));
      return;
    }
    int depth = parser.getParsingContext().getNestingDepth();
    try {
      objects.readBounded(parser, target);
      target.commit();
    } catch (MisshapenException e) {
      leave(depth);
      fail(target, e.getMessage(), "");
    } catch (JsonTree.TooLong e) {
      leave(depth);
      String why = "the record is longer than " + recordBytes + " characters, which is the limit";
      target.fail(Reason.RECORD_TOO_LONG, why, "", false, Lines.hash(new byte[0], 0, 0));
    }
  }

  private void leave(int depth) throws IOException {
    while (parser.getParsingContext().getNestingDepth() >= depth) {
      parser.nextToken();
    }
  }

  private Optional<String> scalarText() throws IOException {
    return parser.currentToken().isScalarValue() ? Optional.of(parser.getText()) : Optional.empty();
  }

  private void fail(RecordBuilder target, String why, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    boolean cut = bytes.length > textBytes;
    String shown = cut ? text.substring(0, Math.min(text.length(), textBytes / 3)) : text;
    target.fail(Reason.MALFORMED, why, shown, cut, Lines.hash(bytes, 0, bytes.length));
  }

  @Override
  public void close() throws IOException {
    parser.close();
  }
}
