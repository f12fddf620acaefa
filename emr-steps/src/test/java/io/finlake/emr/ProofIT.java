package io.finlake.emr;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.finlake.etl.prove.CrashProof;
import io.finlake.etl.prove.Launch;
import io.finlake.etl.prove.Proof;
import io.finlake.etl.prove.Size;
import io.finlake.etl.prove.Undisturbed;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * The short proof as it is called by people, and that it fails for a build that lacks a safeguard.
 * Those builds take minutes more: {@code ./mvnw verify -Dfinlake.prove=short}.
 */
class ProofIT {
  private static final Path JAR = Path.of(System.getProperty("finlake.jar"));
  private static final Path SPARK = Path.of(System.getProperty("finlake.spark.home"));
  private static final Path JAVA17 = Path.of(System.getProperty("finlake.java17"));
  private static final Path ROOT = Path.of(System.getProperty("finlake.root"));
  private static final Path JAVA = Path.of(System.getProperty("java.home"), "bin", "java");
  private static final long PATIENCE_MINUTES = 25;

  /** A test of minutes, which is asked for by name. */
  @Retention(RetentionPolicy.RUNTIME)
  @Test
  @EnabledIfSystemProperty(
      named = "finlake.prove",
      matches = "short",
      disabledReason = "takes minutes; run with -Dfinlake.prove=short")
  private @interface TestWhenAsked {}

  @TempDir private Path folder;

