package io.finlake.etl.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.finlake.etl.contract.Format;
import io.finlake.etl.contract.RawSource;
import io.finlake.etl.error.FinlakeException;
import io.finlake.etl.plan.RawObject;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ObjectDiscoveryTest {
  @TempDir private Path raw;

  @Test
  void onlyFoldersThatCanHoldNewsAreListed() throws IOException {
    for (int month = 1; month <= 12; month++) {
      for (int day = 1; day <= 28; day++) {
        land("p/2025/%02d/%02d/a.csv".formatted(month, day));
      }
    }
    land("p/2026/01/02/b.csv");

    ObjectDiscovery.Landed landed = discover(Optional.of(LocalDate.of(2026, 1, 1)), false);

    // three days back is 29 December, and no folder of that month is as young
    assertThat(landed.objects()).map(RawObject::path).containsExactly("p/2026/01/02/b.csv");
    // the root, 2025, its December, 2026, its January, and one day
    assertThat(landed.listedFolders()).isEqualTo(6);
    assertThat(discover(Optional.of(LocalDate.of(2026, 1, 1)), true).objects()).hasSize(337);
  }

  @Test
  void hiddenNamesAreIgnoredAndFoldersWhereObjectsShouldBeAreReported() throws IOException {
    land("p/2026/01/02/_SUCCESS");
    land("p/2026/01/02/.a.csv.crc");
    land("p/2026/01/02/a.csv");
    land("p/2026/01/02/b.csv/part");
    land("p/2026/13/02/c.csv");

    ObjectDiscovery.Landed landed = discover(Optional.empty(), false);

    assertThat(landed.objects()).map(RawObject::path).containsExactly("p/2026/01/02/a.csv");
    assertThat(landed.objects().get(0).date()).contains(LocalDate.of(2026, 1, 2));
    assertThat(landed.unexpected()).containsExactly("p/2026/01/02/b.csv", "p/2026/13");
  }

  @Test
  void nothingLandedYetIsNothing() {
    assertThat(discover(Optional.empty(), false).objects()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a;rm -rf x.csv",
        "a..csv..",
        "it's.csv",
        "say \"no\".csv",
        "with  spaces .csv",
        "100%.csv",
        "%2e%2e%2fx.csv",
        "%00.csv",
        "key=value.csv",
        "line\nbreak.csv",
        "tab\there.csv",
        "a#b?c=d&e.csv",
        "a:b.csv",
        "{a,b}*[c].csv",
        "back\\slash.csv",
        "$(id) `id`.csv",
        "Übersicht 取引 😀.csv",
        "e\u0301\u202ecsv.exe",
        "~",
        "-rf",
        "4111111111111111.csv"
      })
  void anyNameIsAnObjectAndIsReadByThatName(String name) throws IOException {
    land("p/2026/01/02/" + name);

    List<RawObject> objects = discover(Optional.empty(), false).objects();

    assertThat(objects).map(RawObject::path).containsExactly("p/2026/01/02/" + name);
    RawObject found = objects.get(0);
    ReadPlan.PlannedObject planned =
        new ReadPlan.PlannedObject(found.path(), found.bytes(), found.modified().toEpochMilli());
    String zone = raw.toUri().toString().replaceAll("/$", "");
    try (InputStream in = HadoopObject.verified(zone, planned, new Configuration()).open()) {
      assertThat(in.readAllBytes()).asString().isEqualTo("x");
    }
  }

  @Test
  void aNameThatIsNoTextStopsTheListingAndIsNotPassedOver() throws Exception {
    land("p/2026/01/02/a.csv");
    // Java reads 0xff as a character that leads to no file
    String make = "touch \"$1/$(printf 'b\\377.csv')\"";
    Path folder = raw.resolve("p/2026/01/02");
    int made = new ProcessBuilder("sh", "-c", make, "sh", folder.toString()).start().waitFor();
    assumeThat(made).isZero();
    assumeThat(folder.toFile().list()).hasSize(2);

    assertThatThrownBy(() -> discover(Optional.empty(), false))
        .isInstanceOf(FinlakeException.class)
        .hasMessageContaining("the folder p/2026/01/02 of raw holds a name that cannot be read");
  }

  private ObjectDiscovery.Landed discover(Optional<LocalDate> newest, boolean sweep) {
    RawSource source =
        new RawSource(
            new Format.JsonLines(),
            "p",
            Optional.of("yyyy/MM/dd"),
            "*",
            3,
            24,
            RawSource.Batching.ALL,
            RawSource.Redelivery.REFUSE,
            RawSource.Resend.HOLD,
            RawSource.Evolution.IGNORE,
            Optional.empty(),
            Optional.empty());
    return new ObjectDiscovery(new Configuration())
        .discover(source, raw.toUri().toString().replaceAll("/$", ""), newest, sweep);
  }

  private void land(String path) throws IOException {
    Path file = raw.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, "x");
  }
}
