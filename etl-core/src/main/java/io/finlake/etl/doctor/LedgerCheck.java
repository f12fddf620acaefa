package io.finlake.etl.doctor;

import io.finlake.etl.contract.Contract;
import io.finlake.etl.contract.Zone;
import io.finlake.etl.ledger.BatchRecord;
import io.finlake.etl.ledger.KeptLedger;
import io.finlake.etl.ledger.TableKey;
import io.finlake.etl.plan.Balance;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Holds the ledger against what tables say of themselves: every batch that a table has was planned
 * and is recorded, once and as its commit says, and every batch that is recorded is in the table.
 */
final class LedgerCheck {
  private static final int NAMED_AT_MOST = 12;

  private final KeptLedger kept;
  private final String rebuild;
  private final String run;
  private final List<Finding> findings = new ArrayList<>();

  /**
   * @param rebuild the command that makes the ledger again
   * @param run the command that finishes what is unfinished
   */
  LedgerCheck(KeptLedger kept, String rebuild, String run) {
    this.kept = kept;
    this.rebuild = rebuild;
    this.run = run;
  }

  /**
   * Looks at one table.
   *
   * @param told what its commits say
   * @param quarantined the highest number that its quarantine has; 0 when there is none
   */
  void table(Contract contract, KeptLedger.Told told, long quarantined, Remedies remedies) {
    TableKey key = told.key();
    TreeMap<Long, BatchRecord> records = kept.recordsOf(key);
    gone(told, Damage.PLAN_GONE, kept.plansOf(key).keySet(), "was planned with", rebuild);
    Set<Long> recorded = new HashSet<>(records.keySet());
    long last = told.committed();
    // What is missing at the end alone, the next run records.
    boolean atTheEnd =
        kept.plansOf(key).keySet().containsAll(upTo(last))
            && kept.recordTable().unreadable().isEmpty()
            && recorded.containsAll(upTo(records.isEmpty() ? 0 : records.lastKey()));
    gone(told, Damage.RECORD_GONE, recorded, "made of its rows", atTheEnd ? run : rebuild);
    for (BatchRecord record : records.tailMap(last, false).values()) {
      add(
          Damage.COMMIT_GONE,
          key,
          "batch " + record.number() + " is recorded, but the table's last one is " + last,
          effect(record),
          remedies.anew());
    }
    if (contract.zone() == Zone.PROCESSED) {
      differing(told, records);
      records.headMap(last, true).values().stream()
          .filter(record -> record.outcome() == BatchRecord.Outcome.COMMITTED)
          .filter(record -> record.balance().outcomes().quarantined() > 0)
          .filter(record -> record.number() > quarantined)
          .forEach(
              record ->
                  add(
                      Damage.QUARANTINE_BEHIND,
                      key,
                      "quarantine does not have batch " + record.number(),
                      record.balance().outcomes().quarantined() + " rows of it are nowhere",
                      remedies.anew()));
    }
  }

  /** What stands there twice. */
  void doubled() {
    for (String one : kept.doubled()) {
      findings.add(
          new Finding(
              Damage.RECORD_TWICE,
              new Finding.Place("control.records", ""),
              one + " is recorded twice",
              "its rows count twice in reconcile and status",
              rebuild));
    }
  }

  List<Finding> findings() {
    return findings;
  }

  private void gone(
      KeptLedger.Told told, Damage damage, Set<Long> known, String what, String remedy) {
    List<Long> missing =
        upTo(told.committed()).stream().filter(number -> !known.contains(number)).toList();
    if (missing.isEmpty()) {
      return;
    }
    List<BatchRecord> tell =
        missing.stream()
            .flatMap(it -> Optional.ofNullable(told.records().get(it)).stream())
            .toList();
    String numbers =
        missing.stream()
            .limit(NAMED_AT_MOST)
            .map(String::valueOf)
            .collect(Collectors.joining(", "));
    String more = missing.size() > NAMED_AT_MOST ? " and others" : "";
    List<String> effects =
        new ArrayList<>(tell.stream().limit(NAMED_AT_MOST).map(LedgerCheck::effect).toList());
    if (tell.size() < missing.size()) {
      effects.add("of " + (missing.size() - tell.size()) + " no commit tells");
    }
    add(
        damage,
        told.key(),
        "the ledger does not say what "
            + (missing.size() == 1 ? "batch " : "batches ")
            + numbers
            + more
            + " "
            + what,
        String.join("; ", effects),
        remedy);
  }

  private static List<Long> upTo(long number) {
    return java.util.stream.LongStream.rangeClosed(1, number).boxed().toList();
  }

  private void differing(KeptLedger.Told told, TreeMap<Long, BatchRecord> records) {
    told.records()
        .forEach(
            (number, noted) -> {
              BatchRecord record = records.get(number);
              if (record != null && !same(record, noted)) {
                add(
                    Damage.RECORD_DIFFERS,
                    told.key(),
                    "the ledger says of batch " + number + " what its commit does not",
                    "recorded: " + effect(record) + "; committed: " + effect(noted),
                    "put control/records, or the table's _delta_log, back from a backup; see: "
                        + "finlake reconcile --dataset "
                        + told.key().dataset());
              }
            });
  }

  private static boolean same(BatchRecord record, BatchRecord noted) {
    return record.outcome() == noted.outcome()
        && record.contractVersion().equals(noted.contractVersion())
        && plain(record.balance()).equals(plain(noted.balance()))
        && Set.copyOf(record.objects()).equals(Set.copyOf(noted.objects()))
        && record.rules().equals(noted.rules());
  }

  /** Amounts as numbers, whatever their scale. */
  private static String plain(Balance balance) {
    return balance.read()
        + " "
        + balance.outcomes()
        + " "
        + balance.filtered()
        + " "
        + new TreeMap<>(balance.money())
            .entrySet().stream()
                .map(
                    it ->
                        it.getKey()
                            + it.getValue().read().stripTrailingZeros().toPlainString()
                            + it.getValue().outcomes().accepted().stripTrailingZeros()
                            + it.getValue().outcomes().quarantined().stripTrailingZeros()
                            + it.getValue().outcomes().duplicate().stripTrailingZeros()
                            + it.getValue().outcomes().superseded().stripTrailingZeros())
                .toList();
  }

  /** A batch's rows and money, in words. */
  static String effect(BatchRecord record) {
    Balance balance = record.balance();
    String money =
        new TreeMap<>(balance.money())
            .entrySet().stream()
                .map(
                    it ->
                        ", "
                            + it.getKey()
                            + " "
                            + it.getValue().outcomes().accepted().toPlainString())
                .collect(Collectors.joining());
    return "batch "
        + record.number()
        + ": "
        + balance.outcomes().accepted()
        + " of "
        + balance.read()
        + " rows accepted"
        + money;
  }

  private void add(Damage damage, TableKey key, String text, String effect, String remedy) {
    findings.add(new Finding(damage, new Finding.Place(key.name(), ""), text, effect, remedy));
  }
}
