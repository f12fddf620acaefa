package io.finlake.etl.parse;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A record or struct of a self-describing format: every field of its schema by name, in order, a
 * field without value as {@code null}. Unlike other maps it is entered by dotted paths.
 */
final class Fields extends LinkedHashMap<String, Object> {
  private static final long serialVersionUID = 1L;

  Fields(int count) {
    super(Math.max(4, count * 2));
  }

  /** Gives every field to the slots that ask for it, and counts those that nobody asked for. */
  void read(FieldTree node, String path, RecordBuilder target) {
    for (Map.Entry<String, Object> field : entrySet()) {
      FieldTree known = node.child(field.getKey());
      Object value = field.getValue();
      if (known == null) {
        String text = target.unknown().keeps() ? shown(value) : "";
        target.unknown().found(path + field.getKey(), text);
        continue;
      }
      for (int slot : known.slots()) {
        target.value(slot, value);
      }
      if (value instanceof Fields nested) {
        if (!known.leaf()) {
          nested.read(known, path + field.getKey() + ".", target);
        }
      } else if (value != null) {
        known.unfitBelow(target, value instanceof Collection ? "a list" : "a scalar or a map");
      }
    }
  }

  /** Text as it is, bytes that are no UTF-8 text as bytes: what takes them says so. */
  static Object textual(byte[] bytes) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      return bytes;
    }
  }

  /** Any value as text for people. */
  static String shown(Object value) {
    if (value == null) {
      return "";
    }
    if (value instanceof Value.Unfit unfit) {
      return unfit.text();
    }
    if (value instanceof byte[] bytes) {
      return textual(bytes) instanceof String text ? text : bytes.length + " binary bytes";
    }
    if (value instanceof Map || value instanceof Collection) {
      return value.toString();
    }
    return Shapes.text(value);
  }
}
