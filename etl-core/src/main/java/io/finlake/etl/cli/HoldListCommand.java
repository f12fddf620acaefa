package io.finlake.etl.cli;

import io.finlake.etl.config.LakeLocations;
import io.finlake.etl.explain.LakeView;
import io.finlake.etl.ledger.LegalHold;
import io.finlake.etl.ledger.LegalHolds;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code finlake hold list}. */
@Command(
    name = "list",
    description = {
      "Lists legal holds, in force and released. People are shown as keyed hashes; with --subject",
      "only the holds on that person are listed. Needs no Spark."
    },
    footer = {
      "",
      "Examples:",
      "  finlake hold list --lake my-lake",
      "  finlake hold list --lake my-lake --subject C00000001 --format json"
    })
final class HoldListCommand extends FinlakeCommand {
  @Option(names = "--subject", paramLabel = "ID", description = "Only holds on this person.")
  private Optional<String> subject = Optional.empty();

  @Mixin private SecretOptions secrets = new SecretOptions();
  @Mixin private LakeOptions lake = new LakeOptions();
  @Mixin private OutputOptions output = new OutputOptions();

  HoldListCommand(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  int execute() {
    LakeLocations locations = lake.locations(surroundings());
    Configuration hadoop = PlainStorage.of(surroundings(), locations);
    LakeView.of(hadoop, locations, List.of());
    Optional<List<String>> hashes =
        subject.map(id -> Subjects.of(secrets.secrets(surroundings(), locations)).hashes(id));
    List<LegalHold> holds =
        LegalHolds.of(hadoop, locations).all().stream()
            .filter(hold -> hashes.map(known -> on(hold, known)).orElse(true))
            .toList();
    output.print(answer(holds), surroundings());
    return DONE;
  }

  private static boolean on(LegalHold hold, List<String> hashes) {
    return hold.target() instanceof LegalHold.Target.Subject held && hashes.contains(held.hash());
  }

  /** Holds as rows. */
  static Answer answer(List<LegalHold> holds) {
    Answer.Rows rows =
        Answer.of(
            "hold",
            "state",
            "on",
            "placed_at",
            "placed_by",
            "reason",
            "released_at",
            "released_by",
            "release_reason");
    for (LegalHold hold : holds) {
      rows.row(
          hold.number(),
          hold.inForce() ? "in force" : "released",
          target(hold.target()),
          hold.placed().at(),
          hold.placed().person(),
          hold.placed().reason(),
          hold.released().map(LegalHold.Act::at),
          hold.released().map(LegalHold.Act::person),
          hold.released().map(LegalHold.Act::reason));
    }
    return rows.answer();
  }

  private static String target(LegalHold.Target target) {
    return target instanceof LegalHold.Target.Dataset dataset
        ? "dataset " + dataset.id()
        : "subject " + ((LegalHold.Target.Subject) target).hash();
  }
}
