package io.finlake.etl.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoFolderTest {
  private static final LocalDate FIRST = LocalDate.of(2026, 1, 5);
  private static final LocalDate SECOND = LocalDate.of(2026, 1, 6);

  @TempDir private Path home;

  private Path write(String path) throws IOException {
    Path file = home.resolve(path);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, path);
  }

  @Test
  void aFolderOfItsOwnIsEmptied() throws IOException {
    Path lake = home.resolve("lake");
    DemoFolder.fresh(lake);
    Path old = write("lake/processed/old/part");
    DemoFolder.fresh(lake);
    assertThat(old).doesNotExist();
    assertThat(lake.resolve("processed")).doesNotExist();
  }

  @Test
  void aFolderOfSomebodyElseIsNeverTouched() throws IOException {
    Path precious = write("lake/precious");
    assertThatThrownBy(() -> DemoFolder.fresh(home.resolve("lake")))
        .hasMessageContaining("BAD_ARGUMENT");
    assertThat(precious).exists();
  }

  @Test
  void aLinkIsNotFollowed() throws IOException {
    Path precious = write("elsewhere/precious");
    Path lake = home.resolve("lake");
    DemoFolder.fresh(lake);
    Files.createSymbolicLink(lake.resolve("link"), precious.getParent());
    DemoFolder.fresh(lake);
    assertThat(precious).exists();
    // A link in the place of the folder itself is refused, even when it leads to a demo folder.
    Path link = Files.createSymbolicLink(home.resolve("other"), lake);
    assertThatThrownBy(() -> DemoFolder.fresh(link)).hasMessageContaining("BAD_ARGUMENT");
  }

  @Test
  void objectsOfLaterDaysWaitForTheirDelivery() throws IOException {
    Path lake = home.resolve("lake");
    DemoFolder demo = DemoFolder.fresh(lake);
    write("lake/landing/raw/crm/customers/2026/01/05/a.csv");
    write("lake/landing/raw/payments/transactions/2026/01/06/13/b.json");
    write("lake/landing/raw/market/flat.json");
    demo.deliver(FIRST, List.of(SECOND));
    assertThat(lake.resolve("raw/crm/customers/2026/01/05/a.csv")).exists();
    assertThat(lake.resolve("raw/market/flat.json")).exists();
    assertThat(lake.resolve("raw/payments")).doesNotExist();
    demo.deliver(SECOND, List.of());
    assertThat(lake.resolve("raw/payments/transactions/2026/01/06/13/b.json")).exists();
  }
}
