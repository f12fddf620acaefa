package io.finlake.etl.parse;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** JSON lines: one object a line, UTF-8. A line of nothing but spaces is blank. */
final class JsonLineRecords extends LineRecords {
  private final JsonObjects objects;

  JsonLineRecords(InputStream in, ReadSpec spec) throws IOException {
    super(
        in,
        spec.limits(),
        new TextDecoder(StandardCharsets.UTF_8),
        LineBreaks.of(StandardCharsets.UTF_8));
    this.objects = new JsonObjects(spec);
  }

  @Override
  boolean isBlank(Lines line) {
    for (int i = line.start(); i < line.start() + line.length(); i++) {
      byte b = line.bytes()[i];
      if (b != ' ' && b != '\t' && b != '\r') {
        return false;
      }
    }
    return true;
  }

  @Override
  void parse(Lines line, RecordBuilder target) throws IOException {
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
    try (JsonParser parser =
        objects.factory().createParser(line.bytes(), line.start(), line.length())) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        target.fail(Reason.MALFORMED, "the line is not a JSON object", line, decoder);
        return;
      }
      objects.read(parser, target);
      if (parser.nextToken() != null) {
        target.fail(Reason.MALFORMED, "more than one JSON value in a line", line, decoder);
        return;
      }
      target.commit();
    } catch (JsonProcessingException e) {
      target.fail(Reason.MALFORMED, why(e), line, decoder);
    } catch (MisshapenException | IllegalStateException e) {
      target.fail(Reason.MALFORMED, e.getMessage(), line, decoder);
    }
  }

  /** The parser's own words without the place and the names of its classes. */
  static String why(JsonProcessingException e) {
    String message = e.getOriginalMessage() == null ? "not JSON" : e.getOriginalMessage();
    int lineEnd = message.indexOf('\n');
    return lineEnd < 0 ? message : message.substring(0, lineEnd);
  }
}
