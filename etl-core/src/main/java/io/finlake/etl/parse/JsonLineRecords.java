package io.finlake.etl.parse;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.InputStream;

/** JSON lines: one object a line. */
final class JsonLineRecords extends JsonTextLines {
  private final JsonObjects objects;

  private JsonLineRecords(InputStream in, ReadSpec spec, JsonObjects objects) throws IOException {
    super(in, spec, objects.factory());
    this.objects = objects;
  }

  static JsonLineRecords of(InputStream in, ReadSpec spec) throws IOException {
    return new JsonLineRecords(in, spec, new JsonObjects(spec));
  }

  @Override
  void read(JsonParser parser, Lines line, RecordBuilder target) throws IOException {
    if (parser.nextToken() != JsonToken.START_OBJECT) {
      target.fail(Reason.MALFORMED, "the line is not a JSON object", line, decoder);
      return;
    }
    objects.read(parser, target);
    if (!more(parser, line, target)) {
      target.commit();
    }
  }
}
