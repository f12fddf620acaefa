package io.finlake.etl.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.finlake.etl.error.ErrorCode;
import io.finlake.etl.error.FinlakeException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Finding files, and reporting what cannot even be read. */
class ContractFilesTest {
  @TempDir private Path folder;

  private void write(String file, byte[] bytes) throws IOException {
    Path path = folder.resolve(file);
    Files.createDirectories(path.getParent());
    Files.write(path, bytes);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void folderWithoutContractsIsAProblem() {
    assertThat(ContractFiles.read(folder).problems())
        .singleElement()
        .satisfies(problem -> assertThat(problem.text()).isEqualTo("has no contract"));
    assertThat(ContractFiles.read(folder.resolve("nowhere")).problems()).hasSize(1);
  }

  @Test
  void everyUnreadableFileIsReportedAtOnceAndInOrder() throws IOException {
    write("a/large/contract.yaml", new byte[ContractSource.MAXIMUM_BYTES + 1]);
    write("b/latin/contract.yaml", "kind: ä".getBytes(StandardCharsets.ISO_8859_1));
    write("c/contract.yaml", bytes("kind: DataContract"));
    write("d/ending/contract.yml", bytes("kind: DataContract"));
    write("e/list/contract.yaml", bytes("- 1"));
    write("e/list/examples/other.yaml", bytes("not a contract, and not looked at"));

    LoadResult result = ContractFiles.read(folder);

    assertThat(result.problems())
        .extracting(Problem::text)
        .containsExactly(
            "is larger than 1048576 bytes",
            "is not UTF-8",
            "is not where contracts are looked for",
            "is not where contracts are looked for",
            "is not a mapping");
    assertThatThrownBy(result::contracts)
        .isInstanceOfSatisfying(
            FinlakeException.class,
            e -> {
              assertThat(e.code()).isEqualTo(ErrorCode.BAD_CONTRACT);
              assertThat(e.problem()).isEqualTo("5 problems in 5 contracts");
              assertThat(e.causeText()).contains("is not UTF-8", "contract.yml:0: is not where");
            });
    assertThat(ContractReport.check(result))
        .contains("    problem: is not UTF-8", "    remedy:  save it as UTF-8")
        .last()
        .isEqualTo("5 problems in 5 files, 0 contracts without a problem");
  }

  /** A few lines of aliases that stand for a million values must not be unfolded. */
  @Test
  void aliasesThatGrowAreStopped() throws IOException {
    StringBuilder bomb = new StringBuilder("a0: &a0 [1, 1, 1, 1, 1, 1, 1, 1, 1, 1]\n");
    for (int i = 1; i < 9; i++) {
      String before = "*a" + (i - 1);
      bomb.append("a").append(i).append(": &a").append(i).append(" [");
      bomb.append(String.join(", ", java.util.Collections.nCopies(5, before))).append("]\n");
    }
    write("a/bomb/contract.yaml", bytes(bomb.toString()));

    assertThat(ContractFiles.read(folder).problems())
        .singleElement()
        .satisfies(problem -> assertThat(problem.text()).startsWith("is not YAML: "));
  }

  @Test
  void showsAContractAsTables() {
    Contract cards =
        ContractFiles.read(Path.of("..", "schemas")).contracts().stream()
            .filter(contract -> contract.id().equals(new DatasetId("core", "cards")))
            .findFirst()
            .orElseThrow();

    assertThat(ContractReport.show(cards))
        .contains(
            "core.cards  version 1.0.0  processed.cards",
            "write            upsert, newest updated_at, deleted where status is withdrawn",
            "card_number  STRING     yes            restricted      token card         characters 22"
                + " to 40");
    assertThat(ContractReport.ruleRows(cards).get(0))
        .containsExactly("card_id_required", "card_id", "quarantine", "is there");
  }
}
