package io.finlake.etl.parse;

import static org.assertj.core.api.Assertions.assertThat;

import io.finlake.etl.contract.Contract;
import io.finlake.etl.contract.ContractFiles;
import io.finlake.etl.contract.ContractSource;
import io.finlake.etl.contract.LoadResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The guide's contracts are contracts, and each reads the message that stands before it. */
class ChangeDataGuideTest {
  private static final Path PAGE = Path.of("..", "docs", "guides", "cdc.md");
  private static final Pattern BLOCK =
      Pattern.compile("```(yaml|json|csv)\\n(.*?)```", Pattern.DOTALL);
  private static final Pattern ID = Pattern.compile("^id: (\\w+)\\.(\\w+)$", Pattern.MULTILINE);

  private record Example(String message, ContractSource contract) {}

  private static List<Example> examples() throws IOException {
    List<Example> examples = new ArrayList<>();
    Matcher block = BLOCK.matcher(Files.readString(PAGE));
    String message = "";
    while (block.find()) {
      if (block.group(1).equals("yaml")) {
        Matcher id = ID.matcher(block.group(2));
        assertThat(id.find()).isTrue();
        String file = id.group(1) + "/" + id.group(2) + "/contract.yaml";
        examples.add(new Example(message, new ContractSource(file, block.group(2))));
      } else {
        message = block.group(2);
      }
    }
    return examples;
  }

  @Test
  void everyContractOfTheGuideIsOneWithoutProblems() throws IOException {
    LoadResult result = ContractFiles.read(examples().stream().map(Example::contract).toList());

    assertThat(result.problems()).isEmpty();
    assertThat(result.contracts())
        .extracting(contract -> contract.id().toString())
        .containsExactlyInAnyOrder(
            "shop.customers", "crm.contacts", "crm.visits", "shop.orders", "shop.stock");
  }

  @Test
  void everyContractOfTheGuideReadsItsMessageWhole() throws IOException {
    List<String> read = new ArrayList<>();
    for (Example example : examples()) {
      Contract contract = ContractFiles.read(List.of(example.contract())).contracts().get(0);
      read.addAll(Given.read(ReadSpec.of(contract), example.message()).records());
    }

    assertThat(read)
        .containsExactly(
            // 1990-01-01 is day 7305
            "0 1001|Ada|1200.00|7305|1767607200000000|insert"
                + "|0000000003.00000000000000000484.1.0000000000.000000000000.000000",
            "0 46|jane@example.com|1767607200974340|insert"
                + "|1.00000000010670338424.00000000000000000000.00000000000000000001.000000",
            // after the header's 34 bytes
            "34 1|Oslo|I|20260105100000000000000000000000001",
            // 18:00 in Shanghai is 10:00 UTC
            "0 1|12.50|1767607200000000|insert"
                + "|00000000000000000000.00000001767607200000.00000000000000000003"
                + ".00000001767607200456.000000",
            "0 7|3|1767607200000000|update"
                + "|1.0000000006.00000000000000800911.0000000000.000000");
  }
}
