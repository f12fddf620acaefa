package io.finlake.etl.ledger;

import io.finlake.etl.config.LakeLocations;
import io.finlake.etl.config.LogStores;
import io.finlake.etl.contract.Contract;
import io.finlake.etl.contract.DatasetId;
import io.finlake.etl.contract.Zone;
import io.finlake.etl.error.ErrorCode;
import io.finlake.etl.error.FinlakeException;
import io.finlake.etl.table.LakeTables;
import io.finlake.etl.table.TableHead;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.SparkSession;
import scala.collection.JavaConverters;

/**
 * An open lake.
 *
 * @param spark the session; writes take fresh ones of it
 * @param locations where the zones lie
 * @param tables the door to its tables
 * @param ledger the record of its batches
 */
public record Lake(SparkSession spark, LakeLocations locations, LakeTables tables, Ledger ledger) {

  /**
   * Opens a lake; control tables are made when they are not there yet.
   *
   * @throws FinlakeException {@link ErrorCode#UNSAFE_LAKE} when Spark was started with log stores
   *     by which two writers could lose a commit
   */
  public static Lake open(SparkSession spark, LakeLocations locations) {
    SparkConf conf = spark.sparkContext().conf();
    LogStores.in(name -> Optional.ofNullable(conf.get(name, null))).check(locations);
    LakeTables tables = new LakeTables(spark);
    return new Lake(spark, locations, tables, Ledger.open(storage(spark), locations));
  }

  /** The same lake, in a new session with these settings. */
  public Lake with(Map<String, String> settings) {
    LakeTables reached = tables.with(settings);
    return new Lake(reached.spark(), locations, reached, ledger);
  }

  /** Whether anything was ever processed in a lake. */
  public static boolean exists(SparkSession spark, LakeLocations locations) {
    return Ledger.exists(storage(spark), locations);
  }

  /** How storage is reached. */
  public Configuration configuration() {
    return spark.sessionState().newHadoopConf();
  }

  /** Where a contract's table lies. */
  public String path(Contract contract) {
    return locations.table(contract.zone(), contract.id());
  }

  /** Where the quarantine beside a processed table lies. */
  public String quarantine(DatasetId dataset) {
    return locations.table(Zone.QUARANTINE, dataset);
  }

  /** The ledger's key of a table that exists. */
  public TableKey key(Zone zone, DatasetId dataset) {
    return new TableKey(zone, dataset, head(zone, dataset).incarnation());
  }

  /**
   * The highest committed number of a table that exists; 0 when nothing was committed. Reads no
   * row.
   */
  public long committed(TableKey key) {
    return head(key.zone(), key.dataset()).number(key.tableApp()).orElse(0);
  }

  private TableHead head(Zone zone, DatasetId dataset) {
    String path = locations.table(zone, dataset);
    return tables
        .head(path)
        .orElseThrow(() -> new IllegalStateException("there is no table at " + path));
  }

  /** How the ledger reaches storage: as Spark does, with the same log stores for commits. */
  static Configuration storage(SparkSession spark) {
    Configuration hadoop = spark.sessionState().newHadoopConf();
    JavaConverters.mapAsJavaMap(spark.conf().getAll())
        .forEach(
            (name, value) -> {
              if (name.startsWith("spark.delta.logStore.")) {
                hadoop.set(name.replaceFirst("spark.delta", "io.delta.kernel"), value);
              }
            });
    return hadoop;
  }
}
