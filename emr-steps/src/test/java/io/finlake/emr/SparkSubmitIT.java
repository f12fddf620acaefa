package io.finlake.emr;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The shaded jar under the real SparkSubmit, with nothing but Spark and Delta on the class path.
 */
class SparkSubmitIT {
  private static final Path JAR = Path.of(System.getProperty("finlake.jar"));
  private static final Path SPARK = Path.of(System.getProperty("finlake.spark.home"));
  private static final Path JAVA17 = Path.of(System.getProperty("finlake.java17"));
  private static final long PATIENCE_MINUTES = 4;

  @TempDir private Path folder;

  private record Ended(int exitCode, String out, String err) {}

  private Ended submit(List<String> settings, String... arguments)
      throws IOException, InterruptedException {
    return submit(SPARK + "/jars/*", settings, arguments);
  }

  private Ended submit(String classPath, List<String> settings, String... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("@" + JAVA17);
    command.addAll(List.of("-Xmx1g", "-XX:TieredStopAtLevel=1", "-cp", classPath));
    command.add("org.apache.spark.deploy.SparkSubmit");
    command.addAll(List.of("--master", "local[1]", "--class", "io.finlake.emr.FinlakeMain"));
    command.addAll(settings);
    command.add(JAR.toString());
    command.addAll(List.of(arguments));
    Path out = folder.resolve("out");
    Path err = folder.resolve("err");
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().keySet().removeIf(name -> name.startsWith("SPARK_"));
    Process process =
        builder
            .directory(folder.toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile())
            .start();
    assertThat(process.waitFor(PATIENCE_MINUTES, TimeUnit.MINUTES)).isTrue();
    return new Ended(
        process.exitValue(), Files.readString(out, UTF_8), Files.readString(err, UTF_8));
  }

  @Test
  void helpIsAnswered() throws Exception {
    Ended help = submit(List.of(), "--help");
    assertThat(help.exitCode()).as(help.err()).isZero();
    assertThat(help.out()).startsWith("Usage: finlake").contains("contracts").contains("query");
  }

  @Test
  void contractsInTheJarAreChecked() throws Exception {
    // YAML, JSON Schema and their resources all come from the shaded jar here.
    Ended check = submit(List.of(), "contracts", "check", "--format", "json");
    assertThat(check.exitCode()).as(check.err() + check.out()).isZero();
    assertThat(check.out()).isEqualTo("[]\n");
  }

  @Test
  void aQueryRunsOnASessionThatFinlakeConfiguresItself() throws Exception {
    Ended query =
        submit(
            List.of(),
            "query",
            "--lake",
            folder.resolve("lake").toString(),
            "--format",
            "json",
            "SELECT 1 AS one, TIMESTAMP '2026-01-05 10:00:00' AS at");
    assertThat(query.exitCode()).as(query.err()).isZero();
    // UTC whatever this machine's zone is, and nothing but the answer on standard output.
    assertThat(query.out()).isEqualTo("[\n{\"one\":1,\"at\":\"2026-01-05T10:00:00Z\"}\n]\n");
    assertThat(folder.resolve("spark-warehouse")).doesNotExist();
    assertThat(folder.resolve("metastore_db")).doesNotExist();
  }

  @Test
  void theExitCodeOfACommandIsTheProcesss() throws Exception {
    Ended query =
        submit(
            List.of(),
            "query",
            "--lake",
            folder.resolve("lake").toString(),
            "DROP TABLE processed.cards");
    assertThat(query.exitCode()).as(query.err()).isEqualTo(2);
    assertThat(query.out()).isEmpty();
    assertThat(query.err()).contains("BAD_QUERY").doesNotContain("\tat io.finlake");
  }

  @Test
  void aSettingThatLosesRowsIsRefused() throws Exception {
    Ended query =
        submit(
            List.of("--conf", "spark.sql.files.ignoreMissingFiles=true"),
            "query",
            "--lake",
            folder.resolve("lake").toString(),
            "SELECT 1");
    assertThat(query.exitCode()).as(query.err()).isEqualTo(2);
    assertThat(query.err()).contains("UNSAFE_LAKE").contains("ignoreMissingFiles");
  }

  @Test
  void withoutDeltaItSaysWhatToAdd() throws Exception {
    String classPath;
    try (Stream<Path> jars = Files.list(SPARK.resolve("jars"))) {
      classPath =
          String.join(
              System.getProperty("path.separator"),
              jars.filter(jar -> !jar.getFileName().toString().startsWith("delta-"))
                  .map(Path::toString)
                  .sorted()
                  .toList());
    }
    Ended query =
        submit(
            classPath, List.of(), "query", "--lake", folder.resolve("lake").toString(), "SELECT 1");
    assertThat(query.exitCode()).as(query.err()).isEqualTo(2);
    assertThat(query.err())
        .contains("UNSAFE_LAKE")
        .contains("--packages io.delta:delta-spark_2.12");
  }

  @Test
  void theJarHoldsOursAndRelocatedClassesAlone() throws IOException {
    try (JarFile jar = new JarFile(JAR.toFile())) {
      assertThat(jar.stream().map(JarEntry::getName).filter(name -> name.endsWith(".class")))
          .isNotEmpty()
          .allSatisfy(name -> assertThat(name).startsWith("io/finlake/"));
      assertThat(
              jar.stream()
                  .map(JarEntry::getName)
                  .filter(name -> name.startsWith("META-INF/services/")))
          .allSatisfy(
              name ->
                  assertThat(name)
                      .matches("META-INF/services/(|io\\.finlake\\..*|org\\.apache\\.spark\\..*)"));
    }
  }
}
