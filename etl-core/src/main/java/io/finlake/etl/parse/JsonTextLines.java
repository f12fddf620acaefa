package io.finlake.etl.parse;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** One JSON value a line, UTF-8. A line of nothing but spaces is blank. */
abstract class JsonTextLines extends LineRecords {
  private final JsonFactory factory;
  private final Messages messages;

  JsonTextLines(InputStream in, ReadSpec spec, JsonFactory factory) throws IOException {
    super(
        in,
        spec.limits(),
        new TextDecoder(StandardCharsets.UTF_8),
        LineBreaks.of(StandardCharsets.UTF_8));
    this.factory = factory;
    this.messages = Messages.of(spec);
  }

  @Override
  final boolean isBlank(Lines line) {
    for (int i = line.start(); i < line.start() + line.length(); i++) {
      byte b = line.bytes()[i];
      if (b != ' ' && b != '\t' && b != '\r') {
        return false;
      }
    }
    return true;
  }

  @Override
  final void parse(Lines line, RecordBuilder target) throws IOException {
    if (!Utf8.isValid(line.bytes(), line.start(), line.length())) {
      encodingFailure(line, target);
      return;
    }
    if (line.bytes()[line.start()] == 0
        || (line.length() > 1 && line.bytes()[line.start() + 1] == 0)) {
      // the parser would guess UTF-16 or UTF-32
      target.fail(Reason.ENCODING, "NUL bytes stand where JSON should", line, decoder);
      return;
    }
    try (JsonParser parser = factory.createParser(line.bytes(), line.start(), line.length())) {
      read(parser, line, target);
    } catch (JsonProcessingException e) {
      target.fail(Reason.MALFORMED, messages.told(why(e)), line, decoder);
    } catch (MisshapenException | IllegalStateException e) {
      target.fail(Reason.MALFORMED, messages.told(String.valueOf(e.getMessage())), line, decoder);
    }
  }

  /** Reads the line's value and makes a record of it, complete or failed. */
  abstract void read(JsonParser parser, Lines line, RecordBuilder target) throws IOException;

  /** The line holds something behind its value: the record has failed. */
  final boolean more(JsonParser parser, Lines line, RecordBuilder target) throws IOException {
    boolean more = parser.nextToken() != null;
    if (more) {
      target.fail(Reason.MALFORMED, "more than one JSON value in a line", line, decoder);
    }
    return more;
  }

  /** The parser's own words without the place and the names of its classes. */
  static String why(JsonProcessingException e) {
    String message = e.getOriginalMessage() == null ? "not JSON" : e.getOriginalMessage();
    int lineEnd = message.indexOf('\n');
    return lineEnd < 0 ? message : message.substring(0, lineEnd);
  }
}
