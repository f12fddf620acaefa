package io.finlake.etl.cli;

import io.finlake.etl.config.LakeLocations;
import io.finlake.etl.error.Actor;
import io.finlake.etl.error.ErrorCode;
import io.finlake.etl.error.FinlakeException;
import io.finlake.etl.prove.CorruptionProof;
import io.finlake.etl.prove.CrashProof;
import io.finlake.etl.prove.Lanes;
import io.finlake.etl.prove.Launch;
import io.finlake.etl.prove.Proof;
import io.finlake.etl.prove.RacesProof;
import io.finlake.etl.prove.Size;
import io.finlake.etl.prove.Undisturbed;
import io.finlake.etl.prove.hostile.HostileProof;
import io.finlake.etl.prove.life.LifeProof;
import io.finlake.etl.prove.protection.ProtectionProof;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code finlake prove}: tries hard to break what finlake promises. */
@Command(
    name = "prove",
    description = {
      "Tries to break finlake's promises, and says what was lost, doubled or wrong; exit code 1 if",
      "anything was. A proof that was ended is gone on with by the same command.",
      "Properties:",
      "  crash  processes are killed at named steps and at random moments and run again; at the end",
      "         every table, record and raw object must be what a run gives that nobody disturbed",
      "  corruption  files of a lake are damaged, one at a time; the doctor must name each of them,",
      "         and nothing in a lake that nobody damaged",
      "  hostile  objects of every format are damaged, cut, spliced and drawn, and read in this",
      "         process: each record is a row, filtered or quarantined, or the object is refused",
      "  races  two and four processes run the same commands on one lake at the same moment; no row",
      "         may be there twice or missing, and each process ends with 0 or 4, and with 0 then",
      "  protection",
      "         values that occur nowhere else stand in every classified column of every format, and",
      "         every byte beyond raw is searched for them",
      "  life   a delivery every day for a year, in one process: the last days must not cost more than",
      "         half as much again as the first; with --short only when it is named"
    },
    footer = {
      "",
      "Examples:",
      "  finlake prove --short",
      "  finlake prove crash --kills 200 --seed 7",
      "  finlake prove crash --short --format json",
      "  finlake prove races --lake s3a://bucket/proof"
    })
