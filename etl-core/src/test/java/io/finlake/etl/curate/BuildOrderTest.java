package io.finlake.etl.curate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.finlake.etl.contract.Contract;
import io.finlake.etl.contract.DatasetId;
import io.finlake.etl.contract.Derivation;
import io.finlake.etl.contract.Zone;
import io.finlake.etl.error.FinlakeException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class BuildOrderTest {
  @Test
  void eachTableComesAfterTheCuratedTablesThatItReads() {
    Contract kpi = reads("x.kpi", "x.fact", "x.session");
    Contract fact = reads("x.fact");
    Contract session = reads("x.session");
    Contract report = reads("x.report", "x.kpi", "x.fact");

    assertThat(BuildOrder.levels(List.of(report, kpi, session, fact)))
        .containsExactly(List.of(fact, session), List.of(kpi), List.of(report));
  }

  @Test
  void anInputThatIsNotBuiltNowAsksForNoOrder() {
    Contract kpi = reads("x.kpi", "x.fact");

    assertThat(BuildOrder.levels(List.of(kpi))).containsExactly(List.of(kpi));
  }

  @Test
  void tablesThatWaitForEachOtherAreRefused() {
    assertThatThrownBy(() -> BuildOrder.levels(List.of(reads("x.a", "x.b"), reads("x.b", "x.a"))))
        .isInstanceOf(FinlakeException.class)
        .hasMessageContaining("no order in which to build x.a, x.b");
  }

  private static Contract reads(String id, String... curated) {
    List<Derivation.Input> inputs =
        Stream.concat(
                Stream.of(input(Zone.PROCESSED, "x.fact")), // of the same name, another zone
                Stream.of(curated).map(name -> input(Zone.CURATED, name)))
            .toList();
    return new Contract(
        DatasetId.parse(id),
        "1.0.0",
        "",
        "",
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        new Contract.Origin.Derived(new Derivation("M", new Derivation.Build.Whole(), inputs)),
        Optional.empty(),
        "",
        "");
  }

  private static Derivation.Input input(Zone zone, String name) {
    return new Derivation.Input(zone, DatasetId.parse(name), Optional.empty());
  }
}
