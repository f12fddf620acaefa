package io.finlake.etl.explain;

import io.finlake.etl.contract.Contract;
import io.finlake.etl.contract.Derivation;
import io.finlake.etl.contract.Zone;
import io.finlake.etl.ledger.TableKey;
import io.finlake.etl.lookup.StoredTable;
import io.finlake.etl.plan.RawObject;
import io.finlake.etl.source.ObjectDiscovery;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What making a table anew costs, from the ledger, the tables' logs and a listing of raw; no row is
 * read.
 *
 * @param table how it is called in the lake, {@code zone.domain.name}
 * @param sources raw objects that would be read again, or the inputs of a curated table
 * @param sourceBytes their sizes together
 * @param gone objects that the table was made of and that raw does not have any more: their rows
 *     would be lost
 * @param rows of the table that is there; empty when its log does not count them
 * @param bytes of that table
 * @param commands what to do, in order
 */
public record RebuildCost(
    String table,
    long sources,
    long sourceBytes,
    long gone,
    OptionalLong rows,
    long bytes,
    List<String> commands) {
  private static final long KIB = 1024;

  public RebuildCost {
    commands = List.copyOf(commands);
  }

  /** The cost for the table of a contract; empty when it was never made. */
  public static Optional<RebuildCost> of(LakeView lake, Contract contract) {
    return lake.table(contract.zone(), contract.id())
        .map(
            table ->
                contract.zone() == Zone.PROCESSED
                    ? landed(lake, contract, table)
                    : derived(lake, contract, table));
  }

  private static RebuildCost landed(LakeView lake, Contract contract, StoredTable table) {
    TableKey key = LakeView.key(contract, table);
    Map<String, RawObject> taken = lake.ledger().objects(key, Optional.empty());
    Set<String> there =
        new ObjectDiscovery(lake.hadoop())
                .discover(
                    contract.landed().source(),
                    lake.locations().zone(Zone.RAW),
                    Optional.empty(),
                    true)
                .objects()
                .stream()
                .map(RawObject::path)
                .collect(Collectors.toSet());
    List<RawObject> again =
        taken.values().stream().filter(object -> there.contains(object.path())).toList();
    return cost(
        lake,
        contract,
        table,
        again.size(),
        again.stream().mapToLong(RawObject::bytes).sum(),
        taken.size() - again.size());
  }

  private static RebuildCost derived(LakeView lake, Contract contract, StoredTable table) {
    List<Derivation.Input> inputs = contract.derivation().inputs();
    long bytes =
        inputs.stream()
            .flatMap(input -> lake.table(input.zone(), input.dataset()).stream())
            .mapToLong(input -> input.content().bytes())
            .sum();
    return cost(lake, contract, table, inputs.size(), bytes, 0);
  }

  private static RebuildCost cost(
      LakeView lake,
      Contract contract,
      StoredTable table,
      long sources,
      long sourceBytes,
      long gone) {
    StoredTable.Content content = table.content();
    return new RebuildCost(
        contract.zone().label() + "." + contract.id(),
        sources,
        sourceBytes,
        gone,
        content.rows(),
        content.bytes(),
        commands(lake, contract));
  }

  private static List<String> commands(LakeView lake, Contract contract) {
    List<String> commands = new ArrayList<>();
    commands.add(aside(lake.locations().table(contract.zone(), contract.id()), contract));
    boolean landed = contract.zone() == Zone.PROCESSED;
    if (landed && lake.table(Zone.QUARANTINE, contract.id()).isPresent()) {
      commands.add(aside(lake.locations().table(Zone.QUARANTINE, contract.id()), contract));
    }
    commands.add("finlake " + (landed ? "process" : "curate") + " --dataset " + contract.id());
    return commands;
  }

  /** A dataset's name has no dots, so the folder aside is no table of the lake. */
  private static String aside(String path, Contract contract) {
    String move = path.startsWith("/") ? "mv " : "hdfs dfs -mv ";
    return move + path + " " + path + ".before-" + contract.version();
  }

  /** The cost in one sentence. */
  public String sentence() {
    boolean landed = table.startsWith(Zone.PROCESSED.label() + ".");
    String read =
        landed
            ? count(sources, "object") + " of raw (" + size(sourceBytes) + ") read again"
            : count(sources, "input") + " (" + size(sourceBytes) + ") read whole";
    String replaced =
        (rows.isPresent() ? count(rows.getAsLong(), "row") : "all rows")
            + " ("
            + size(bytes)
            + ") written anew";
    String lost =
        gone == 0
            ? ""
            : "; raw does not have "
                + count(gone, "object")
                + " any more that the table was made of, and their rows would be lost";
    return read + ", " + replaced + lost;
  }

  /** What to do, in one line. */
  public String remedy() {
    return String.join(" ; ", commands);
  }

  private static String count(long number, String thing) {
    return number + " " + thing + (number == 1 ? "" : "s");
  }

  private static String size(long bytes) {
    if (bytes < KIB) {
      return bytes + " bytes";
    }
    int power = 0;
    long tenths = bytes * 10;
    while (tenths >= KIB * 10 && power < 4) {
      tenths /= KIB;
      power++;
    }
    return String.format(
        Locale.ROOT, "%d.%d %siB", tenths / 10, tenths % 10, "KMGT".charAt(power - 1));
  }
}
