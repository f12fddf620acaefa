package io.finlake.etl.cli;

import io.finlake.etl.config.LakeLocations;
import io.finlake.etl.contract.Column;
import io.finlake.etl.contract.Contract;
import io.finlake.etl.error.ErrorCode;
import io.finlake.etl.error.FinlakeException;
import io.finlake.etl.explain.LakeView;
import io.finlake.etl.explain.RowKey;
import io.finlake.etl.explain.Trace;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code finlake trace}: where a row comes from. */
@Command(
    name = "trace",
    description = {
      "Follows a row back: from a curated row to the rows of its inputs that carry the same key, as",
      "its batch read them, down to the raw objects and the places in them. Values of classified",
      "columns are shown as ***. Needs no Spark."
    },
    footer = {
      "",
      "Examples:",
      "  finlake trace --lake target/demo-lake --table curated.customer_360 --key C00000001",
      "  finlake trace --lake target/demo-lake --table curated.account_daily_balance \\",
      "      --key A0000000001,2026-01-05 --column closing_balance --limit 5 --format json"
    })
final class TraceCommand extends FinlakeCommand {
  @Option(
      names = "--table",
      paramLabel = "TABLE",
      required = true,
      description = "The table, as in SQL: curated.customer_360 or processed.transactions.")
  private String table = "";

  @Option(
      names = "--column",
      paramLabel = "COLUMN",
      description = "Only this column beside keys, and which inputs have one of that name.")
  private Optional<String> column = Optional.empty();

  @Mixin private KeyOptions key = new KeyOptions();
  @Mixin private LimitOption limit = new LimitOption();
  @Mixin private LakeOptions lake = new LakeOptions();
  @Mixin private ContractOptions contracts = new ContractOptions();
  @Mixin private OutputOptions output = new OutputOptions();

  TraceCommand(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  int execute() {
    int rows = limit.rows();
    LakeLocations locations = lake.locations(surroundings());
    List<Contract> known = contracts.load(surroundings());
    Contract contract = TableName.named(table, known);
    column.ifPresent(name -> requireColumn(contract, name));
    LakeView view = LakeView.of(PlainStorage.of(surroundings(), locations), locations, known);
    RowKey wanted = key.key(contract, locations, surroundings());
    Trace.Step step = new Trace(view, rows, column).of(contract, wanted);
    if (output.forPrograms()) {
      output.print(TraceAnswer.of(step), surroundings());
    } else {
      TraceTree.print(step, surroundings().out());
    }
    if (step.total() == 0) {
      say("no row of " + contract.tableName() + " has the key " + wanted.shown() + hint(contract));
    }
    return DONE;
  }

  private static void requireColumn(Contract contract, String name) {
    List<String> names = contract.columns().stream().map(Column::name).toList();
    if (!names.contains(name)) {
      throw FinlakeException.of(
          ErrorCode.BAD_ARGUMENT,
          contract.tableName() + " has no column " + name,
          "its contract does not name it",
          "choose one of: " + String.join(", ", names));
    }
  }

  private static String hint(Contract contract) {
    return switch (contract.zone()) {
      case PROCESSED -> "; ask why: finlake why-not --dataset " + contract.id() + " --key KEY";
      default -> "; ask of its inputs: finlake why-not --dataset DATASET --key KEY";
    };
  }
}