  @Test
  void nothingIsLostDoubledOrWrong() throws Exception {
    List<String> command = new ArrayList<>(List.of(JAVA.toString(), "@" + JAVA17));
    command.addAll(List.of("-Xmx1g", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
    command.add(
        "-Dlog4j2.configurationFile="
            + ROOT.resolve("emr-steps/src/main/launch/log4j2.properties"));
    command.add("-Dfinlake.log=" + folder.resolve("controller.log"));
    command.addAll(List.of("-cp", JAR + ":" + SPARK + "/jars/*", FinlakeMain.class.getName()));
    command.addAll(
        List.of("prove", "--short", "--format", "csv", "--folder", folder.resolve("p").toString()));
    Path out = folder.resolve("out");
    Path err = folder.resolve("err");
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(out.toFile())
            .redirectError(err.toFile())
            .start();
    try {
      assertThat(process.waitFor(PATIENCE_MINUTES, TimeUnit.MINUTES)).isTrue();
    } finally {
      process.destroyForcibly();
    }
    String said = Files.readString(err, UTF_8);
    assertThat(process.exitValue()).as(said).isZero();
    List<String> lines = Files.readAllLines(out, UTF_8);
    assertThat(lines.get(0)).isEqualTo("property,tries,faults,lost,doubled,wrong,seconds");
    assertThat(lines).hasSize(6);
    // A lake whose last processes end before their victim's step is followed by another one.
    assertThat(lines.get(1)).matches("crash,[12],1[2-9],0,0,0,[0-9.]+");
    assertThat(lines.get(2)).matches("corruption,\\d+,2[0-9],0,0,0,[0-9.]+");
    assertThat(lines.get(3)).matches("hostile,8000,\\d{5},0,0,0,[0-9.]+");
    assertThat(lines.get(4)).matches("races,1,\\d+,0,0,0,[0-9.]+");
    assertThat(lines.get(5)).matches("protection,1,\\d+,0,0,0,[0-9.]+");
    assertThat(said)
        .contains("killed at a random moment")
        .contains("killed at run: after the commit of processed/<t>");
  }

  /** The moment that exactly once stands on: the rows are there, and no record says so. */
  @TestWhenAsked
  void whoIsKilledBetweenTableAndRecordDoublesNothing() throws Exception {
    Proof.Result found =
        tiny(
            Files.createDirectories(folder.resolve("whole")),
            List.of("run: after the commit of processed/<t>"));
    assertThat(found.faults()).isEqualTo(1);
    assertThat(found.proven()).as("%s", found.examples()).isTrue();
  }

  /** Or the builds below would fail for another reason than the one that is named. */
  @TestWhenAsked
  void withEverySafeguardTheSameLakeIsRight() throws Exception {
    Proof.Result found = tiny(Files.createDirectories(folder.resolve("whole")), List.of());
    assertThat(found.proven()).as("%s", found.examples()).isTrue();
    assertThat(found.notes()).noneMatch(note -> note.contains(" of 0 named steps"));
  }

  /**
   * A build that forgets what is committed: the position is read from the ledger, not from the
   * table's own commit, and a number that the table has is written again.
   */
  @TestWhenAsked
  void withoutTheTransactionIdRowsAreDoubled() throws Exception {
    Path broken =
        compiled(
            without("table/PlainWrite", "newest(open) >= request.number()", "false"),
            without(
                "ledger/Lake",
                "head(key.zone(), key.dataset()).number(key.tableApp()).orElse(0)",
                "ledger.recorded(key)"));
    Proof.Result found = tiny(broken, List.of("run: after the commit of processed/<t>"));
    assertThat(found.faults()).isEqualTo(1);
    assertThat(found.doubled()).as("%s", found.examples()).isPositive();
    assertThat(found.proven()).isFalse();
  }

  @TestWhenAsked
  void withoutTheOrderBySequenceAnOlderVersionWins() throws Exception {
    Path broken =
        compiled(
            without(
                "process/Decisions",
                "Stream.of(sequence.desc_nulls_last(), hash.desc())",
                "Stream.of(hash.desc())"));
    assertThat(tiny(broken, List.of()).examples())
        .anySatisfy(it -> assertThat(it).contains("is not its newest version"));
  }

  @TestWhenAsked
  void withoutTheTokenKeyTokensAreNotTheLakes() throws Exception {
    Path broken =
        compiled(without("protect/TokenKeys", "return root.clone();", "return new byte[32];"));
    assertThat(tiny(broken, List.of()).examples())
        .anySatisfy(it -> assertThat(it).contains("is not its newest version"));
  }

  @TestWhenAsked
  void withoutTheBalanceAgainstControlTotalsAWrongDeliveryIsTaken() throws Exception {
    Path broken = compiled(without("process/ControlTotalsCheck", "!problems.isEmpty()", "false"));
    assertThat(tiny(broken, List.of()).examples())
        .anySatisfy(it -> assertThat(it).contains("process ended with exit code 0"));
  }

  private Proof.Result tiny(Path before, List<String> steps) throws IOException {
    List<String> flags = new ArrayList<>(List.of("@" + JAVA17));
    flags.addAll(List.of("-Xmx1g", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
    Launch launch =
        new Launch(
            JAVA,
            flags,
            before + ":" + JAR + ":" + SPARK + "/jars/*",
            "io.finlake.etl.cli.ProveChild",
            Map.of(),
            Optional.empty());
    Undisturbed undisturbed = new Undisturbed(folder.resolve("undisturbed"), 1, launch, text -> {});
    Path own = Files.createDirectories(folder.resolve("proof"));
    return new CrashProof(
            new Proof.Request(own, 1, true, launch, undisturbed, text -> {}),
            new CrashProof.Settings(steps.size(), Size.TINY, steps))
        .run();
  }

  /** A source of finlake in which one thing is said otherwise; it must be said once. */
  private Path without(String name, String safeguard, String instead) throws IOException {
    Path source = ROOT.resolve("etl-core/src/main/java/io/finlake/etl/" + name + ".java");
    String text = Files.readString(source, UTF_8);
    assertThat(text).containsOnlyOnce(safeguard);
    Path changed = folder.resolve("broken-source").resolve(source.getFileName());
    Files.createDirectories(changed.getParent());
    return Files.writeString(changed, text.replace(safeguard, instead));
  }

  private Path compiled(Path... sources) throws IOException {
    Path classes = Files.createDirectories(folder.resolve("broken"));
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    List<String> arguments =
        new ArrayList<>(
            List.of("-nowarn", "-proc:none", "--release", "17", "-d", classes.toString()));
    arguments.addAll(List.of("-cp", JAR + ":" + sparkJars()));
    for (Path source : sources) {
      arguments.add(source.toString());
    }
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    assertThat(compiler.run(null, said, said, arguments.toArray(new String[0])))
        .as("%s", said)
        .isZero();
    return classes;
  }

  /** The compiler does not know what a star means, as java does. */
  private static String sparkJars() throws IOException {
    try (Stream<Path> jars = Files.list(SPARK.resolve("jars"))) {
      return jars.map(Path::toString).sorted().collect(Collectors.joining(":"));
    }
  }
}
