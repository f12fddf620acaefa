package io.finlake.etl.source;

import io.finlake.etl.contract.Contract;
import io.finlake.etl.contract.Format;
import io.finlake.etl.contract.RawSource;
import io.finlake.etl.error.ErrorCode;
import io.finlake.etl.error.FinlakeException;
import io.finlake.etl.parse.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.analysis.UnresolvedAttribute;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.plans.logical.Generate;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import scala.collection.JavaConverters;

/** The source's own fields that a reshape reads, as Spark types and as shapes. */
record SourceFields(List<StructField> columns) {
  SourceFields {
    columns = List.copyOf(columns);
  }

  /**
   * The fields that the contract declares; where it declares none, the names that its SELECT uses,
   * each of them text.
   */
  static SourceFields of(SparkSession spark, Contract contract) {
    RawSource.Reshape reshape = contract.landed().source().reshape().orElseThrow();
    List<StructField> fields =
        reshape.fields().isBlank() ? used(spark, contract) : declared(contract, reshape);
    SourceFields found = new SourceFields(fields);
    Set<String> distinct = new TreeSet<>();
    for (String name : found.names()) {
      if (name.startsWith("_") || !distinct.add(name.toLowerCase(Locale.ROOT))) {
        throw NarrowSelect.refused(
            contract, "the field " + name + " stands there twice or begins with an underscore");
      }
    }
    if (fields.isEmpty()) {
      throw NarrowSelect.refused(contract, "its SELECT uses no field of the source");
    }
    return found;
  }

  List<String> names() {
    return columns.stream().map(StructField::name).toList();
  }

  List<Shape.Field> shapes() {
    return columns.stream().map(it -> new Shape.Field(it.name(), shape(it.dataType()))).toList();
  }

  private static List<StructField> declared(Contract contract, RawSource.Reshape reshape) {
    try {
      List<StructField> fields = List.of(StructType.fromDDL(reshape.fields()).fields());
      for (StructField field : fields) {
        if (!(shape(field.dataType()) instanceof Shape.Text) && !nests(contract)) {
          throw new IllegalArgumentException(
              field.dataType().sql() + ", and a format of plain text has only STRING");
        }
      }
      return fields;
    } catch (IllegalArgumentException thrown) {
      throw NarrowSelect.refused(contract, "fields holds " + thrown.getMessage());
    } catch (RuntimeException thrown) {
      throw FinlakeException.of(
          ErrorCode.BAD_CONTRACT,
          "the reshape of " + contract.id() + " cannot be run",
          "fields is no Spark DDL: " + NarrowSelect.firstLine(thrown),
          "write it like this: base STRING, rates ARRAY<STRUCT<currency: STRING>>",
          thrown);
    }
  }

  private static boolean nests(Contract contract) {
    Format format = contract.landed().source().format();
    return !(format instanceof Format.Csv
        || format instanceof Format.LogLines
        || format instanceof Format.FixedWidth);
  }

  private static Shape shape(DataType type) {
    if (type instanceof StringType) {
      return new Shape.Text();
    }
    if (type instanceof ArrayType array) {
      return new Shape.Array(shape(array.elementType()));
    }
    if (type instanceof StructType struct) {
      return new Shape.Struct(
          Arrays.stream(struct.fields())
              .map(field -> new Shape.Field(field.name(), shape(field.dataType())))
              .toList());
    }
    if (type instanceof MapType map && map.keyType() instanceof StringType) {
      return new Shape.Mapping(shape(map.valueType()));
    }
    throw new IllegalArgumentException(
        type.sql() + ", and only STRING is possible, in arrays, structs and maps too");
  }

  private static List<StructField> used(SparkSession spark, Contract contract) {
    LogicalPlan plan = NarrowSelect.parse(spark, contract);
    Set<String> made = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    Set<String> names = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    NarrowSelect.visitPlans(
        plan,
        node -> {
          if (node instanceof Generate generate) {
            for (Attribute output : JavaConverters.seqAsJavaList(generate.generatorOutput())) {
              made.add(output.name());
            }
          }
          NarrowSelect.visitExpressions(
              node,
              expression -> {
                if (expression instanceof UnresolvedAttribute attribute) {
                  List<String> parts = JavaConverters.seqAsJavaList(attribute.nameParts());
                  boolean qualified =
                      parts.size() > 1 && parts.get(0).equalsIgnoreCase(NarrowSelect.VIEW);
                  names.add(parts.get(qualified ? 1 : 0));
                }
              });
        });
    names.removeAll(made);
    names.removeIf(name -> name.startsWith("_"));
    List<StructField> fields = new ArrayList<>();
    names.forEach(
        name -> fields.add(DataTypes.createStructField(name, DataTypes.StringType, true)));
    return fields;
  }
}
