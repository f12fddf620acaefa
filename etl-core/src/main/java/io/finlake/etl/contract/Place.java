package io.finlake.etl.contract;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Where a value stands in a contract, as the steps of a JSON path. */
record Place(List<String> steps) {
  private static final Pattern PLAIN = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

  Place {
    steps = List.copyOf(steps);
  }

  /** The whole document. */
  static Place root() {
    return new Place(List.of());
  }

  /** The value of a key of the mapping that stands here. */
  Place key(String key) {
    return with(PLAIN.matcher(key).matches() ? "." + key : "['" + key + "']");
  }

  /** The element of the list that stands here, from 0. */
  Place item(int index) {
    return with("[" + index + "]");
  }

  /** What holds this; the root holds itself. */
  Place up() {
    return steps.isEmpty() ? this : new Place(steps.subList(0, steps.size() - 1));
  }

  private Place with(String step) {
    List<String> longer = new ArrayList<>(steps);
    longer.add(step);
    return new Place(longer);
  }

  /** The JSON path, {@code $} for the whole document. */
  @Override
  public String toString() {
    return "$" + String.join("", steps);
  }
}
