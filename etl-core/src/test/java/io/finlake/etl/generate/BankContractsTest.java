package io.finlake.etl.generate;

import static org.assertj.core.api.Assertions.assertThat;

import io.finlake.etl.contract.Contract;
import io.finlake.etl.contract.ContractFiles;
import io.finlake.etl.contract.Rule;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class BankContractsTest {
  // Rules of reading and of the write strategies, which no contract spells out.
  private static final Set<String> BUILT_IN =
      Set.of("type", "malformed", "card_number_in_clear", "conflict", "resent_object");

  @Test
  void theBanksContractsLoadWithoutAProblem() {
    assertThat(ContractFiles.read(Path.of("../schemas")).problems()).isEmpty();
  }

  @Test
  void theContractsOfRealDataLoadWithoutAProblem() {
    assertThat(ContractFiles.read(Path.of("../examples/real")).problems()).isEmpty();
  }

  @Test
  void everyRuleThatFaultsBreakIsOneOfTheContracts() {
    // No Spark: the stories of enough customers give faults of every kind.
    GeneratorSettings settings =
        new GeneratorSettings(800, 3, GeneratorSettings.DEFAULT_START, 7, 0.2);
    NameTables names = NameTables.of(settings.seed());
    Outbox outbox = new Outbox();
    for (long number = 0; number < settings.customers(); number++) {
      CustomerProfile customer = CustomerProfile.of(settings, names, number);
      Story story = new Story(settings, names, customer, new ObjectPaths(settings), outbox);
      new CustomerStory(story).tell();
      new AccountStory(story).tell();
      new CardStory(story).tell();
      new HoldingStory(story).tell();
      new TransactionStory(story).tell();
      new PageViewStory(story).tell();
      outbox.drain();
    }
    Map<String, Set<String>> rules =
        ContractFiles.read(Path.of("../schemas")).contracts().stream()
            .collect(Collectors.toMap(contract -> contract.id().toString(), this::names));
    List<String> broken =
        outbox.tally().counters().keySet().stream()
            .filter(name -> name.contains("|quarantinedByRule|"))
            .toList();
    assertThat(broken).hasSizeGreaterThan(25);
    for (String counter : broken) {
      String[] parts = counter.split("\\|", -1);
      assertThat(BUILT_IN.contains(parts[2]) || rules.get(parts[0]).contains(parts[2]))
          .as(counter)
          .isTrue();
    }
  }

  private Set<String> names(Contract contract) {
    return contract.rules().stream().map(Rule::name).collect(Collectors.toSet());
  }
}
