package io.finlake.etl.parse;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.parquet.io.api.Converter;
import org.apache.parquet.io.api.GroupConverter;
import org.apache.parquet.io.api.RecordMaterializer;
import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.LogicalTypeAnnotation.ListLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.MapKeyValueTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.MapLogicalTypeAnnotation;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;

/**
 * Parquet's columns back to records: groups as {@link Fields}, lists of all three ages as lists,
 * maps as maps.
 */
final class ParquetRows extends RecordMaterializer<Fields> {
  private final ReadLimits limits;
  private final Group root;
  private Fields current = new Fields(0);

  ParquetRows(MessageType schema, ReadLimits limits) throws IOException {
    this.limits = limits;
    this.root = new Group(schema, 1, fields -> current = (Fields) fields);
  }

  @Override
  public Fields getCurrentRecord() {
    return current;
  }

  @Override
  public GroupConverter getRootConverter() {
    return root;
  }

  private Converter converter(Type type, int depth, Consumer<Object> sink) throws IOException {
    if (depth > limits.depth()) {
      throw new IOException("its schema is nested deeper than " + limits.depth());
    }
    if (type.isPrimitive()) {
      return new ParquetScalars(type.asPrimitiveType(), limits.recordBytes(), sink);
    }
    GroupType group = type.asGroupType();
    boolean wrapper =
        group.getFieldCount() == 1 && group.getType(0).isRepetition(Type.Repetition.REPEATED);
    if (wrapper && group.getLogicalTypeAnnotation() instanceof ListLogicalTypeAnnotation) {
      return new Collected(group, depth, sink);
    }
    boolean map =
        group.getLogicalTypeAnnotation() instanceof MapLogicalTypeAnnotation
            || group.getLogicalTypeAnnotation() instanceof MapKeyValueTypeAnnotation;
    if (wrapper && map && isPair(group.getType(0))) {
      return new Mapped(group.getType(0).asGroupType(), depth, sink);
    }
    return new Group(group, depth, sink);
  }

  private static boolean isPair(Type type) {
    return !type.isPrimitive() && type.asGroupType().getFieldCount() == 2;
  }

  /** A record or struct; its own repeated fields are lists. */
  private final class Group extends GroupConverter {
    private final String[] names;
    private final boolean[] repeated;
    private final Converter[] converters;
    private final Consumer<Object> sink;
    private Object[] values = {};

    Group(GroupType type, int depth, Consumer<Object> sink) throws IOException {
      int count = type.getFieldCount();
      this.sink = sink;
      this.names = new String[count];
      this.repeated = new boolean[count];
      this.converters = new Converter[count];
      for (int i = 0; i < count; i++) {
        int at = i;
        Type field = type.getType(i);
        names[i] = field.getName();
        repeated[i] = field.isRepetition(Type.Repetition.REPEATED);
        converters[i] = converter(field, depth + 1, value -> put(at, value));
      }
    }

    private void put(int at, Object value) {
      if (!repeated[at]) {
        values[at] = value;
      } else if (values[at] instanceof Elements list) {
        list.add(value);
      }
    }

    @Override
    public Converter getConverter(int index) {
      return converters[index];
    }

    @Override
    public void start() {
      values = new Object[names.length];
      for (int i = 0; i < names.length; i++) {
        values[i] = repeated[i] ? new Elements() : null;
      }
    }

    @Override
    public void end() {
      Fields fields = new Fields(names.length);
      for (int i = 0; i < names.length; i++) {
        fields.put(names[i], values[i]);
      }
      sink.accept(fields);
    }
  }

  /** The elements of a repeated field. */
  private static final class Elements extends ArrayList<Object> {
    private static final long serialVersionUID = 1L;
  }

  /** A group annotated LIST. */
  private final class Collected extends GroupConverter {
    private final Converter element;
    private final Consumer<Object> sink;
    private List<Object> list = List.of();

    Collected(GroupType type, int depth, Consumer<Object> sink) throws IOException {
      Type repeated = type.getType(0);
      this.sink = sink;
      this.element =
          isElement(repeated, type.getName())
              ? converter(repeated, depth + 1, value -> list.add(value))
              : new Wrapped(repeated.asGroupType().getType(0), depth + 1, value -> list.add(value));
    }

    /** Whether the repeated type is the element itself, by the format's backward rules. */
    private static boolean isElement(Type repeated, String list) {
      return repeated.isPrimitive()
          || repeated.asGroupType().getFieldCount() > 1
          || repeated.asGroupType().getType(0).isRepetition(Type.Repetition.REPEATED)
          || repeated.getName().equals("array")
          || repeated.getName().equals(list + "_tuple");
    }

    @Override
    public Converter getConverter(int index) {
      return element;
    }

    @Override
    public void start() {
      list = new ArrayList<>();
    }

    @Override
    public void end() {
      sink.accept(list);
    }
  }

  /** The layer around a list's element, which may be NULL. */
  private final class Wrapped extends GroupConverter {
    private final Converter inner;
    private final Consumer<Object> sink;
    private Object value = "";

    Wrapped(Type element, int depth, Consumer<Object> sink) throws IOException {
      this.sink = sink;
      this.inner = converter(element, depth + 1, found -> value = found);
    }

    @Override
    public Converter getConverter(int index) {
      return inner;
    }

    @Override
    public void start() {
      value = null;
    }

    @Override
    public void end() {
      sink.accept(value);
    }
  }

  /** A group annotated MAP. */
  private final class Mapped extends GroupConverter {
    private final Consumer<Object> sink;
    private final GroupConverter pair;
    private Map<String, Object> map = Map.of();

    Mapped(GroupType type, int depth, Consumer<Object> sink) throws IOException {
      this.sink = sink;
      this.pair = new Pair(type, depth + 1);
    }

    @Override
    public Converter getConverter(int index) {
      return pair;
    }

    @Override
    public void start() {
      map = new LinkedHashMap<>();
    }

    @Override
    public void end() {
      sink.accept(map);
    }

    private final class Pair extends GroupConverter {
      private final Converter[] halves;
      private Object key = "";
      private Object value = "";

      Pair(GroupType type, int depth) throws IOException {
        halves =
            new Converter[] {
              converter(type.getType(0), depth + 1, found -> key = found),
              converter(type.getType(1), depth + 1, found -> value = found)
            };
      }

      @Override
      public Converter getConverter(int index) {
        return halves[index];
      }

      @Override
      public void start() {
        key = null;
        value = null;
      }

      @Override
      public void end() {
        map.put(key == null ? "" : Fields.shown(key), value);
      }
    }
  }
}