final class ProveCommand extends FinlakeCommand {
  private static final int SHORT_KILLS = 12;
  private static final int LONG_KILLS = 200;
  private static final int MOST_KILLS = 100_000;
  private static final int MOST_DAYS = 3_660;

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "PROPERTY",
      description = "What to prove; default: everything.")
  private Optional<String> property = Optional.empty();

  @Option(names = "--short", description = "A few minutes.")
  private boolean fast;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "Draws rows, steps and moments (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Option(
      names = "--kills",
      paramLabel = "N",
      description = "crash: how many processes are killed (default: 200; short: 12).")
  private Optional<Integer> kills = Optional.empty();

  @Option(
      names = "--at",
      paramLabel = "STEP",
      description = "crash: at this step and nowhere else, as progress names it; may be repeated.")
  private List<String> at = new ArrayList<>();

  @Option(
      names = "--folder",
      paramLabel = "DIR",
      description = "Where lakes and progress lie (default: target/prove of finlake's own folder).")
  private Optional<String> folder = Optional.empty();

  @Option(
      names = "--days",
      paramLabel = "N",
      description = "life: how many deliveries (default: 365; short: 15).")
  private Optional<Integer> days = Optional.empty();

  @Option(
      names = "--lake",
      paramLabel = "DIR_OR_URI",
      description = "races: below what lakes lie instead, for example s3a://bucket/proof.")
  private Optional<String> lake = Optional.empty();

  @Option(names = "--again", description = "Begins anew where a proof lies in the folder.")
  private boolean again;

  @Mixin private OutputOptions output = new OutputOptions();

  ProveCommand(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  int execute() {
    Map<String, Function<Proof.Request, Proof>> known = new LinkedHashMap<>();
    known.put("crash", this::crash);
    known.put("corruption", CorruptionProof::new);
    known.put("hostile", HostileProof::new);
    known.put("races", this::races);
    known.put(
        "protection", request -> new ProtectionProof(request, ProveProtection.class.getName()));
    known.put(
        "life",
        request ->
            new LifeProof(
                request,
                days.orElse(fast ? LifeProof.SHORT : LifeProof.YEAR),
                ProveLife.class.getName()));
    requireArguments(known.keySet());
    known.keySet().removeIf(name -> fast && property.isEmpty() && name.equals("life"));
    known.keySet().removeIf(name -> !property.orElse(name).equals(name));
    Path place = DemoFolder.place(folder, fast ? "prove-short" : "prove", surroundings());
    Launch launch =
        Launch.likeThisProcess(ProveChild.class.getName(), place.resolve("classes.jsa"));
    Undisturbed undisturbed =
        new Undisturbed(own(place.resolve("undisturbed")), seed, launch, this::progress);
    known.keySet().forEach(name -> own(place.resolve(name)));
    Map<String, Proof.Result> results =
        lanes(List.copyOf(known.keySet()))
            .run(
                name -> {
                  Proof.Request request =
                      new Proof.Request(
                          place.resolve(name), seed, fast, launch, undisturbed, this::progress);
                  return known.get(name).apply(request).run();
                });
    Answer.Rows table =
        Answer.of("property", "tries", "faults", "lost", "doubled", "wrong", "seconds");
    boolean proven = true;
    for (String name : known.keySet()) {
      Proof.Result result = results.get(name);
      result.notes().forEach(this::progress);
      result.examples().forEach(this::progress);
      table.row(
          name,
          result.tries(),
          result.faults(),
          result.lost(),
          result.doubled(),
          result.wrong(),
          People.seconds(result.millis()));
      proven &= result.proven();
    }
    output.print(table.answer(), surroundings());
    return proven ? DONE : Actor.DEVELOPER.exitCode();
  }

  /**
   * Short proofs keep two cores busy; of the long ones life measures, and is alone. Who compares
   * with the undisturbed lake comes late in its lane.
   */
  private Lanes lanes(List<String> names) {
    if (!fast || names.size() == 1) {
      return new Lanes(List.of(names));
    }
    List<String> beside = new ArrayList<>(List.of("hostile", "protection", "corruption", "races"));
    beside.retainAll(names);
    List<String> others = new ArrayList<>(names);
    others.removeAll(beside);
    return new Lanes(List.of(others, beside));
  }

  private Path own(Path own) {
    if (again || fast) {
      DemoFolder.fresh(own);
    } else {
      DemoFolder.kept(own);
    }
    return own;
  }

  private void progress(String text) {
    say("finlake: " + text);
  }

  private Proof crash(Proof.Request request) {
    return new CrashProof(
        request,
        new CrashProof.Settings(
            kills.orElse(fast ? SHORT_KILLS : LONG_KILLS), fast ? Size.SHORT : Size.LONG, at));
  }

  private Proof races(Proof.Request request) {
    String root =
        lake.map(it -> LakeOptions.location(it, surroundings()))
            .orElse(request.folder().toString());
    return new RacesProof(
        request,
        new RacesProof.Settings(
            fast ? List.of(2) : List.of(2, 4),
            fast ? Size.SHORT : Size.LONG,
            root,
            PlainStorage.given(surroundings()),
            PlainStorage.of(surroundings(), LakeLocations.under(root))));
  }

  private void requireArguments(Set<String> known) {
    if (property.filter(name -> !known.contains(name)).isPresent()) {
      throw FinlakeException.of(
          ErrorCode.BAD_ARGUMENT,
          "there is no property " + property.get(),
          "prove knows: " + String.join(", ", known),
          "finlake prove crash");
    }
    if (days.filter(wanted -> wanted < 1 || wanted > MOST_DAYS).isPresent()) {
      throw FinlakeException.of(
          ErrorCode.BAD_ARGUMENT,
          days.get() + " days cannot be lived",
          "it takes 1 to " + MOST_DAYS,
          "finlake prove life --days 365");
    }
    if (kills.filter(wanted -> wanted < 1 || wanted > MOST_KILLS).isPresent()) {
      throw FinlakeException.of(
          ErrorCode.BAD_ARGUMENT,
          kills.get() + " processes cannot be killed",
          "it takes 1 to " + MOST_KILLS,
          "finlake prove crash --kills 200");
    }
  }
}
