package io.finlake.etl.generate;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoder;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.StructType;
import scala.reflect.ClassTag$;

/**
 * Writes a bank's raw objects and the truth about them. Customers are simulated in parallel, their
 * records shuffled to the objects that they belong to, and each task writes its objects one after
 * the other: memory does not grow with the number of records. Running again overwrites the same
 * objects with the same bytes.
 */
public final class Generator {
  private static final StructType RECORDS =
      StructType.fromDDL("path STRING, place STRING, body BINARY");
  private static final int CUSTOMERS_A_TASK = 500;

  private final SparkSession spark;

  /** A generator that works in this session. */
  public Generator(SparkSession spark) {
    this.spark = spark;
  }

  /**
   * Writes {@code raw/<domain>/<name>/...} and, when all objects stand, {@code truth.json} below a
   * folder or URI.
   */
  public Truth generate(GeneratorSettings settings, String out) {
    String root = out.endsWith("/") ? out.substring(0, out.length() - 1) : out;
    String raw = root + "/raw";
    Encoder<Row> encoder = Encoders.row(RECORDS);
    Broadcast<NameTables> names =
        spark
            .sparkContext()
            .broadcast(NameTables.of(settings.seed()), ClassTag$.MODULE$.apply(NameTables.class));
    int tasks = Math.max(1, (settings.customers() + CUSTOMERS_A_TASK - 1) / CUSTOMERS_A_TASK);
    Dataset<Row> records =
        spark
            .range(0, tasks, 1, tasks)
            .mapPartitions(
                (MapPartitionsFunction<Long, Row>)
                    numbers -> records(settings, names.value(), numbers),
                encoder);
    List<Row> counters =
        records
            .repartition(writers(settings), functions.col("path"))
            .sortWithinPartitions("path", "place")
            .mapPartitions(
                (MapPartitionsFunction<Row, Row>)
                    rows -> ObjectWriter.write(settings, raw, rows).iterator(),
                encoder)
            .collectAsList();
    names.destroy();
    Outbox market = new Outbox();
    new MarketStory(settings, market).tell();
    Truth truth =
        new Truth(settings, summed(counters, market.counters(), market(settings, raw, market)));
    write(root + "/truth.json", truth.json());
    return truth;
  }

  /**
   * The numbers of all cards that {@link #generate} issues with these settings, for tests that look
   * for them; no file of the generator's lists them.
   */
  public static Stream<String> cardNumbers(GeneratorSettings settings) {
    return CustomerProfile.cardNumbers(settings);
  }

  private static List<Row> market(GeneratorSettings settings, String raw, Outbox market) {
    return ObjectWriter.write(settings, raw, market.drain().iterator());
  }

  /** About 200 MB of records for each task that writes. */
  private static int writers(GeneratorSettings settings) {
    long records = (long) settings.customers() * settings.days() * 9;
    return (int) Math.max(4, Math.min(2_000, records / 500_000));
  }

  /** The records of some slices of customers, and their counters in the end. */
  private static Iterator<Row> records(
      GeneratorSettings settings, NameTables names, Iterator<Long> slices) {
    Outbox outbox = new Outbox();
    ObjectPaths paths = new ObjectPaths(settings);
    Iterable<Long> every = () -> slices;
    Stream<Row> told =
        java.util.stream.StreamSupport.stream(every.spliterator(), false)
            .flatMap(slice -> customers(settings, slice).boxed())
            .flatMap(
                number -> {
                  tell(settings, names, paths, outbox, number);
                  return outbox.drain().stream();
                });
    // Counters are complete only when the last record has been taken.
    Stream<Row> counted = Stream.of(outbox).flatMap(box -> box.counters().stream());
    return Stream.concat(told, counted).iterator();
  }

  private static LongStream customers(GeneratorSettings settings, long slice) {
    long first = slice * CUSTOMERS_A_TASK;
    return LongStream.range(first, Math.min(settings.customers(), first + CUSTOMERS_A_TASK));
  }

  private static void tell(
      GeneratorSettings settings, NameTables names, ObjectPaths paths, Outbox outbox, long number) {
    CustomerProfile customer = CustomerProfile.of(settings, names, number);
    Story story = new Story(settings, names, customer, paths, outbox);
    new CustomerStory(story).tell();
    new AccountStory(story).tell();
    new CardStory(story).tell();
    new HoldingStory(story).tell();
    new TransactionStory(story).tell();
    new PageViewStory(story).tell();
  }

  @SafeVarargs
  private static Map<String, Long> summed(List<Row>... parts) {
    Map<String, Long> counters = new TreeMap<>();
    for (List<Row> part : parts) {
      for (Row row : part) {
        byte[] digits = row.getAs(2);
        long count = Long.parseLong(new String(digits, StandardCharsets.UTF_8));
        counters.merge(row.getString(1), count, Math::addExact);
      }
    }
    return counters;
  }

  private static void write(String path, String text) {
    Path target = new Path(path);
    try (FileSystem files = FileSystem.newInstance(target.toUri(), new Configuration())) {
      files.setWriteChecksum(false);
      try (FSDataOutputStream out = files.create(target, true)) {
        out.write(text.getBytes(StandardCharsets.UTF_8));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
