package io.finlake.etl.cli;

import io.finlake.etl.config.LakeLocations;
import io.finlake.etl.contract.Contract;
import io.finlake.etl.contract.ContractChange;
import io.finlake.etl.contract.ContractComparison;
import io.finlake.etl.contract.ContractFiles;
import io.finlake.etl.contract.ContractSource;
import io.finlake.etl.contract.DatasetId;
import io.finlake.etl.contract.Zone;
import io.finlake.etl.error.Actor;
import io.finlake.etl.error.ErrorCode;
import io.finlake.etl.error.FinlakeException;
import io.finlake.etl.explain.LakeView;
import io.finlake.etl.explain.RebuildCost;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code finlake contracts diff}. */
@Command(
    name = "diff",
    description = {
      "Compares contracts: what changed, what it means for those who read the table, and what",
      "happens to the table that exists. With --lake and without OLD and NEW, the contracts that",
      "tables were last written by are compared with the present ones; with --lake a change that",
      "needs a table made anew also says what that costs.",
      "Exit code 2 when a version says too little: a breaking change needs a new major version, a",
      "compatible one a new minor, a change of texts a new patch."
    },
    footer = {
      "",
      "Examples:",
      "  finlake contracts diff released/crm/customers/contract.yaml \\",
      "      schemas/crm/customers/contract.yaml",
      "  finlake contracts diff released schemas --format json",
      "  finlake contracts diff --lake target/demo-lake --dataset crm.customers \\",
      "      --contracts my-contracts"
    })
final class ContractsDiffCommand extends FinlakeCommand {
  private static final Pattern ID =
      Pattern.compile("(?m)^id:\\s*[\"']?([a-z][a-z0-9_]*)\\.([a-z][a-z0-9_]*)");

  @Parameters(
      arity = "0..2",
      paramLabel = "OLD NEW",
      description = "Two contract files, or two folders of contracts.")
  private List<String> places = List.of();

  @Option(
      names = "--dataset",
      paramLabel = "DATASET",
      description = "Only this one, domain.name; default: all.")
  private Optional<String> dataset = Optional.empty();

  @Mixin private LakeOptions lake = new LakeOptions();
  @Mixin private ContractOptions contracts = new ContractOptions();
  @Mixin private OutputOptions output = new OutputOptions();

  ContractsDiffCommand(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  int execute() {
    if (places.size() == 1) {
      throw FinlakeException.of(
          ErrorCode.BAD_ARGUMENT,
          "there is nothing to compare with",
          "only " + places.get(0) + " is named",
          "name OLD and NEW, or a lake instead: --lake DIR");
    }
    if (places.isEmpty()) {
      LakeView view = view(contracts.load(surroundings()));
      return answer(ofLake(view), Optional.of(view));
    }
    Map<DatasetId, Contract> old = read(places.get(0));
    Map<DatasetId, Contract> now = read(places.get(1));
    Optional<LakeView> view =
        lake.named(surroundings()) ? Optional.of(view(now.values())) : Optional.empty();
    return answer(wanted(old, now), view);
  }

  private LakeView view(Collection<Contract> known) {
    LakeLocations locations = lake.locations(surroundings());
    return LakeView.of(PlainStorage.of(surroundings(), locations), locations, known);
  }

  /** Datasets with both contracts, or one of them. */
  private record Pair(DatasetId id, Optional<Contract> old, Optional<Contract> now) {}

  private List<Pair> ofLake(LakeView view) {
    List<Pair> pairs = new ArrayList<>();
    for (Contract now : LakeCommand.chosen(dataset, view.contracts(), List.of(Zone.values()))) {
      view.lastContract(now)
          .flatMap(text -> past(now.id(), text))
          .ifPresent(old -> pairs.add(new Pair(now.id(), Optional.of(old), Optional.of(now))));
    }
    return pairs;
  }

  private List<Pair> wanted(Map<DatasetId, Contract> old, Map<DatasetId, Contract> now) {
    TreeSet<DatasetId> ids = new TreeSet<>(old.keySet());
    ids.addAll(now.keySet());
    List<Pair> pairs = new ArrayList<>();
    for (DatasetId id : ids) {
      if (dataset.isEmpty() || dataset.get().equals(id.toString())) {
        pairs.add(new Pair(id, Optional.ofNullable(old.get(id)), Optional.ofNullable(now.get(id))));
      }
    }
    if (pairs.isEmpty()) {
      throw FinlakeException.of(
          ErrorCode.UNKNOWN_DATASET,
          "there is no dataset " + dataset.orElse(""),
          "neither " + places.get(0) + " nor " + places.get(1) + " has a contract of it",
          "correct --dataset, or leave it out");
    }
    return pairs;
  }

  private int answer(List<Pair> pairs, Optional<LakeView> view) {
    DiffAnswer answer = new DiffAnswer(view.isPresent());
    List<String> problems = new ArrayList<>();
    for (Pair pair : pairs) {
      if (pair.old().isEmpty() || pair.now().isEmpty()) {
        answer.dataset(pair.id(), pair.now().isPresent());
        continue;
      }
      ContractComparison compared = ContractComparison.of(pair.old().get(), pair.now().get());
      Optional<RebuildCost> cost =
          compared.needRebuild().isEmpty()
              ? Optional.empty()
              : view.flatMap(it -> RebuildCost.of(it, pair.now().get()));
      answer.add(compared, cost);
      cost.ifPresent(it -> say(it.table() + ": a rebuild costs " + it.sentence()));
      compared.missingVersion().ifPresent(least -> problems.add(problem(compared, least)));
    }
    output.print(answer.answer(), surroundings());
    problems.forEach(this::say);
    if (problems.isEmpty()) {
      say(answer.summary(pairs.size()));
    }
    return problems.isEmpty() ? DONE : Actor.AUTHOR.exitCode();
  }

  private static String problem(ContractComparison compared, String least) {
    String weight = compared.level().map(ContractChange.Level::label).orElse("no");
    return "finlake: "
        + compared.after().id()
        + " has version "
        + compared.after().version()
        + " after "
        + compared.before().version()
        + " and "
        + weight
        + " changes; give it version "
        + least
        + " at least";
  }

  private Map<DatasetId, Contract> read(String place) {
    Path path = surroundings().resolve(place);
    Path file = Files.isDirectory(path) ? path.resolve("contract.yaml") : path;
    if (Files.isDirectory(path) && !Files.exists(file)) {
      Map<DatasetId, Contract> found = new TreeMap<>();
      ContractFiles.read(path).contracts().forEach(it -> found.put(it.id(), it));
      return found;
    }
    Contract contract = alone(file);
    return Map.of(contract.id(), contract);
  }

  private static Contract alone(Path file) {
    try {
      String text = Files.readString(file);
      Matcher id = ID.matcher(text);
      String folder = id.find() ? id.group(1) + "/" + id.group(2) : "unknown/unknown";
      // What a file must be named after is its dataset, wherever a copy of it lies.
      return ContractFiles.alone(new ContractSource(folder + "/contract.yaml", text));
    } catch (IOException e) {
      throw FinlakeException.of(
          ErrorCode.BAD_ARGUMENT,
          file + " cannot be read",
          e.getClass().getSimpleName(),
          "name a contract file or a folder of contracts",
          e);
    }
  }

  private Optional<Contract> past(DatasetId id, String text) {
    Optional<Contract> past =
        ContractFiles.past(new ContractSource(id.path() + "/contract.yaml", text));
    if (past.isEmpty()) {
      say(id + " is not compared: what its last batch was planned with breaks a rule of today");
    }
    return past;
  }
}
