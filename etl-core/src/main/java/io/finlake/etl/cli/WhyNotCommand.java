package io.finlake.etl.cli;

import io.finlake.etl.config.LakeLocations;
import io.finlake.etl.contract.Contract;
import io.finlake.etl.contract.Zone;
import io.finlake.etl.error.ErrorCode;
import io.finlake.etl.error.FinlakeException;
import io.finlake.etl.explain.LakeView;
import io.finlake.etl.explain.RowKey;
import io.finlake.etl.explain.RowSearch;
import io.finlake.etl.explain.ShownRow;
import io.finlake.etl.explain.WhyNot;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code finlake why-not}: why a row is absent. */
@Command(
    name = "why-not",
    description = {
      "Says why a row is not in a processed table: whether it is there after all, deleted, in",
      "quarantine and by which rules, taken out again, in an object that was not taken to its end,",
      "or never delivered; and the command that mends it. Needs no Spark; lists raw, and opens no",
      "object of it."
    },
    footer = {
      "",
      "Examples:",
      "  finlake why-not --lake target/demo-lake --dataset payments.transactions \\",
      "      --key T20260105-000000123",
      "  finlake why-not --lake target/demo-lake --dataset crm.customers --key C00000001 \\",
      "      --format json"
    })
final class WhyNotCommand extends FinlakeCommand {
  @Option(
      names = "--dataset",
      paramLabel = "DATASET",
      required = true,
      description = "A processed dataset, domain.name.")
  private String dataset = "";

  @Mixin private KeyOptions key = new KeyOptions();
  @Mixin private LimitOption limit = new LimitOption();
  @Mixin private LakeOptions lake = new LakeOptions();
  @Mixin private ContractOptions contracts = new ContractOptions();
  @Mixin private OutputOptions output = new OutputOptions();

  WhyNotCommand(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  int execute() {
    int rows = limit.rows();
    LakeLocations locations = lake.locations(surroundings());
    List<Contract> known = contracts.load(surroundings());
    Contract contract = processed(ContractOptions.named(dataset, known));
    LakeView view = LakeView.of(PlainStorage.of(surroundings(), locations), locations, known);
    RowKey wanted = key.key(contract, locations, surroundings());
    WhyNot answer =
        new RowSearch(view, contract, rows)
            .whyNot(
                wanted,
                Instant.now(),
                (objects, now) ->
                    contract
                        .delivery()
                        .map(expected -> DeliveryDays.of(expected, objects, now).missing())
                        .orElse(List.of()));
    Optional<String> command = answer.command().map(line -> line + lake.argument());
    if (output.forPrograms()) {
      output.print(rows(answer, command), surroundings());
    } else {
      print(contract, wanted, answer, command);
    }
    return DONE;
  }

  private static Contract processed(Contract contract) {
    if (contract.zone() != Zone.PROCESSED) {
      throw FinlakeException.of(
          ErrorCode.BAD_ARGUMENT,
          contract.id() + " is a curated dataset",
          "its rows are made of other tables by a model",
          "look at its inputs with 'finlake contracts show "
              + contract.id()
              + "', and ask about the processed ones; 'finlake trace' goes the other way");
    }
    return contract;
  }

  private static Answer rows(WhyNot answer, Optional<String> command) {
    Answer.Rows rows =
        Answer.of(
            "finding", "text", "batch", "object", "offset", "item", "reasons", "row", "command");
    Optional<Object> none = Optional.empty();
    rows.row(
        answer.verdict().label(),
        answer.because(),
        none,
        none,
        none,
        none,
        List.of(),
        Map.of(),
        command);
    for (WhyNot.Evidence evidence : answer.evidence()) {
      Optional<ShownRow> row = evidence.row();
      rows.row(
          evidence.finding(),
          evidence.text(),
          row.flatMap(ShownRow::batch),
          row.flatMap(ShownRow::object),
          row.flatMap(ShownRow::offset),
          row.flatMap(ShownRow::item),
          evidence.reasons(),
          row.map(ShownRow::values).orElse(Map.of()),
          none);
    }
    return rows.answer();
  }

  private void print(Contract contract, RowKey wanted, WhyNot answer, Optional<String> command) {
    PrintWriter out = surroundings().out();
    out.println(contract.tableName() + "  " + TableAnswer.visible(wanted.shown()));
    out.println(answer.verdict().label() + ": " + answer.because());
    for (WhyNot.Evidence evidence : answer.evidence()) {
      out.println("  " + evidence.finding() + ": " + TableAnswer.visible(evidence.text()));
      evidence
          .row()
          .ifPresent(
              row -> {
                if (!evidence.reasons().isEmpty()) {
                  out.println(
                      "    batch "
                          + row.batch().orElse(0L)
                          + row.place().map(place -> ", from " + place).orElse(""));
                }
                out.println("    " + TableAnswer.visible(TraceTree.values(row)));
              });
      evidence.reasons().forEach(reason -> out.println("    broke " + TableAnswer.visible(reason)));
    }
    command.ifPresent(line -> out.println("next: " + TableAnswer.visible(line)));
    out.flush();
  }
}
