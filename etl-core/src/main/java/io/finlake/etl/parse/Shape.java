package io.finlake.etl.parse;

import java.util.List;

/** The shape of a source field that a reshape reads: text, or arrays, structs and maps of text. */
public sealed interface Shape {

  /** A scalar as its text. */
  record Text() implements Shape {}

  /** A list of equal shapes; its value is a {@code java.util.List}. */
  record Array(Shape element) implements Shape {}

  /** Named fields; its value is an {@code Object[]} in the order of the fields. */
  record Struct(List<Field> fields) implements Shape {
    public Struct {
      fields = List.copyOf(fields);
    }
  }

  /** Values by name; its value is a {@code java.util.Map} with text keys. */
  record Mapping(Shape value) implements Shape {}

  /** A named shape. */
  record Field(String name, Shape shape) {}
}
