package io.finlake.etl.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The YAML of docs/contracts.md is read as it stands there, so the page cannot go stale. */
class DocumentedContractsTest {
  private static final Path PAGE = Path.of("..", "docs", "contracts.md");
  private static final Pattern BLOCK = Pattern.compile("```yaml\\n(.*?)```", Pattern.DOTALL);

  private static List<String> blocks() throws IOException {
    List<String> blocks = new ArrayList<>();
    Matcher matcher = BLOCK.matcher(Files.readString(PAGE));
    while (matcher.find()) {
      blocks.add(matcher.group(1));
    }
    return blocks;
  }

  @Test
  void processedExampleIsAContractWithoutProblems() throws IOException {
    LoadResult result =
        ContractFiles.read(
            List.of(
                new ContractSource(
                    "schemas/payments/transactions/contract.yaml", blocks().get(0))));

    assertThat(result.problems()).isEmpty();
    Contract contract = result.contracts().get(0);
    assertThat(contract.id()).isEqualTo(new DatasetId("payments", "transactions"));
    assertThat(contract.key()).containsExactly("transaction_id");
    assertThat(contract.partitionBy()).containsExactly("booking_date");
    assertThat(contract.rules())
        .extracting(Rule::name)
        .containsExactly(
            "transaction_id_required",
            "transaction_id_length",
            "card_number_card_number",
            "amount_required",
            "amount_positive",
            "amount_minor_units",
            "currency_required",
            "currency_currency",
            "booking_date_required",
            "enough_rows");
    assertThat(contract.column("card_number").protection()).isEqualTo(new Protection.Token("card"));
    assertThat(contract.measures())
        .containsExactly(new Measure("amount", new Measure.Currency.InColumn("currency")));
    RawSource source = contract.landed().source();
    assertThat(source.format()).isEqualTo(new Format.JsonLines());
    assertThat(source.layout()).isEqualTo(Optional.of("yyyy/MM/dd/HH"));
    assertThat(source.evolution()).isEqualTo(RawSource.Evolution.IGNORE);
  }
}
