package io.finlake.etl.contract;

import java.nio.charset.Charset;
import java.util.List;

/** The format of a source's objects, each with exactly its own parameters. */
public sealed interface Format {

  /** One JSON object a line, UTF-8. */
  record JsonLines() implements Format {}

  /**
   * One JSON document an object, UTF-8.
   *
   * @param records dotted path to the array whose elements are the records; empty when the document
   *     itself is one record or an array of them
   */
  record JsonDocument(String records) implements Format {}

  /**
   * Delimited text, RFC 4180 with dialects.
   *
   * @param columns the names of the fields, in order, when there is no header; empty when there is
   *     one
   * @param multiline whether a quoted field may hold line breaks
   */
  record Csv(
      char delimiter,
      char quote,
      char escape,
      boolean header,
      List<String> columns,
      boolean multiline,
      Charset charset)
      implements Format {
    public Csv {
      columns = List.copyOf(columns);
    }
  }

  /** Avro object container files. */
  record Avro() implements Format {}

  /** Parquet files. */
  record Parquet() implements Format {}

  /** ORC files. */
  record Orc() implements Format {}

  /** XML; every element named {@code rowTag} is a record, wherever it stands. */
  record Xml(String rowTag) implements Format {}

  /** Lines of fixed-width fields, cut by each column's span. */
  record FixedWidth(Charset charset) implements Format {}

  /** Lines matched whole by a pattern with named groups. */
  record LogLines(String pattern, Charset charset) implements Format {}
}
