package io.finlake.etl.cli;

import io.finlake.etl.config.LakeLocations;
import io.finlake.etl.error.ErrorCode;
import io.finlake.etl.error.FinlakeException;
import io.finlake.etl.explain.LakeView;
import io.finlake.etl.ledger.LegalHold;
import io.finlake.etl.ledger.LegalHolds;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code finlake hold release}. */
@Command(
    name = "release",
    description = "Releases a legal hold; it stays on record with who released it and why.",
    footer = {
      "",
      "Example:",
      "  finlake hold release 3 --lake my-lake --reason 'case 7 O 123/26 closed'"
    })
final class HoldReleaseCommand extends FinlakeCommand {
  @Parameters(paramLabel = "HOLD", description = "The hold's number, as 'hold list' shows it.")
  private long number;

  @Option(
      names = "--reason",
      paramLabel = "TEXT",
      required = true,
      description = "Why; it is recorded.")
  private String reason = "";

  @Mixin private LakeOptions lake = new LakeOptions();
  @Mixin private OutputOptions output = new OutputOptions();

  HoldReleaseCommand(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  int execute() {
    if (reason.isBlank()) {
      throw FinlakeException.of(
          ErrorCode.BAD_ARGUMENT, "no hold was released", "--reason is blank", "say why");
    }
    LakeLocations locations = lake.locations(surroundings());
    Configuration hadoop = PlainStorage.of(surroundings(), locations);
    LakeView.of(hadoop, locations, List.of());
    LegalHold hold = LegalHolds.of(hadoop, locations).release(number, People.act(reason));
    output.print(HoldListCommand.answer(List.of(hold)), surroundings());
    return DONE;
  }
}
