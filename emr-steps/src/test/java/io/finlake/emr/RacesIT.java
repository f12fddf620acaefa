package io.finlake.emr;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.finlake.etl.prove.Launch;
import io.finlake.etl.prove.Proof;
import io.finlake.etl.prove.RacesProof;
import io.finlake.etl.prove.Size;
import io.finlake.etl.prove.Undisturbed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * Several processes commit to one log on a store that speaks S3. Whole lakes take minutes and are
 * asked for by name: {@code ./mvnw verify -Dfinlake.prove=races}.
 */
class RacesIT {
  private static final Path JAR = Path.of(System.getProperty("finlake.jar"));
  private static final Path SPARK = Path.of(System.getProperty("finlake.spark.home"));
  private static final Path JAVA17 = Path.of(System.getProperty("finlake.java17"));
  private static final Path CLASSES = Path.of("target", "test-classes").toAbsolutePath();
  private static final Path JAVA = Path.of(System.getProperty("java.home"), "bin", "java");
  private static final int RACERS = 3;
  private static final int COMMITS = 20;

  @TempDir private Path folder;

  @Test
  void conditionalPutsLoseNoCommitOfSeveralProcesses() throws Exception {
    try (S3StandIn store = S3StandIn.start(folder, "lake")) {
      assertThat(race(store, "io.finlake.etl.aws.ConditionalPutLogStore"))
          .hasSize(RACERS * COMMITS)
          .doesNotHaveDuplicates();
    }
  }

  /** The same race: or the test above would prove nothing. */
  @Test
  void deltasOwnStoreLosesSomeAndSaysThatAllWereMade() throws Exception {
    try (S3StandIn store = S3StandIn.start(folder, "lake")) {
      assertThat(race(store, "io.delta.storage.S3SingleDriverLogStore"))
          .hasSizeLessThan(RACERS * COMMITS);
    }
  }

  @Test
  @EnabledIfSystemProperty(
      named = "finlake.prove",
      matches = "races",
      disabledReason = "takes minutes; run with -Dfinlake.prove=races")
  void ofTwoProcessesOnS3NoneLosesOrDoublesARow() throws Exception {
    try (S3StandIn store = S3StandIn.start(folder, "lake")) {
      Map<String, String> spark = new TreeMap<>();
      store.hadoop().forEach((name, value) -> spark.put("spark.hadoop." + name, value));
      proven(
          new RacesProof.Settings(
              List.of(2), Size.SHORT, "s3a://lake/proof", spark, hadoop(store)));
    }
  }

  @Test
  @EnabledIfSystemProperty(
      named = "finlake.prove",
      matches = "races",
      disabledReason = "takes minutes; run with -Dfinlake.prove=races")
  void ofFourProcessesOnADiskNoneLosesOrDoublesARow() throws IOException {
    String root = folder.resolve("lakes").toString();
    proven(new RacesProof.Settings(List.of(4), Size.SHORT, root, Map.of(), new Configuration()));
  }

  private void proven(RacesProof.Settings settings) throws IOException {
    List<String> flags = new ArrayList<>(List.of("@" + JAVA17));
    flags.addAll(List.of("-Xmx1g", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
    Launch launch =
        new Launch(
            JAVA,
            flags,
            JAR + ":" + SPARK + "/jars/*",
            "io.finlake.etl.cli.ProveChild",
            Map.of(),
            Optional.empty());
    Path own = Files.createDirectories(folder.resolve("proof"));
    Proof.Result found =
        new RacesProof(
                new Proof.Request(
                    own,
                    1,
                    true,
                    launch,
                    new Undisturbed(own.resolve("undisturbed"), 1, launch, text -> {}),
                    text -> {}),
                settings)
            .run();
    assertThat(found.proven()).as("%s", found.examples()).isTrue();
    assertThat(found.faults()).isPositive();
  }

  /** What the log holds after all have said that all their commits were made. */
  private List<String> race(S3StandIn store, String logStore) throws Exception {
    Path go = folder.resolve("go");
    List<Process> racers = new ArrayList<>();
    try {
      for (int racer = 0; racer < RACERS; racer++) {
        racers.add(start(store, logStore, "racer-" + racer, go));
      }
      for (int racer = 0; racer < RACERS; racer++) {
        Path ready = folder.resolve("ready-racer-" + racer);
        while (Files.notExists(ready) && racers.get(racer).isAlive()) {
          Thread.sleep(5);
        }
      }
      Files.createFile(go);
      for (Process racer : racers) {
        assertThat(racer.waitFor(2, TimeUnit.MINUTES)).isTrue();
        String said = Files.readString(folder.resolve("racers.log"), UTF_8);
        assertThat(racer.exitValue()).as(said).isZero();
      }
    } finally {
      racers.forEach(Process::destroyForcibly);
    }
    return store.texts("lake", "t/_delta_log/0");
  }

  private Process start(S3StandIn store, String logStore, String name, Path go) throws IOException {
    List<String> command = new ArrayList<>(List.of(JAVA.toString(), "-Xmx256m"));
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
    command.addAll(List.of("-cp", CLASSES + ":" + JAR + ":" + SPARK + "/jars/*"));
    command.addAll(List.of(LogRacer.class.getName(), logStore, "s3a://lake/t/_delta_log"));
    command.addAll(List.of(Integer.toString(COMMITS), name, go.toString()));
    store.hadoop().forEach((setting, value) -> command.add(setting + "=" + value));
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(folder.resolve("racers.log").toFile()))
        .start();
  }

  private static Configuration hadoop(S3StandIn store) {
    Configuration hadoop = new Configuration();
    store.hadoop().forEach(hadoop::set);
    return hadoop;
  }
}
