package io.finlake.etl.doctor;

import io.finlake.etl.config.LakeLocations;
import io.finlake.etl.contract.Contract;
import io.finlake.etl.contract.DatasetId;
import io.finlake.etl.contract.Zone;
import io.finlake.etl.ledger.BatchRecord;
import io.finlake.etl.ledger.Erasure;
import io.finlake.etl.ledger.Erasures;
import io.finlake.etl.ledger.KeptLedger;
import io.finlake.etl.ledger.LedgerRebuild;
import io.finlake.etl.ledger.TableKey;
import io.finlake.etl.lookup.StoredTable;
import io.finlake.etl.plan.Batch;
import io.finlake.etl.plan.Inputs;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;

/** A look at a whole lake. Nobody else needs to stop; what is at work may be seen half done. */
public final class Examination {
  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss").withZone(ZoneOffset.UTC);

  private final Configuration hadoop;
  private final LakeLocations lake;
  private final List<Contract> contracts;
  private final String arguments;
  private final String stamp;
  private final List<Finding> findings = new ArrayList<>();

  /**
   * @param contracts of all zones: what the lake should hold
   * @param arguments what a command takes to find this lake, with a space before
   * @param now for the names of what is put out of the way
   */
  public Examination(
      Configuration hadoop,
      LakeLocations lake,
      List<Contract> contracts,
      String arguments,
      Instant now) {
    this.hadoop = hadoop;
    this.lake = lake;
    this.contracts =
        contracts.stream()
            .sorted(Comparator.comparing(Contract::zone).thenComparing(it -> it.id().toString()))
            .toList();
    this.arguments = arguments;
    this.stamp = STAMP.format(now);
  }

  /** The tables that batches write. */
  public List<LedgerRebuild.Named> tables() {
    return contracts.stream().map(it -> new LedgerRebuild.Named(it.zone(), it.id())).toList();
  }

  /** Whether anything of a lake lies there, damaged or not. */
  public boolean isLake() {
    return !folders(lake.control()).isEmpty()
        || contracts.stream().anyMatch(it -> lies(lake.table(it.zone(), it.id())));
  }

  /** Everything that is damaged, table by table, then the ledger, then raw. */
  public List<Finding> look(Depth depth) {
    for (Contract contract : contracts) {
      table(
          name(contract.zone(), contract.id()),
          lake.table(contract.zone(), contract.id()),
          remedies(contract),
          depth);
      if (contract.zone() == Zone.PROCESSED) {
        table(
            name(Zone.QUARANTINE, contract.id()),
            lake.table(Zone.QUARANTINE, contract.id()),
            remedies(contract),
            depth);
      }
    }
    for (String control : folders(lake.control())) {
      if (!control.startsWith("_") && lies(lake.control() + "/" + control + "/_delta_log")) {
        table("control." + control, lake.control() + "/" + control, ofControl(control), depth);
      }
    }
    ledger(depth);
    return List.copyOf(findings);
  }

  private void table(String name, String path, Remedies remedies, Depth depth) {
    try {
      files(name, path, remedies, depth);
    } catch (UncheckedIOException thrown) {
      unreadable(name, thrown, remedies);
    }
  }

  private void unreadable(String name, UncheckedIOException thrown, Remedies remedies) {
    findings.add(
        new Finding(
            Damage.UNREADABLE,
            new Finding.Place(name, ""),
            "it cannot be looked at: " + thrown.getCause().getClass().getSimpleName(),
            "nothing more can be said of it",
            remedies.again()));
  }

  private void files(String name, String path, Remedies remedies, Depth depth) {
    LogFolder log = LogFolder.of(hadoop, path);
    if (log.empty()) {
      if (lies(path)) {
        findings.add(
            new Finding(
                Damage.LOG_GONE,
                new Finding.Place(name, "_delta_log"),
                "its files lie there without a log",
                "nothing of the table can be read",
                remedies.anew()));
      }
      return;
    }
    LogCheck.Result result = LogCheck.of(name, log, remedies);
    findings.addAll(result.findings());
    result
        .state()
        .ifPresent(
            state ->
                findings.addAll(
                    new FileCheck(hadoop, name, path, remedies).of(state.files(), depth)));
  }

  private void ledger(Depth depth) {
    KeptLedger kept = KeptLedger.read(hadoop, lake);
    LedgerCheck check = new LedgerCheck(kept, rebuild(), "finlake run" + arguments);
    List<Erasure> erasures = erasures();
    List<Batch> all = new ArrayList<>();
    List<Finding> ofRaw = new ArrayList<>();
    RawCheck raw = new RawCheck(hadoop, lake.zone(Zone.RAW), erasures, doctor(" --deep"));
    for (Contract contract : contracts) {
      Optional<KeptLedger.Told> told =
          KeptLedger.told(hadoop, lake, contract.zone(), contract.id());
      told.ifPresent(
          it -> check.table(contract, it, quarantined(contract, it.key()), remedies(contract)));
      if (told.isEmpty() && !lies(lake.table(contract.zone(), contract.id()))) {
        lost(contract, kept);
      }
      told.ifPresent(it -> all.addAll(batches(kept, it).values()));
      if (contract.zone() == Zone.PROCESSED && told.isPresent()) {
        NavigableMap<Long, BatchRecord> records = new TreeMap<>(told.get().records());
        records.putAll(kept.recordsOf(told.get().key()));
        Map<Long, Batch> batches = batches(kept, told.get());
        records.values().stream()
            .filter(record -> record.outcome() == BatchRecord.Outcome.VOIDED)
            .forEach(record -> batches.remove(record.number()));
        try {
          ofRaw.addAll(raw.of(contract, batches.values(), records.values(), depth));
        } catch (UncheckedIOException thrown) {
          unreadable("raw." + contract.id(), thrown, remedies(contract));
        }
      }
    }
    check.doubled();
    control(all);
    findings.addAll(check.findings());
    findings.addAll(ofRaw);
  }

