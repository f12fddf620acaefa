package io.finlake.etl.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The bank that ships with finlake has no problem, and the class path shows the same contracts. */
class ShippedContractsTest {
  private static final Path FOLDER = Path.of("..", "schemas");

  @Test
  void bankHasNoProblem() {
    assertThat(ContractFiles.read(FOLDER).problems()).isEmpty();
  }

  @Test
  void contractsOfRealDataHaveNoProblem() {
    assertThat(ContractFiles.read(Path.of("..", "examples", "real")).problems()).isEmpty();
  }

  @Test
  void classPathShowsTheSameContractsAsTheFolder() {
    LoadResult packed =
        ContractFiles.read(ShippedContractsTest.class.getClassLoader(), ContractFiles.BANK);

    assertThat(packed.contracts())
        .isNotEmpty()
        .usingRecursiveComparison()
        .isEqualTo(ContractFiles.read(FOLDER).contracts());
  }

  /** Build tools may leave folder entries out of a jar, so that it cannot be asked for a folder. */
  @Test
  void jarWithoutFolderEntriesIsLookedThrough(@TempDir Path folder) throws IOException {
    Path jar = folder.resolve("a jar.jar");
    Path file = FOLDER.resolve("core/accounts/contract.yaml");
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
      out.putNextEntry(new JarEntry("bank/core/accounts/contract.yaml"));
      Files.copy(file, out);
      out.closeEntry();
      out.putNextEntry(new JarEntry("bank/core/accounts/examples/contract.yaml"));
      out.closeEntry();
    }
    try (URLClassLoader loader = new URLClassLoader(new URL[] {jar.toUri().toURL()}, null)) {
      LoadResult result = ContractFiles.read(loader, "bank");

      // Alone it refers to customers that are not there: proof that it was read.
      assertThat(result.problems())
          .extracting(Problem::file)
          .containsOnly("classpath:bank/core/accounts/contract.yaml");
    }
  }

  @Test
  void theTextThatABatchWasPlannedWithIsReadWithoutTheContractsItRefersTo() {
    // Transactions refer to accounts, customer_360 reads other tables: none of them is at hand.
    LoadResult bank = ContractFiles.read(getClass().getClassLoader(), ContractFiles.BANK);
    assertThat(bank.contracts())
        .allSatisfy(
            contract ->
                assertThat(
                        ContractFiles.alone(
                                new ContractSource(
                                    contract.id().path() + "/contract.yaml", contract.text()))
                            .hash())
                    .isEqualTo(contract.hash()));
  }
}
