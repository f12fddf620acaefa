package io.finlake.etl.parse;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** An element of a record, by local names: attributes, child elements by name, and its own text. */
final class XmlElement {
  /** What the text of an element with attributes is called in a reshape's struct. */
  static final String TEXT = "#text";

  final Map<String, String> attributes = new LinkedHashMap<>();
  final Map<String, List<XmlElement>> children = new LinkedHashMap<>();
  final StringBuilder text = new StringBuilder();
  boolean nil;

  /** A new child. */
  XmlElement child(String name) {
    XmlElement child = new XmlElement();
    children.computeIfAbsent(name, any -> new ArrayList<>(1)).add(child);
    return child;
  }

  /** Gives texts to the slots that ask for them; an element more than once is no value. */
  void read(FieldTree node, String path, RecordBuilder target) {
    attributes.forEach(
        (name, value) -> {
          FieldTree known = node.child("@" + name);
          if (known == null) {
            target.unknown().found(path + "@" + name, value);
            return;
          }
          for (int slot : known.slots()) {
            target.text(slot, value);
          }
        });
    children.forEach(
        (name, same) -> {
          FieldTree known = node.child(name);
          if (known == null) {
            target.unknown().found(path + name, same.get(0).text.toString());
          } else {
            read(known, path + name + "/", same, target);
          }
        });
  }

  private static void read(
      FieldTree known, String path, List<XmlElement> same, RecordBuilder target) {
    XmlElement first = same.get(0);
    boolean once = same.size() == 1;
    for (int slot : known.slots()) {
      if (target.nested(slot)) {
        target.value(slot, shaped(target.shape(slot), same));
      } else if (!once) {
        target.unfit(slot, "an element that is there " + same.size() + " times");
      } else if (!first.children.isEmpty()) {
        target.unfit(slot, "an element with elements in it");
      } else if (!first.nil) {
        target.text(slot, first.text.toString());
      }
    }
    if (!once) {
      known.unfitBelow(target, "an element that is there " + same.size() + " times");
    } else if (!known.leaf()) {
      first.read(known, path, target);
    }
  }

  /** Elements of one name as lists, maps and texts, as the shape wants them. */
  static Object shaped(Shape shape, List<XmlElement> same) {
    if (shape instanceof Shape.Array array) {
      List<Object> elements = new ArrayList<>(same.size());
      same.forEach(each -> elements.add(shaped(array.element(), List.of(each))));
      return elements;
    }
    if (same.isEmpty()) {
      return null;
    }
    XmlElement only = same.get(0);
    if (same.size() > 1 || (shape instanceof Shape.Text && !only.children.isEmpty())) {
      throw new MisshapenException("an element has not the shape that the reshape declares");
    }
    if (shape instanceof Shape.Text) {
      return only.nil ? null : only.text.toString();
    }
    Map<String, Object> fields = new LinkedHashMap<>();
    if (shape instanceof Shape.Struct struct) {
      struct.fields().forEach(field -> fields.put(field.name(), only.field(field)));
    } else if (shape instanceof Shape.Mapping mapping) {
      only.children.forEach((name, each) -> fields.put(name, shaped(mapping.value(), each)));
    }
    return fields;
  }

  private Object field(Shape.Field field) {
    if (field.name().equals(TEXT)) {
      return text.toString();
    }
    return field.name().startsWith("@")
        ? attributes.get(field.name().substring(1))
        : shaped(field.shape(), children.getOrDefault(field.name(), List.of()));
  }
}
