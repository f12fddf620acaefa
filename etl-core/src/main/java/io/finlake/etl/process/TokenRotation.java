package io.finlake.etl.process;

import io.finlake.etl.contract.Contract;
import io.finlake.etl.contract.Protection;
import io.finlake.etl.contract.Zone;
import io.finlake.etl.error.ErrorCode;
import io.finlake.etl.error.FinlakeException;
import io.finlake.etl.ledger.BatchRecord;
import io.finlake.etl.ledger.Lake;
import io.finlake.etl.ledger.TableKey;
import io.finlake.etl.plan.Batch;
import io.finlake.etl.plan.Inputs;
import io.finlake.etl.protect.Protecting;
import io.finlake.etl.protect.Resealing;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Brings one dataset's tokens to the newest key, as a batch of its table. */
final class TokenRotation {
  private final Processor processor;
  private final Lake lake;
  private final Contract contract;
  private final TableKey key;

  /** Of a dataset that was processed. */
  TokenRotation(Processor processor, Contract contract) {
    this.processor = processor;
    this.lake = processor.lake();
    this.contract = contract;
    this.key = lake.key(Zone.PROCESSED, contract.id());
  }

  /** What a rotation would change, or what would stop it. */
  List<OldTokens> look() {
    return stale().openable();
  }

  /**
   * Makes old tokens anew; nothing when there are none. A rotation that was begun is ended first.
   *
   * @return the records of the batches
   * @throws FinlakeException {@link ErrorCode#LOST_RACE} while another batch is unfinished
   */
  List<BatchRecord> rotate() {
    DatasetProcess process = new DatasetProcess(processor, contract);
    Optional<Batch> last = lastPlanned();
    last.filter(batch -> batch.number() > lake.committed(key))
        .filter(batch -> !(batch.inputs() instanceof Inputs.Rotated))
        .ifPresent(batch -> refuseBeside(batch.number()));
    List<BatchRecord> done = new ArrayList<>(process.finishWhatIs());
    done.removeIf(record -> record.outcome() != BatchRecord.Outcome.ROTATED);
    StaleTokens stale = stale();
    if (stale.openable().stream().allMatch(OldTokens::none)) {
      return done;
    }
    stale.refuseDoubleKeys();
    new ContractFit(lake, contract).check(last);
    done.add(
        process.finishNew(
            new Batch(
                Zone.PROCESSED,
                contract.id(),
                last.map(Batch::number).orElse(0L) + 1,
                new Inputs.Rotated(processor.keys().current()),
                processor.run().id(),
                processor.run().processingTime(),
                contract.text(),
                contract.hash(),
                processor.run().codeVersion(),
                last.flatMap(Batch::knownUntil),
                last.flatMap(Batch::sweptAt))));
    return done;
  }

  /**
   * Refuses a batch of rows whose key has a token while the table holds older ones: a row that
   * comes again would be taken for another. Batches that bring no rows may pass.
   */
  static void refuseOldKeys(Processor processor, Contract contract, Batch batch) {
    if (batch.inputs() instanceof Inputs.Rotated || batch.inputs() instanceof Inputs.Erased) {
      return;
    }
    List<String> tokens =
        contract.key().stream()
            .filter(name -> contract.column(name).protection() instanceof Protection.Token)
            .toList();
    Lake lake = processor.lake();
    if (tokens.isEmpty() || !lake.tables().exists(lake.path(contract))) {
      return;
    }
    Resealing resealing =
        Resealing.of(contract, processor.keys(), processor.keys().current()).only(tokens);
    if (new StaleTokens(lake, contract, resealing).inTable(tokens)) {
      throw FinlakeException.of(
          ErrorCode.BAD_ARGUMENT,
          contract.id() + " is not processed",
          "its key "
              + contract.key()
              + " holds tokens of an older key than "
              + resealing.prefix().replace(".", "")
              + ": a row that comes again would not be known",
          "make the tokens anew: finlake rotate-tokens; a batch that was begun before is finished"
              + " without the newest secret, or given up: finlake process --dataset "
              + contract.id()
              + " --void N");
    }
  }

  private StaleTokens stale() {
    return new StaleTokens(
        lake, contract, Resealing.of(contract, processor.keys(), processor.keys().current()));
  }

  /** Whether a dataset has tokens and was processed. */
  static boolean concerns(Lake lake, Contract contract) {
    return contract.zone() == Zone.PROCESSED
        && Protecting.needsKeys(contract)
        && lake.tables().exists(lake.path(contract));
  }

  private Optional<Batch> lastPlanned() {
    long planned = lake.ledger().planned(key);
    return planned == 0 ? Optional.empty() : Optional.of(lake.ledger().batch(key, planned));
  }

  private void refuseBeside(long number) {
    throw FinlakeException.of(
        ErrorCode.LOST_RACE,
        "the tokens of " + contract.id() + " are not made anew now",
        "batch " + number + " is unfinished and comes first, or another process is at it",
        "finish it, then run the command again: finlake process --dataset " + contract.id());
  }
}
