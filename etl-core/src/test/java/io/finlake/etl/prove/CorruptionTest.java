package io.finlake.etl.prove;

import static org.assertj.core.api.Assertions.assertThat;

import io.finlake.etl.cli.Finlake;
import io.finlake.etl.cli.Surroundings;
import io.finlake.etl.config.LakeLocations;
import io.finlake.etl.contract.Contract;
import io.finlake.etl.contract.Zone;
import io.finlake.etl.doctor.Damage;
import io.finlake.etl.doctor.Depth;
import io.finlake.etl.doctor.Examination;
import io.finlake.etl.doctor.Finding;
import io.finlake.etl.ledger.BatchRecord;
import io.finlake.etl.ledger.Ledger;
import io.finlake.etl.ledger.LedgerRebuild;
import io.finlake.etl.plan.Batch;
import io.finlake.etl.prove.LakeContent.Entry;
import io.finlake.etl.testing.SharedSession;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A small lake of two days, whole and damaged. */
class CorruptionTest {
  private static final byte[] KEY = new byte[32];

  @TempDir private static Path folder;

  private static Path lake;
  private static List<Contract> contracts;
  private static List<Entry> content;

  @TempDir private Path damaged;

  @BeforeAll
  static void aLakeIsMade() throws IOException {
    assertThat(SharedSession.spark().sparkContext().isStopped()).isFalse();
    Ground ground = Ground.make(folder.resolve("ground"), 7, Size.TINY);
    Child.Place place = new Child.Place(folder.resolve("whole"), folder.resolve("ground"));
    Files.createDirectories(place.folder());
    Child.goOn(place.folder(), place.groundFolder(), CorruptionTest::finlake);
    assertThat(place.failures()).isEmpty();
    lake = place.lake();
    copy(ground.delivery(Ground.day(1)), lake.resolve("raw"));
    contracts =
        io.finlake.etl.contract.ContractFiles.read(ground.contracts()).contracts();
    assertThat(run(lake)).isZero();
    content = content(lake);
  }

  @Test
  void whatIsDamagedIsNamedAndAWholeLakeIsNot() {
    CorruptionProof.Tries tries = new CorruptionProof.Tries(lake, damaged, contracts, 3);

    tries.healthy();
    tries.round();

    assertThat(tries.wrong()).isEmpty();
    assertThat(tries.faults()).isGreaterThan(18);
  }

  private static int run(Path where) {
    return finlake("run", "--lake", where.toString(), "--contracts",
        folder.resolve("ground/contracts").toString());
  }

  private static int finlake(String... words) {
    StringWriter said = new StringWriter();
    Surroundings surroundings =
        new Surroundings(
            new PrintWriter(said),
            new PrintWriter(said),
            Map.of("FINLAKE_SECRET_TOKEN_KEY_V1", Base64.getEncoder().encodeToString(KEY)),
            folder,
            folder,
            Optional.of(folder.resolve("log")),
            OptionalInt.empty(),
            OptionalInt.empty());
    int code = Finlake.run(surroundings, words);
    if (code != 0) {
      System.err.println(String.join(" ", words) + "\n" + said);
    }
    return code;
  }

  private static List<Entry> content(Path where) {
    LakeContent.Read read = LakeContent.of(where, contracts);
    assertThat(read.problems()).isEmpty();
    return read.entries();
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Path copy = to.resolve(from.relativize(file));
        Files.createDirectories(copy.getParent());
        Files.copy(file, copy, StandardCopyOption.COPY_ATTRIBUTES);
      }
    }
  }
}
