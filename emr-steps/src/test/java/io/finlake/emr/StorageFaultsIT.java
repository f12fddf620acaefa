package io.finlake.emr;

import static org.assertj.core.api.Assertions.assertThat;

import io.finlake.emr.FaultyProxy.Fault;
import io.finlake.etl.prove.Launch;
import io.finlake.etl.prove.Proof;
import io.finlake.etl.prove.StorageProof;
import io.finlake.etl.prove.Undisturbed;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * Lakes on storage that fails: a store behind a proxy, and a disk that is full. Whole lakes take
 * minutes and are asked for by name: {@code ./mvnw verify -Dfinlake.prove=faults}.
 */
@EnabledIfSystemProperty(
    named = "finlake.prove",
    matches = "faults",
    disabledReason = "takes minutes; run with -Dfinlake.prove=faults")
class StorageFaultsIT {
  private static final Path JAR = Path.of(System.getProperty("finlake.jar"));
  private static final Path SPARK = Path.of(System.getProperty("finlake.spark.home"));
  private static final Path JAVA17 = Path.of(System.getProperty("finlake.java17"));
  private static final Path CLASSES = Path.of("target", "test-classes").toAbsolutePath();
  private static final Path JAVA = Path.of(System.getProperty("java.home"), "bin", "java");
  private static final long SEED = Long.getLong("finlake.seed", 1);

  /** Of each kind; a run sends a thousand requests and more. */
  private static final long LEAST_OF_EACH = 5;

  private static final Duration SILENCE = Duration.ofMillis(1500);
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  private Path folder;

  @Test
  void onAStoreThatFailsNothingIsLostOrDoubled() throws Exception {
    try (S3StandIn store = S3StandIn.start(folder, "lake");
        FaultyProxy proxy =
            FaultyProxy.start(URI.create(store.hadoop().get("fs.s3a.endpoint")), SEED, SILENCE)) {
      Configuration storage = new Configuration();
      store.hadoop().forEach(storage::set);
      StorageProof proof =
          new StorageProof(
              request(List.of()),
              new StorageProof.Settings(
                  "s3a://lake/proof",
                  spark(store.hadoop()),
                  spark(impatient(store.hadoop(), proxy.endpoint())),
                  storage,
                  RATES.size(),
                  PATIENCE),
              disturbedBy(proxy));
      Proof.Result found = proof.run();
      String said = found.notes() + ", " + proxy + ", " + found.examples();
      progress(said);
      assertThat(found.proven()).as(said).isTrue();
      assertThat(proof.transients()).as(said).isPositive();
      assertThat(proxy.lostAnswersToPuts()).as(said).isGreaterThanOrEqualTo(LEAST_OF_EACH);
      assertThat(proxy.injected()).as(said).containsOnlyKeys(Fault.values());
      assertThat(proxy.injected().values()).as(said).allMatch(times -> times >= LEAST_OF_EACH);
    }
  }

  @Test
  @EnabledOnOs(value = OS.LINUX, disabledReason = "needs /dev/full")
  void onADiskThatIsFullNothingIsLostOrDoubled() throws Exception {
    Path room = folder.resolve("room");
    FullDisk.room(room, 0, Long.MAX_VALUE);
    StorageProof proof =
        new StorageProof(
            request(List.of(FullDisk.flag(room))),
            new StorageProof.Settings(
                folder.resolve("lakes").toString(),
                Map.of(),
                FullDisk.settings(),
                new Configuration(),
                BYTES.size(),
                PATIENCE),
            new LittleRoom(room));
    Proof.Result found = proof.run();
    List<String> refused = FullDisk.refusals(room);
    String said = found.notes() + ", refused " + refused + ", " + found.examples();
    progress(said);
    assertThat(found.proven()).as(said).isTrue();
    assertThat(proof.transients()).as(said).isPositive();
    assertThat(refused)
        .as("a commit and rows that did not fit")
        .anyMatch(it -> it.endsWith(".json"))
        .anyMatch(it -> it.endsWith(".parquet"));
  }

  /** Of the tries of a command: the first one has little hope. */
  private static final List<Double> RATES = List.of(0.3, 0.1, 0.04);

  private static StorageProof.Disturbance disturbedBy(FaultyProxy proxy) {
    return new StorageProof.Disturbance() {
      @Override
      public void begin(int attempt) {
        proxy.rate(RATES.get(attempt - 1));
      }

      @Override
      public void end() {
        proxy.rate(0);
      }

      @Override
      public long faults() {
        return proxy.faults();
      }
    };
  }

  /** What each try of a command may write, the first one next to nothing. */
  private static final List<Long> BYTES = List.of(1_500L, 12_000L, 40_000L, 90_000L);

  private record LittleRoom(Path file) implements StorageProof.Disturbance {
    @Override
    public void begin(int attempt) {
      say(BYTES.get(attempt - 1));
    }

    @Override
    public void end() {
      say(Long.MAX_VALUE);
    }

    @Override
    public long faults() {
      try {
        return FullDisk.refusals(file).size();
      } catch (IOException thrown) {
        throw new UncheckedIOException(thrown);
      }
    }

    private void say(long bytes) {
      try {
        int turn = Integer.parseInt(Files.readString(file).split(" ", 2)[0]);
        FullDisk.room(file, turn + 1, bytes);
      } catch (IOException thrown) {
        throw new UncheckedIOException(thrown);
      }
    }
  }

  /** Tries are short and few, or a test would wait for hours. */
  private static Map<String, String> impatient(Map<String, String> hadoop, URI endpoint) {
    Map<String, String> all = new TreeMap<>(hadoop);
    all.put("fs.s3a.endpoint", endpoint.toString());
    all.put("fs.s3a.connection.establish.timeout", "500");
    all.put("fs.s3a.connection.timeout", "1000");
    all.put("fs.s3a.attempts.maximum", "2");
    all.put("fs.s3a.retry.limit", "3");
    all.put("fs.s3a.retry.interval", "50ms");
    all.put("fs.s3a.retry.throttle.limit", "4");
    all.put("fs.s3a.retry.throttle.interval", "50ms");
    return all;
  }

  private static Map<String, String> spark(Map<String, String> hadoop) {
    Map<String, String> spark = new TreeMap<>();
    hadoop.forEach((name, value) -> spark.put("spark.hadoop." + name, value));
    return spark;
  }

  private Proof.Request request(List<String> more) throws IOException {
    List<String> flags = new ArrayList<>(List.of("@" + JAVA17));
    flags.addAll(List.of("-Xmx1g", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
    flags.addAll(more);
    Launch launch =
        new Launch(
            JAVA,
            flags,
            CLASSES + ":" + JAR + ":" + SPARK + "/jars/*",
            "io.finlake.etl.cli.ProveChild",
            Map.of(),
            Optional.empty());
    Path own = Files.createDirectories(folder.resolve("proof"));
    return new Proof.Request(
        own,
        SEED,
        true,
        launch,
        new Undisturbed(own.resolve("undisturbed"), SEED, launch, StorageFaultsIT::progress),
        StorageFaultsIT::progress);
  }

  /** A test of minutes says what goes on. */
  private static void progress(String text) {
    System.out.println("faults: " + text);
  }
}
