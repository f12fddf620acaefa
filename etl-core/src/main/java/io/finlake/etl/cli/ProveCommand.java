package io.finlake.etl.cli;

import io.finlake.etl.error.Actor;
import io.finlake.etl.error.ErrorCode;
import io.finlake.etl.error.FinlakeException;
import io.finlake.etl.prove.CrashProof;
import io.finlake.etl.prove.Launch;
import io.finlake.etl.prove.Size;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code finlake prove}: tries hard to break what finlake promises. */
@Command(
    name = "prove",
    description = {
      "Tries to break finlake's promises, and says what was lost, doubled or wrong. 'crash': processes",
      "are killed at named steps and at random moments and run again; at the end every table, record",
      "and raw object must be what a run gives that nobody disturbed. Exit code 1 otherwise.",
      "A proof that was ended is gone on with by the same command."
    },
    footer = {
      "",
      "Examples:",
      "  finlake prove --short",
      "  finlake prove crash --kills 200 --seed 7",
      "  finlake prove crash --short --format json"
    })
final class ProveCommand extends FinlakeCommand {
  private static final int SHORT_KILLS = 12;
  private static final int LONG_KILLS = 200;
  private static final int MOST_KILLS = 100_000;

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "PROPERTY",
      description = "What to prove; there is one so far: crash. Default: everything.")
  private Optional<String> property = Optional.empty();

  @Option(names = "--short", description = "A few minutes: 12 kills instead of 200.")
  private boolean fast;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "Draws rows, steps and moments (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Option(names = "--kills", paramLabel = "N", description = "How many processes are killed.")
  private Optional<Integer> kills = Optional.empty();

  @Option(
      names = "--at",
      paramLabel = "STEP",
      description = "Kill at this step and nowhere else, as progress names it; may be repeated.")
  private List<String> at = new ArrayList<>();

  @Option(
      names = "--folder",
      paramLabel = "DIR",
      description = "Where lakes and progress lie (default: target/prove of finlake's own folder).")
  private Optional<String> folder = Optional.empty();

  @Option(names = "--again", description = "Begins anew where a proof lies in the folder.")
  private boolean again;

  @Mixin private OutputOptions output = new OutputOptions();

  ProveCommand(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  int execute() {
    int wanted = kills.orElse(fast ? SHORT_KILLS : LONG_KILLS);
    requireArguments(wanted);
    Path place = DemoFolder.place(folder, fast ? "prove-short" : "prove", surroundings());
    if (again || fast) {
      DemoFolder.fresh(place);
    } else {
      DemoFolder.kept(place);
    }
    CrashProof.Found found =
        new CrashProof(
                place,
                new CrashProof.Settings(seed, wanted, fast ? Size.SHORT : Size.LONG, at),
                Launch.likeThisProcess(ProveChild.class.getName()),
                text -> say("finlake: " + text))
            .run();
    output.print(answer(found), surroundings());
    say(
        "finlake: "
            + found.victims()
            + " of "
            + found.steps()
            + " named steps were a victim; seed "
            + seed);
    found.examples().forEach(example -> say("finlake: " + example));
    return found.proven() ? DONE : Actor.DEVELOPER.exitCode();
  }

  private void requireArguments(int wanted) {
    if (property.filter(name -> !name.equals("crash")).isPresent()) {
      throw FinlakeException.of(
          ErrorCode.BAD_ARGUMENT,
          "there is no property " + property.get(),
          "prove knows: crash",
          "finlake prove crash");
    }
    if (wanted < 1 || wanted > MOST_KILLS) {
      throw FinlakeException.of(
          ErrorCode.BAD_ARGUMENT,
          wanted + " processes cannot be killed",
          "it takes 1 to " + MOST_KILLS,
          "finlake prove crash --kills 200");
    }
  }

  private static Answer answer(CrashProof.Found found) {
    return Answer.of("property", "tries", "faults", "lost", "doubled", "wrong", "seconds")
        .row(
            "crash",
            found.lakes(),
            found.kills(),
            found.lost(),
            found.doubled(),
            found.wrong(),
            People.seconds(found.millis()))
        .answer();
  }
}