  private static Map<Long, Batch> batches(KeptLedger kept, KeptLedger.Told told) {
    NavigableMap<Long, Batch> batches = new TreeMap<>();
    told.plans().forEach((number, note) -> batches.put(number, note.batch()));
    batches.putAll(kept.plansOf(told.key()));
    return batches;
  }

  /** Control tables that must be there for what the tables hold. */
  private void control(List<Batch> batches) {
    TreeSet<String> needed = new TreeSet<>();
    if (!batches.isEmpty()) {
      needed.add("plans");
      needed.add("records");
    }
    for (Batch batch : batches) {
      if (batch.inputs() instanceof Inputs.Erased) {
        needed.add("erasures");
      } else if (batch.inputs() instanceof Inputs.Backfilled) {
        needed.add("backfills");
      }
    }
    for (String control : needed) {
      String path = lake.control() + "/" + control;
      if (!lies(path + "/_delta_log")) {
        findings.add(
            new Finding(
                Damage.CONTROL_GONE,
                new Finding.Place("control." + control, ""),
                "the table is not there, though batches need it",
                lost(control),
                ofControl(control).anew()));
      }
    }
  }

  private static String lost(String control) {
    return switch (control) {
      case "erasures" ->
          "who was erased is not kept out any more: process nothing until it is back";
      case "backfills" -> "plans of backfills cannot be shown or applied";
      default -> "no batch is processed until it is back";
    };
  }

  private void lost(Contract contract, KeptLedger kept) {
    boolean known =
        kept.records().keySet().stream()
            .anyMatch(key -> key.zone() == contract.zone() && key.dataset().equals(contract.id()));
    if (known) {
      findings.add(
          new Finding(
              Damage.TABLE_GONE,
              new Finding.Place(name(contract.zone(), contract.id()), ""),
              "the table is not there, and the ledger has batches of it",
              "all of its rows",
              remedies(contract).anew()));
    }
  }

  private long quarantined(Contract contract, TableKey key) {
    if (contract.zone() != Zone.PROCESSED) {
      return 0;
    }
    try {
      return StoredTable.at(hadoop, lake.table(Zone.QUARANTINE, contract.id()))
          .map(table -> table.number(key.quarantineApp()).orElse(0))
          .orElse(0L);
    } catch (RuntimeException damaged) {
      return Long.MAX_VALUE; // that its log is damaged was found before
    }
  }

  private List<Erasure> erasures() {
    try {
      Erasures erasures = Erasures.of(hadoop, lake);
      return erasures.any() ? erasures.all() : List.of();
    } catch (RuntimeException damaged) {
      return List.of(); // found before, with the table's log and files
    }
  }

  private Remedies remedies(Contract contract) {
    List<String> paths = new ArrayList<>();
    if (lies(lake.table(contract.zone(), contract.id()))) {
      paths.add(lake.table(contract.zone(), contract.id()));
    }
    if (contract.zone() == Zone.PROCESSED && lies(lake.table(Zone.QUARANTINE, contract.id()))) {
      paths.add(lake.table(Zone.QUARANTINE, contract.id()));
    }
    return Remedies.of(paths, command(contract), doctor(""), stamp);
  }

  private String command(Contract contract) {
    return "finlake "
        + (contract.zone() == Zone.PROCESSED ? "process" : "curate")
        + " --dataset "
        + contract.id()
        + arguments;
  }

  private Remedies ofControl(String control) {
    boolean ledger = control.equals("plans") || control.equals("records");
    return new Remedies(
        ledger
            ? rebuild()
            : "put " + lake.control() + "/" + control + " back from a backup, then: " + doctor(""),
        doctor(""));
  }

  private String rebuild() {
    return doctor(" --rebuild-ledger");
  }

  private String doctor(String how) {
    return "finlake doctor" + how + arguments;
  }

  private static String name(Zone zone, DatasetId dataset) {
    return zone.label() + "." + dataset;
  }

  private boolean lies(String path) {
    try {
      Path folder = new Path(path);
      return folder.getFileSystem(hadoop).exists(folder);
    } catch (IOException thrown) {
      throw new UncheckedIOException(thrown);
    }
  }

  private List<String> folders(String path) {
    Path folder = new Path(path);
    try {
      List<String> names = new ArrayList<>();
      for (FileStatus file : folder.getFileSystem(hadoop).listStatus(folder)) {
        if (file.isDirectory()) {
          names.add(file.getPath().getName());
        }
      }
      return names.stream().sorted().toList();
    } catch (FileNotFoundException none) {
      return List.of();
    } catch (IOException thrown) {
      throw new UncheckedIOException(thrown);
    }
  }
}
