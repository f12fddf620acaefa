package io.finlake.etl.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Prints an answer as a JSON array of objects, one object a line. A column name that stands twice
 * gets {@code _2}, {@code _3} and so on, since an object cannot hold a name twice.
 */
final class JsonAnswer {
  private JsonAnswer() {}

  static void print(Answer answer, PrintWriter out) {
    List<String> names = distinct(answer.columns());
    out.print('[');
    String separator = "\n";
    for (List<Object> row : answer.rows()) {
      out.print(separator);
      separator = ",\n";
      printObject(names, row, out);
    }
    out.print(answer.rows().isEmpty() ? "]\n" : "\n]\n");
    out.flush();
  }

  private static void printObject(List<String> names, List<Object> row, PrintWriter out) {
    try (JsonGenerator json = new JsonFactory().createGenerator(out)) {
      json.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
      json.disable(JsonGenerator.Feature.FLUSH_PASSED_TO_STREAM);
      json.writeStartObject();
      for (int i = 0; i < names.size(); i++) {
        json.writeFieldName(names.get(i));
        Cells.write(row.get(i), json);
      }
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> distinct(List<String> columns) {
    List<String> names = new ArrayList<>();
    for (String column : columns) {
      String name = column;
      for (int n = 2; names.contains(name); n++) {
        name = column + "_" + n;
      }
      names.add(name);
    }
    return names;
  }
}
