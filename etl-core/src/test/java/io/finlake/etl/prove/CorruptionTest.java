package io.finlake.etl.prove;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.finlake.etl.cli.Finlake;
import io.finlake.etl.cli.Surroundings;
import io.finlake.etl.config.LakeLocations;
import io.finlake.etl.contract.Contract;
import io.finlake.etl.contract.Zone;
import io.finlake.etl.doctor.Damage;
import io.finlake.etl.doctor.Depth;
import io.finlake.etl.doctor.Examination;
import io.finlake.etl.doctor.Finding;
import io.finlake.etl.evidence.Evidence;
import io.finlake.etl.evidence.EvidencePack;
import io.finlake.etl.explain.LakeView;
import io.finlake.etl.ledger.BatchRecord;
import io.finlake.etl.ledger.Ledger;
import io.finlake.etl.ledger.LedgerRebuild;
import io.finlake.etl.ledger.TableKey;
import io.finlake.etl.lookup.PlainRow;
import io.finlake.etl.lookup.StoredTable;
import io.finlake.etl.lookup.Where;
import io.finlake.etl.prove.LakeContent.Entry;
import io.finlake.etl.testing.SharedSession;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.stream.Collectors;
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
    contracts = io.finlake.etl.contract.ContractFiles.read(ground.contracts()).contracts();
    assertThat(run(lake)).isZero();
    content = content(lake);
  }

  @Test
  void aLedgerIsMadeAgainFromCommitsWhereverTheRebuildIsKilled() throws IOException {
    List<String> whole = ledger(lake);
    boolean killed = true;
    int changes = 0;
    for (; killed; changes += 3) {
      Path copy = damaged.resolve("after-" + changes);
      copy(lake, copy);
      // What may be lost: all, one of the two tables, or a single file.
      switch (changes / 3 % 4) {
        case 0 -> {
          ProofFiles.remove(copy.resolve("control/plans"));
          ProofFiles.remove(copy.resolve("control/records"));
        }
        case 1 -> ProofFiles.remove(copy.resolve("control/plans"));
        case 2 -> ProofFiles.remove(copy.resolve("control/records"));
        default -> Files.delete(aFile(copy.resolve("control/records")));
      }
      if (changes <= 3) {
        // Nothing is done before the plans are back: not a row is read a second time.
        assertThat(run(copy)).isEqualTo(3);
      }
      killed = killed(copy, changes);
      rebuild(copy, new Configuration());
      assertThat(ledger(copy)).as("after %s changes", changes).isEqualTo(whole);
    }
    assertThat(changes).isGreaterThan(9);

    Path last = damaged.resolve("after-" + (changes - 3));
    assertThat(content(last)).containsExactlyInAnyOrderElementsOf(content);
    assertThat(run(last)).isZero();
    // Every object is known: the next run takes none again.
    assertThat(content(last)).containsExactlyInAnyOrderElementsOf(content);
    assertThat(look(last)).isEmpty();
  }

  @Test
  void whatTheDoctorSaysToRunGivesTheTableThatWas() throws IOException {
    copy(lake, damaged);
    Contract accounts =
        contracts.stream()
            .filter(it -> it.id().name().equals("accounts"))
            .findFirst()
            .orElseThrow();
    Path table =
        Path.of(LakeLocations.under(damaged.toString()).table(Zone.PROCESSED, accounts.id()));
    List<String> before = hashes(table);
    Path file = aFile(table);
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length / 2] ^= 4;
    Files.write(file, bytes);

    List<Finding> found = look(damaged);
    for (String command : found.get(0).remedy().split(" && ", -1)) {
      if (command.startsWith("finlake ")) {
        assertThat(finlake(command.substring(8).split(" ", -1))).isZero();
      } else {
        assertThat(shell(command)).isZero();
      }
    }

    assertThat(found).extracting(Finding::damage).containsExactly(Damage.FILE_BYTES);
    assertThat(found.get(0).effect()).containsPattern("\\d+ rows of batch(es)? 1");
    assertThat(hashes(table)).isEqualTo(before).isNotEmpty();
    assertThat(look(damaged)).isEmpty();
  }

  @Test
  void theSameInputsGiveTheSameEvidenceInAnotherLakeAndNoValueOfARow() throws IOException {
    Path other = damaged.resolve("other");
    Path raw = Path.of("proof/accounts");
    for (String day : List.of("2026/03/02", "2026/03/03")) {
      Path objects = raw.resolve(day);
      copy(lake.resolve("raw").resolve(objects), other.resolve("raw").resolve(objects));
      String contracts = folder.resolve("ground/contracts").toString();
      String[] process = {"process", "--dataset", "proof.accounts"};
      assertThat(finlake(words(process, "--lake", other.toString(), "--contracts", contracts)))
          .isZero();
    }
    EvidencePack one = evidence(lake);
    EvidencePack two = evidence(other);

    for (String part :
        List.of("inputs.json", "contracts.json", "balances.json", "rules.json", "rows.json")) {
      assertThat(accounts(one, part)).as(part).hasSize(1).isEqualTo(accounts(two, part));
    }
    JsonNode rows = accounts(one, "rows.json").get(0).get("accepted");
    assertThat(rows.get("rows").asLong()).isPositive();
    assertThat(rows.get("version").asText()).isEqualTo("batch");
    assertThat(evidence(lake).differences(one)).isEmpty();
    assertThat(one.problems()).isEmpty();

    String text =
        one.parts().entrySet().stream()
            .filter(part -> part.getKey().endsWith(".json"))
            .map(part -> new String(part.getValue(), StandardCharsets.UTF_8))
            .collect(Collectors.joining());
    assertThat(text).doesNotContainPattern("v1\\.[A-Za-z0-9_-]{20}|999999\\d{10}|A00\\d\\d");

    Path pack = damaged.resolve("pack");
    one.write(pack);
    assertThat(verify(pack)).isZero();
    assertThat(shell("cd " + pack + " && sha256sum -c --quiet SHA256SUMS")).isZero();
    Path balances = pack.resolve("balances.json");
    String stated = Files.readString(balances);
    Files.writeString(balances, stated.replaceFirst("\"read\" : (\\d+)", "\"read\" : 1$1"));
    assertThat(verify(pack)).isEqualTo(3);
    // Whoever mends the hashes too is found out by the lake.
    Map<String, byte[]> forged = new TreeMap<>(EvidencePack.read(pack).parts());
    forged.keySet().removeAll(List.of("manifest.json", "SHA256SUMS"));
    Path second = damaged.resolve("forged");
    EvidencePack.of(one.run().orElseThrow(), forged).write(second);
    assertThat(EvidencePack.read(second).problems()).isEmpty();
    assertThat(verify(second)).isEqualTo(3);
  }

  private static int verify(Path pack) {
    String contracts = folder.resolve("ground/contracts").toString();
    return finlake(
        "evidence", "verify", pack.toString(), "--lake", lake.toString(), "--contracts", contracts);
  }

  private static EvidencePack evidence(Path where) {
    LakeLocations locations = LakeLocations.under(where.toString());
    return new Evidence(LakeView.of(new Configuration(), locations, contracts)).of("latest");
  }

  private static List<JsonNode> accounts(EvidencePack pack, String part) throws IOException {
    List<JsonNode> entries = new ArrayList<>();
    for (JsonNode entry : new ObjectMapper().readTree(pack.parts().get(part))) {
      if (entry.get("table").asText().equals("processed.proof.accounts")) {
        entries.add(entry);
      }
    }
    return entries;
  }

  private static String[] words(String[] first, String... more) {
    return Stream.concat(Stream.of(first), Stream.of(more)).toArray(String[]::new);
  }

  private static List<String> hashes(Path table) {
    return StoredTable.at(new Configuration(), table.toString())
        .orElseThrow()
        .rows(Where.all(), Comparator.comparing(PlainRow::toString), Integer.MAX_VALUE)
        .rows()
        .stream()
        .map(row -> row.text("_content_hash"))
        .sorted()
        .toList();
  }

  private static int shell(String command) throws IOException {
    Process process = new ProcessBuilder("sh", "-c", command).inheritIO().start();
    return process.onExit().join().exitValue();
  }

  private static Path aFile(Path table) {
    return StoredTable.at(new Configuration(), table.toString()).orElseThrow().paths().stream()
        .sorted()
        .map(table::resolve)
        .findFirst()
        .orElseThrow();
  }

  private static boolean killed(Path where, int changes) {
    try {
      rebuild(where, DyingDisk.after(changes));
      return false;
    } catch (RuntimeException dead) {
      return true;
    }
  }

  private static void rebuild(Path where, Configuration hadoop) {
    LakeLocations locations = LakeLocations.under(where.toString());
    List<LedgerRebuild.Named> tables =
        new Examination(hadoop, locations, contracts, "", Instant.EPOCH).tables();
    LedgerRebuild rebuild = LedgerRebuild.look(hadoop, locations, tables);
    if (rebuild.needed()) {
      rebuild.apply();
    }
  }

  private static List<Finding> look(Path where) {
    String arguments = " --lake " + where + " --contracts " + folder.resolve("ground/contracts");
    return new Examination(
            new Configuration(),
            LakeLocations.under(where.toString()),
            contracts,
            arguments,
            Instant.EPOCH)
        .look(Depth.EVERY_BYTE);
  }

  /** Every plan and record, to the last field; but how long it took stands in no commit. */
  private static List<String> ledger(Path where) {
    LakeLocations locations = LakeLocations.under(where.toString());
    Ledger ledger = Ledger.open(new Configuration(), locations);
    List<String> all = new ArrayList<>();
    for (Contract contract : contracts) {
      String path = locations.table(contract.zone(), contract.id());
      TableKey key =
          new TableKey(
              contract.zone(),
              contract.id(),
              StoredTable.at(new Configuration(), path).orElseThrow().incarnation());
      all.add(key + " " + ledger.planned(key) + " " + ledger.recorded(key));
      ledger.batches(key).forEach(batch -> all.add(String.valueOf(batch)));
      ledger.records(key).forEach(record -> all.add(text(record)));
    }
    return all;
  }

  private static String text(BatchRecord record) {
    return String.valueOf(record)
            .replaceAll("milliseconds=\\d+", "")
            .replaceAll("money=\\{.*?\\}|rules=\\{.*?\\}", "")
        + new TreeMap<>(record.rules())
        + new TreeMap<>(record.balance().money());
  }

  private static int run(Path where) {
    return finlake(
        "run",
        "--lake",
        where.toString(),
        "--contracts",
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
