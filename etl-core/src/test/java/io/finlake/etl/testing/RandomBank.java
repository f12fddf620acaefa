package io.finlake.etl.testing;

import io.finlake.etl.contract.Column;
import io.finlake.etl.contract.Contract;
import io.finlake.etl.contract.TechnicalColumn;
import io.finlake.etl.contract.WriteStrategy;
import io.finlake.etl.contract.Zone;
import io.finlake.etl.curate.Inputs;
import io.finlake.etl.curate.Models;
import io.finlake.etl.plan.StoredColumns;
import java.math.BigDecimal;
import java.sql.Date;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * Small random tables with the columns of a contract. Values come from few, so that keys, days and
 * currencies of different tables meet; columns that are not required are null now and then. A key
 * is given once.
 */
public final class RandomBank {
  private static final LocalDate FIRST = LocalDate.of(2026, 1, 1);
  private static final int DAYS = 12;
  private static final Map<String, List<String>> TEXTS =
      Map.ofEntries(
          Map.entry("account_id", List.of("A1", "A2", "A3", "A4", "A5")),
          Map.entry("customer_id", List.of("C1", "C2", "C3", "C4", "C5", "C6", "C7", "C8", "C9")),
          Map.entry("visitor_id", List.of("V1", "V2", "V3")),
          Map.entry("currency", List.of("EUR", "USD", "JPY")),
          Map.entry("base", List.of("EUR")),
          Map.entry("direction", List.of("debit", "credit")),
          Map.entry("channel", List.of("atm", "transfer", "transfer")),
          Map.entry("status", List.of("active", "active", "active", "suspended")),
          Map.entry("method", List.of("GET", "GET", "POST")),
          Map.entry("path", List.of("/home", "/products/p", "/apply/p", "/apply/p")),
          Map.entry("referrer", List.of("https://search.example/", "https://social.example/")),
          Map.entry("rate_status", List.of("base", "in_force", "missing")));

  private final Random random;
  private final Map<String, Set<List<Object>>> given = new HashMap<>();
  private long sequence;

  /** Tables that depend on nothing but the random numbers. */
  public RandomBank(Random random) {
    this.random = random;
  }

  /** At most so many rows of a table of the bank, {@code zone.domain.name}. */
  public Dataset<Row> rows(String table, int most) {
    Contract contract = BankTables.contracts().get(table);
    if (isHistory(contract)) {
      return history(table, rows(versions(contract), most));
    }
    StructType schema = StructType.fromDDL(StoredColumns.of(contract).ddl());
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < most; i++) {
      Row row = row(contract, schema);
      List<Object> key = identity(contract).map(name -> value(row, schema, name)).toList();
      if (key.isEmpty() || given.computeIfAbsent(table, it -> new HashSet<>()).add(key)) {
        rows.add(row);
      }
    }
    return SharedSession.spark().createDataFrame(rows, schema);
  }

  /** Whether a table is made of versions, so that random rows would be no such table. */
  public static boolean isHistory(Contract contract) {
    return contract.zone() == Zone.CURATED && contract.derivation().history().isPresent();
  }

  /** The table of the versions that a history is made of. */
  public static String versions(Contract history) {
    return Inputs.name(history.derivation().inputs().get(0));
  }

  /** The history that versions make, with the columns that the lake stores. */
  public static Dataset<Row> history(String table, Dataset<Row> versions) {
    Contract contract = BankTables.contracts().get(table);
    Dataset<Row> rows =
        Models.onClassPath()
            .model(contract)
            .rows(Inputs.of(Map.of(versions(contract), versions)))
            .withColumn(TechnicalColumn.BATCH, functions.lit(1L))
            .withColumn(
                TechnicalColumn.PROCESSED_AT,
                functions.lit("2026-01-20").cast(DataTypes.TimestampType))
            .selectExpr(StoredColumns.of(contract).names().toArray(String[]::new));
    // Computed once, as a table would be.
    return SharedSession.spark().createDataFrame(rows.collectAsList(), rows.schema());
  }

  /** What tells rows of a table apart: the key, and where versions are kept what orders them. */
  private static Stream<String> identity(Contract contract) {
    boolean landed = contract.zone() == Zone.PROCESSED;
    boolean history = landed && contract.landed().write() instanceof WriteStrategy.History;
    return history
        ? Stream.concat(
            contract.key().stream(), contract.landed().write().versionColumns().stream())
        : contract.key().stream();
  }

  private static Object value(Row row, StructType schema, String name) {
    return row.get(schema.fieldIndex(name));
  }

  private Row row(Contract contract, StructType schema) {
    return RowFactory.create(
        Arrays.stream(schema.fields())
            .map(field -> mayBeAbsent(contract, field) ? null : value(field))
            .toArray());
  }

  private boolean mayBeAbsent(Contract contract, StructField field) {
    Optional<Column> column =
        contract.columns().stream().filter(it -> it.name().equals(field.name())).findFirst();
    return column.isPresent() && !column.get().required() && random.nextInt(6) == 0;
  }

  private Object value(StructField field) {
    if (field.name().equals("transaction_id") || field.name().equals(TechnicalColumn.OBJECT)) {
      return String.format("T%06d", ++sequence);
    }
    if (field.name().equals(TechnicalColumn.CONTENT_HASH)) {
      return String.format("%032x", ++sequence);
    }
    if (field.name().equals(TechnicalColumn.DELETED)) {
      return random.nextInt(5) == 0;
    }
    DataType type = field.dataType();
    if (type.equals(DataTypes.StringType)) {
      List<String> texts = TEXTS.getOrDefault(field.name(), List.of("p", "q", "r"));
      return texts.get(random.nextInt(texts.size()));
    }
    if (type.equals(DataTypes.DateType)) {
      return Date.valueOf(FIRST.plusDays(random.nextInt(DAYS)));
    }
    if (type.equals(DataTypes.TimestampType)) {
      return Timestamp.from(moment());
    }
    if (type instanceof DecimalType decimal) {
      return BigDecimal.valueOf(1 + random.nextInt(100_000), 2).setScale(decimal.scale());
    }
    if (type.equals(DataTypes.BooleanType)) {
      return random.nextBoolean();
    }
    return type.equals(DataTypes.LongType) ? (Object) (long) random.nextInt(9) : random.nextInt(9);
  }

  /** Full ten minutes, so that gaps of exactly half an hour come up, sometimes a bit later. */
  private Instant moment() {
    long minutes = random.nextInt(6) * 24L * 60 + random.nextInt(40) * 10L;
    long micros = random.nextInt(3) == 0 ? random.nextInt(60_000_000) : 0;
    return Instant.parse("2026-01-01T22:00:00Z").plusSeconds(minutes * 60).plusNanos(micros * 1000);
  }

  /** A random part of the numbers below {@code size}. */
  public List<Integer> some(int size) {
    return IntStream.range(0, size).filter(it -> random.nextBoolean()).boxed().toList();
  }
}
