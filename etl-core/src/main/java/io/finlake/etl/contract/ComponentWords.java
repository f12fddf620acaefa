package io.finlake.etl.contract;

import java.lang.reflect.RecordComponent;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The settings of a record by name, whatever they are: so that a setting that is added to a
 * contract's types is compared without a word about it here.
 */
final class ComponentWords {
  private ComponentWords() {}

  /** The components of a record by name, in order; {@code {}} of what is no record. */
  static Map<String, Object> components(Object value) {
    Map<String, Object> components = new LinkedHashMap<>();
    if (value instanceof Record) {
      for (RecordComponent component : value.getClass().getRecordComponents()) {
        try {
          components.put(component.getName(), component.getAccessor().invoke(value));
        } catch (ReflectiveOperationException thrown) {
          throw new IllegalStateException(component + " cannot be read", thrown);
        }
      }
    }
    return components;
  }

  /** The names of the components in which two records of one type differ. */
  static List<String> differing(Object before, Object after) {
    Map<String, Object> old = components(before);
    Map<String, Object> now = components(after);
    List<String> names = new ArrayList<>();
    now.forEach(
        (name, value) -> {
          if (!value.equals(old.get(name))) {
            names.add(name);
          }
        });
    return names;
  }

  /** A value in a few words; an absent one is the empty text. */
  static String of(Object value) {
    if (value instanceof Optional<?> maybe) {
      return maybe.map(ComponentWords::of).orElse("");
    }
    if (value instanceof Enum<?> constant) {
      return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
    if (value instanceof Collection<?> items) {
      return items.stream().map(ComponentWords::of).collect(Collectors.joining(", "));
    }
    if (value instanceof Map<?, ?> map) {
      return map.entrySet().stream()
          .map(entry -> entry.getKey() + " " + of(entry.getValue()))
          .sorted()
          .collect(Collectors.joining(", "));
    }
    if (value instanceof Record && !(value instanceof DatasetId)) {
      String name = value.getClass().getSimpleName();
      String parts =
          components(value).entrySet().stream()
              .filter(entry -> !of(entry.getValue()).isEmpty())
              .map(entry -> entry.getKey() + " " + of(entry.getValue()))
              .collect(Collectors.joining(", "));
      boolean choice = value.getClass().getInterfaces().length > 0;
      return choice ? (parts.isEmpty() ? kebab(name) : kebab(name) + ": " + parts) : parts;
    }
    return value instanceof Charset charset ? charset.name() : String.valueOf(value);
  }

  private static String kebab(String name) {
    return name.replaceAll("(?<=[a-z])(?=[A-Z])", "-").toLowerCase(Locale.ROOT);
  }
}
