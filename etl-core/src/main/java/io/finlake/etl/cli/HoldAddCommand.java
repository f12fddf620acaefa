package io.finlake.etl.cli;

import io.finlake.etl.config.LakeLocations;
import io.finlake.etl.contract.Contract;
import io.finlake.etl.error.ErrorCode;
import io.finlake.etl.error.FinlakeException;
import io.finlake.etl.explain.LakeView;
import io.finlake.etl.ledger.LegalHold;
import io.finlake.etl.ledger.LegalHolds;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code finlake hold add}. */
@Command(
    name = "add",
    description = {
      "Places a legal hold, which stands until it is released. A person on hold is not erased: what",
      "was delivered of the person stays in raw and in every table. A dataset on hold loses nothing",
      "of anybody, and 'maintain' keeps all versions of its tables.",
      "A person stands on record as a keyed hash, never in clear. Needs no Spark."
    },
    footer = {
      "",
      "Examples:",
      "  finlake hold add --lake my-lake --subject C00000001 --reason 'court order 7 O 123/26'",
      "  finlake hold add --lake my-lake --dataset payments.transactions --reason 'audit 2026'"
    })
final class HoldAddCommand extends FinlakeCommand {
  @Option(names = "--subject", paramLabel = "ID", description = "A person, by the person's id.")
  private Optional<String> subject = Optional.empty();

  @Option(names = "--dataset", paramLabel = "DATASET", description = "A dataset, domain.name.")
  private Optional<String> dataset = Optional.empty();

  @Option(
      names = "--reason",
      paramLabel = "TEXT",
      required = true,
      description = "Why; it is recorded.")
  private String reason = "";

  @Mixin private SecretOptions secrets = new SecretOptions();
  @Mixin private LakeOptions lake = new LakeOptions();
  @Mixin private ContractOptions contracts = new ContractOptions();
  @Mixin private OutputOptions output = new OutputOptions();

  HoldAddCommand(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  int execute() {
    if (reason.isBlank() || subject.isPresent() == dataset.isPresent()) {
      throw FinlakeException.of(
          ErrorCode.BAD_ARGUMENT,
          "no hold was placed",
          reason.isBlank() ? "--reason is blank" : "a hold is on one person or one dataset",
          "give --reason, and either --subject or --dataset");
    }
    LakeLocations locations = lake.locations(surroundings());
    List<Contract> known = contracts.load(surroundings());
    Configuration hadoop = PlainStorage.of(surroundings(), locations);
    LakeView.of(hadoop, locations, known);
    LegalHold.Target target =
        dataset
            .<LegalHold.Target>map(
                name -> new LegalHold.Target.Dataset(ContractOptions.named(name, known).id()))
            .orElseGet(() -> person(locations));
    LegalHold hold = LegalHolds.of(hadoop, locations).place(target, People.act(reason));
    output.print(HoldListCommand.answer(List.of(hold)), surroundings());
    return DONE;
  }

  private LegalHold.Target person(LakeLocations locations) {
    return new LegalHold.Target.Subject(
        Subjects.of(secrets.secrets(surroundings(), locations)).hash(subject.orElseThrow()));
  }
}
