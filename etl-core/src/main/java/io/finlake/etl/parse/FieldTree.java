package io.finlake.etl.parse;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Where in a nested record each slot's value stands: dotted paths as a tree of names. */
final class FieldTree {
  private static final int[] NONE = {};

  private final Map<String, FieldTree> children = new HashMap<>();
  private int[] slots = NONE;

  private FieldTree() {}

  /** A tree of dotted paths; the place in the list is the slot. */
  static FieldTree of(List<String> paths) {
    return split(paths, "\\.");
  }

  /** A tree of XML element paths such as {@code party/name} and {@code party/@id}. */
  static FieldTree elements(List<String> paths) {
    return split(paths, "/");
  }

  private static FieldTree split(List<String> paths, String separator) {
    FieldTree root = new FieldTree();
    for (int slot = 0; slot < paths.size(); slot++) {
      root.add(paths.get(slot).split(separator, -1), slot);
    }
    return root;
  }

  /** A tree without dots: every name is a field. */
  static FieldTree flat(List<String> names) {
    FieldTree root = new FieldTree();
    for (int slot = 0; slot < names.size(); slot++) {
      root.add(new String[] {names.get(slot)}, slot);
    }
    return root;
  }

  private void add(String[] path, int slot) {
    FieldTree node = this;
    for (String name : path) {
      node = node.children.computeIfAbsent(name, any -> new FieldTree());
    }
    node.slots = Arrays.copyOf(node.slots, node.slots.length + 1);
    node.slots[node.slots.length - 1] = slot;
  }

  /** The field of that name, null when nobody asked for it. */
  FieldTree child(String name) {
    return children.get(name);
  }

  Map<String, FieldTree> children() {
    return children;
  }

  /** The slots whose value stands exactly here. */
  int[] slots() {
    return slots;
  }

  boolean leaf() {
    return children.isEmpty();
  }

  /** Something else than an object stands here: no slot below has a value. */
  void unfitBelow(RecordBuilder target, String what) {
    for (FieldTree child : children.values()) {
      for (int slot : child.slots) {
        target.unfit(slot, what);
      }
      child.unfitBelow(target, what);
    }
  }
}
