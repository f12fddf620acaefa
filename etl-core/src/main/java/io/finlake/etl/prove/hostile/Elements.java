package io.finlake.etl.prove.hostile;

import java.nio.charset.StandardCharsets;

/** Counts the records of a JSON document by its brackets alone. */
final class Elements {
  private Elements() {}

  /** The elements of the outermost array of a document that is JSON; 1 for an object. */
  static long count(byte[] document) {
    String text = new String(document, StandardCharsets.UTF_8).replace("\ufeff", "").strip();
    if (text.startsWith("{")) {
      return 1;
    }
    long commas = 0;
    int depth = 0;
    boolean quoted = false;
    boolean inked = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (quoted) {
        i += c == '\\' ? 1 : 0;
        quoted = c != '"';
        continue;
      }
      quoted = c == '"';
      depth += c == '[' || c == '{' ? 1 : c == ']' || c == '}' ? -1 : 0;
      commas += c == ',' && depth == 1 ? 1 : 0;
      inked |= depth > 1 || (depth == 1 && c != '[' && !Character.isWhitespace(c));
    }
    return inked ? commas + 1 : 0;
  }
}
