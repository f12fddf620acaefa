package io.finlake.etl.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.delta.storage.LogStore;
import io.finlake.etl.contract.Zone;
import io.finlake.etl.error.ErrorCode;
import io.finlake.etl.error.FinlakeException;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LogStoresTest {
  private static final String STOCK = "io.delta.storage.S3SingleDriverLogStore";

  @ParameterizedTest
  @ValueSource(strings = {"/lake", "s3://b/lake", "s3a://b/lake", "S3N://b/lake", "hdfs://n/lake"})
  void finlakesOwnStoresAreTaken(String root) {
    Map<String, String> settings = new HashMap<>();
    LogStores.standard().forEach((scheme, it) -> settings.put(LogStores.setting(scheme), it));
    assertThatCode(() -> check(root, settings)).doesNotThrowAnyException();
  }

  /** Nothing set means Delta's own store, which only locks within one process. */
  @ParameterizedTest
  @ValueSource(strings = {"/lake", "s3://b/lake", "s3a://b/lake", "S3N://b/lake"})
  void deltasOwnStoresAreRefused(String root) {
    assertThatThrownBy(() -> check(root, Map.of()))
        .isInstanceOfSatisfying(
            FinlakeException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.UNSAFE_LAKE))
        .hasMessageContaining(root)
        .hasMessageContaining("spark.finlake.singleWriter=true");
  }

  /** HDFS refuses a rename to a name that is taken. */
  @Test
  void whereDeltasOwnStoreProtectsItIsTaken() {
    assertThatCode(() -> check("hdfs://n/lake", Map.of())).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @CsvSource({
    "s3a://b/lake, spark.delta.logStore.s3a.impl, io.delta.storage.S3SingleDriverLogStore",
    "s3a://b/lake, spark.delta.logStore.s3a.impl, org.example.Store",
    // A store for disks on S3, and the other way round.
    "s3a://b/lake, spark.delta.logStore.s3a.impl, io.finlake.etl.lookup.LinkedLogStore",
    "/lake, spark.delta.logStore.file.impl, io.finlake.etl.aws.ConditionalPutLogStore",
    "/lake, spark.delta.logStore.file.impl, io.delta.storage.LocalLogStore",
    // One scheme's store does not help another scheme.
    "s3://b/lake, spark.delta.logStore.s3a.impl, io.finlake.etl.aws.ConditionalPutLogStore",
    "/lake, spark.delta.logStore.class, org.example.Store",
    "s3://b/lake, spark.delta.logStore.class, org.example.Store",
    // Kernel, which writes control tables, does not know this setting.
    "s3://b/lake, spark.delta.logStore.class, io.finlake.etl.aws.ConditionalPutLogStore"
  })
  void otherStoresAreRefusedByName(String root, String setting, String store) {
    assertThatThrownBy(() -> check(root, Map.of(setting, store)))
        .isInstanceOf(FinlakeException.class)
        .hasMessageContaining(root.startsWith("s3:") && setting.contains("s3a") ? root : store);
  }

  @Test
  void aSingleWriterMayHaveAnyStore() {
    Map<String, String> settings =
        Map.of("spark.delta.logStore.s3a.impl", STOCK, LogStores.SINGLE_WRITER, "true");
    assertThatCode(() -> check("s3a://b/lake", settings)).doesNotThrowAnyException();
  }

  @Test
  void aSingleWriterMustBeSaid() {
    Map<String, String> settings = Map.of(LogStores.SINGLE_WRITER, "false");
    assertThatThrownBy(() -> check("s3a://b/lake", settings)).isInstanceOf(FinlakeException.class);
  }

  /** A zone elsewhere is a place of its own; raw takes no commits. */
  @Test
  void everyPlaceOfCommitsIsLookedAt() {
    Map<String, String> local = Map.of(LogStores.setting("file"), LogStores.standard().get("file"));
    assertThatThrownBy(() -> LogStores.in(it -> of(local, it)).check(lake(Zone.CURATED)))
        .hasMessageContaining("s3a://elsewhere");
    assertThatCode(() -> LogStores.in(it -> of(local, it)).check(lake(Zone.RAW)))
        .doesNotThrowAnyException();
  }

  /** The names stand in ring 1, the classes above it. */
  @Test
  void theNamesAreOfLogStores() throws ClassNotFoundException {
    for (String name : LogStores.standard().values()) {
      assertThat(LogStore.class).isAssignableFrom(Class.forName(name));
    }
    assertThat(LogStore.class)
        .isAssignableFrom(Class.forName("io.finlake.etl.prove.WatchedLogStore"));
  }

  private static LakeLocations lake(Zone elsewhere) {
    LakeLocations usual = LakeLocations.under("/lake");
    Map<Zone, String> zones = new EnumMap<>(usual.zones());
    zones.put(elsewhere, "s3a://elsewhere/zone");
    return new LakeLocations(zones, usual.control());
  }

  private static void check(String root, Map<String, String> settings) {
    LogStores.in(name -> of(settings, name)).check(LakeLocations.under(root));
  }

  private static Optional<String> of(Map<String, String> settings, String name) {
    return Optional.ofNullable(settings.get(name));
  }
}
