package io.finlake.etl.curate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.finlake.etl.contract.Contract;
import io.finlake.etl.contract.ContractFiles;
import io.finlake.etl.contract.ContractSource;
import io.finlake.etl.error.ErrorCode;
import io.finlake.etl.error.FinlakeException;
import io.finlake.etl.testing.BankTables;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;

/** What a contract may call its model, from its text to the class. */
class ModelsTest {
  private final Models models = new Models(ModelsTest.class.getClassLoader());

  /** A model of a user's own. */
  public static final class OwnModel implements Model {
    /** For the engine. */
    public OwnModel() {}

    @Override
    public Dataset<Row> rows(Inputs inputs) {
      return inputs.table("processed.market.fx_rates");
    }
  }

  @Test
  void simpleNameIsOneOfOurs() {
    assertThat(models.model(named("DailyKpi")).getClass().getName())
        .isEqualTo("io.finlake.etl.model.payments.DailyKpi");
  }

  @Test
  void nameWithDotsIsAnyClass() {
    assertThat(models.model(named(OwnModel.class.getName()))).isInstanceOf(OwnModel.class);
  }

  @Test
  void classThatIsNotThereOrNoModelIsTheContractsFault() {
    for (String name : List.of("com.example.Nowhere", "java.lang.String")) {
      assertThatThrownBy(() -> models.model(named(name)))
          .isInstanceOfSatisfying(
              FinlakeException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.BAD_CONTRACT))
          .hasMessageContaining(name);
    }
  }

  /** The contract of payments.daily_kpi with another model, read like any other. */
  private static Contract named(String model) {
    List<ContractSource> sources =
        BankTables.contracts().values().stream()
            .map(
                contract ->
                    new ContractSource(
                        contract.id().path() + "/contract.yaml",
                        contract.text().replace("class: DailyKpi", "class: " + model)))
            .toList();
    return ContractFiles.read(sources).contracts().stream()
        .filter(contract -> contract.id().toString().equals("payments.daily_kpi"))
        .findFirst()
        .orElseThrow();
  }
}
