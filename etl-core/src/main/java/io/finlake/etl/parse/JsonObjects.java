package io.finlake.etl.parse;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;

/**
 * One JSON object to a record: RFC 8259 without leniency, no name twice, numbers by their exact
 * text.
 */
final class JsonObjects {
  private static final String OBJECT = "a JSON object";
  private static final String ARRAY = "a JSON array";

  private final FieldTree tree;
  private final JsonFactory factory;
  private final int recordBytes;
  private long end = Long.MAX_VALUE;

  JsonObjects(ReadSpec spec) {
    this.recordBytes = spec.limits().recordBytes();
    this.tree = spec.reshaped() ? FieldTree.flat(spec.paths()) : FieldTree.of(spec.paths());
    this.factory = strict(spec.limits());
  }

  /** A parser's factory that takes no more than the limits allow, and nothing loosely. */
  static JsonFactory strict(ReadLimits limits) {
    StreamReadConstraints constraints =
        StreamReadConstraints.builder()
            .maxNestingDepth(limits.depth())
            .maxStringLength(limits.recordBytes())
            .maxNumberLength(1000)
            .build();
    return JsonFactory.builder()
        // The bytes behind the last record are still to be hashed.
        .disable(StreamReadFeature.AUTO_CLOSE_SOURCE)
        .streamReadConstraints(constraints)
        .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
        // Messages would show what stands around the error.
        .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
        .build();
  }

  JsonFactory factory() {
    return factory;
  }

  /** Reads the object that the parser stands at, to its end; its length is not looked at. */
  void read(JsonParser parser, RecordBuilder target) throws IOException {
    read(parser, tree, "", target);
  }

  /**
   * Reads the object that the parser of a whole document stands at, to its end.
   *
   * @throws JsonTree.TooLong when it is longer than a record may be
   */
  void readBounded(JsonParser parser, RecordBuilder target) throws IOException {
    end = parser.currentLocation().getCharOffset() + recordBytes;
    read(parser, tree, "", target);
  }

  private void read(JsonParser parser, FieldTree node, String path, RecordBuilder target)
      throws IOException {
    String name;
    while ((name = parser.nextFieldName()) != null) {
      JsonTree.require(parser, end);
      JsonToken token = parser.nextToken();
      FieldTree field = node.child(name);
      if (field == null) {
        unknown(parser, path + name, target);
      } else {
        field(parser, token, field, path + name + ".", target);
      }
    }
  }

  private void field(
      JsonParser parser, JsonToken token, FieldTree field, String path, RecordBuilder target)
      throws IOException {
    if (token == JsonToken.START_OBJECT || token == JsonToken.START_ARRAY) {
      nested(parser, token, field, path, target);
      return;
    }
    if (token == JsonToken.VALUE_NULL) {
      return;
    }
    for (int slot : field.slots()) {
      if (token == JsonToken.VALUE_STRING) {
        target.quoted(slot, parser.getText());
      } else {
        target.value(slot, JsonTree.scalar(parser, token));
      }
    }
    field.unfitBelow(target, "a JSON scalar");
  }

  private void nested(
      JsonParser parser, JsonToken token, FieldTree field, String path, RecordBuilder target)
      throws IOException {
    boolean object = token == JsonToken.START_OBJECT;
    boolean wanted = false;
    for (int slot : field.slots()) {
      wanted |= target.nested(slot);
    }
    if (wanted) {
      Object value = JsonTree.read(parser, token, end);
      for (int slot : field.slots()) {
        target.value(slot, value);
      }
      return;
    }
    for (int slot : field.slots()) {
      target.unfit(slot, object ? OBJECT : ARRAY);
    }
    if (object && !field.leaf()) {
      read(parser, field, path, target);
    } else {
      field.unfitBelow(target, ARRAY);
      JsonTree.skip(parser, end);
    }
  }

  private void unknown(JsonParser parser, String name, RecordBuilder target) throws IOException {
    if (target.unknown().keeps()) {
      target.unknown().found(name, text(parser));
    } else {
      target.unknown().found(name, "");
      JsonTree.skip(parser, end);
    }
  }

  private String text(JsonParser parser) throws IOException {
    if (!parser.currentToken().isStructStart()) {
      return parser.currentToken() == JsonToken.VALUE_NULL ? "" : parser.getText();
    }
    return JsonTree.json(JsonTree.read(parser, parser.currentToken(), end), factory);
  }
}
