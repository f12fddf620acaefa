package io.finlake.etl.lookup;

import io.delta.kernel.Operation;
import io.delta.kernel.Table;
import io.delta.kernel.Transaction;
import io.delta.kernel.TransactionCommitResult;
import io.delta.kernel.data.Row;
import io.delta.kernel.defaults.engine.DefaultEngine;
import io.delta.kernel.engine.Engine;
import io.delta.kernel.exceptions.CheckpointAlreadyExistsException;
import io.delta.kernel.exceptions.ConcurrentTransactionException;
import io.delta.kernel.exceptions.ConcurrentWriteException;
import io.delta.kernel.exceptions.TableAlreadyExistsException;
import io.delta.kernel.exceptions.TableNotFoundException;
import io.delta.kernel.internal.SnapshotImpl;
import io.delta.kernel.utils.CloseableIterable;
import io.finlake.etl.config.LogStores;
import io.finlake.etl.error.ErrorCode;
import io.finlake.etl.error.FinlakeException;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A Delta table of few rows, reached without Spark. An ordinary table to every other reader: reader
 * version 1, writer version 2. Every append carries a number of an application id in the same
 * commit as its rows, so it happens once. Safe for several threads and several processes, as far as
 * the storage's log store is; finlake's own ones are (on a local disk: {@link LinkedLogStore}).
 */
public final class SmallTable {
  private static final Logger LOG = LoggerFactory.getLogger(SmallTable.class);
  private static final String WRITER = "finlake";

  /** Kernel has another name in the jar, which changes this text alone. */
  private static final String KERNEL = "io.delta.kernel.logStore.";

  /** On top of Kernel's own 200: these are changes of the table itself, which are rare. */
  private static final int TRIES = 4;

  private final TableShape shape;
  private final Engine engine;
  private final Table table;

  private SmallTable(TableShape shape, Engine engine) {
    this.shape = shape;
    this.engine = engine;
    this.table = Table.forPath(engine, shape.path());
  }

  /** Whether a table lies there. */
  public static boolean exists(Configuration hadoop, String path) {
    Engine engine = engine(hadoop);
    return latest(engine, Table.forPath(engine, path)).isPresent();
  }

  /**
   * Opens a table; it is made when none lies there. Of several that make it at once one wins, and
   * all go on with that one. A table that Spark made with row changes recorded is taken over: from
   * then on it records none, which Kernel could not write.
   */
  public static SmallTable open(Configuration hadoop, TableShape shape) {
    SmallTable opened = new SmallTable(shape, engine(hadoop));
    if (opened.latest().isEmpty()) {
      opened.create();
    }
    new TakingOver(opened.engine, opened.table).untilKernelCanWrite();
    return opened;
  }

  /** The newest number of an application id; empty when it never wrote. Reads no row. */
  public OptionalLong number(String appId) {
    return snapshot()
        .getLatestTransactionVersion(engine, appId)
        .map(OptionalLong::of)
        .orElse(OptionalLong.empty());
  }

  /**
   * Appends rows in one commit that carries the number, unless the number or a greater one was
   * written before. Commits of others between are no conflict.
   *
   * @param rows may be none: then only the number is noted
   * @return whether the commit is this one; false when the number was taken, and then nothing of
   *     this call is in the table. When storage answers that a commit failed that in truth went
   *     through, false is said of an own commit: whoever must know marks the row and reads it back
   * @throws FinlakeException {@link ErrorCode#LOST_RACE} when conflicts do not end
   */
  public boolean append(String appId, long number, List<PlainRow> rows) {
    for (int attempt = 1; attempt <= TRIES; attempt++) {
      try {
        commit(appId, number, rows);
        return true;
      } catch (ConcurrentTransactionException taken) {
        return false;
      } catch (ConcurrentWriteException conflict) {
        LOG.info("event=append_again table={} attempt={}", shape.path(), attempt, conflict);
      }
    }
    throw FinlakeException.of(
        ErrorCode.LOST_RACE,
        "number " + number + " of " + appId + " could not be written to " + shape.path(),
        "other writers changed the table " + TRIES + " times meanwhile",
        "run the command again");
  }

  /**
   * The rows that meet the conditions, in no order. Files whose statistics rule the conditions out
   * are not opened.
   */
  public List<PlainRow> rows(Where where) {
    return rows(where, shape.columns().keySet());
  }

  /** The same with these columns only, and those of the conditions. */
  public List<PlainRow> rows(Where where, Set<String> columns) {
    return new TableScan(engine, snapshot(), where, columns).rows();
  }

  /** How many files {@link #rows(Where)} opens for these conditions. */
  int filesOf(Where where) {
    return new TableScan(engine, snapshot(), where, shape.columns().keySet()).files().size();
  }

  private void commit(String appId, long number, List<PlainRow> rows) {
    Transaction transaction =
        table
            .createTransactionBuilder(engine, WRITER, Operation.WRITE)
            .withTransactionId(engine, appId, number)
            .build(engine);
    CloseableIterable<Row> added =
        rows.isEmpty()
            ? CloseableIterable.emptyIterable()
            : new FileOfRows(engine, transaction).write(rows, shape.indexed());
    TransactionCommitResult committed = transaction.commit(engine, added);
    if (committed.isReadyForCheckpoint()) {
      checkpoint(committed.getVersion());
    }
  }

  /** Keeps the log short. The commit stands whatever becomes of it, and the next one is near. */
  private void checkpoint(long version) {
    try {
      table.checkpoint(engine, version);
    } catch (CheckpointAlreadyExistsException another) {
      LOG.debug("event=checkpoint_there table={} version={}", shape.path(), version);
    } catch (IOException | RuntimeException failed) {
      LOG.warn("event=checkpoint_failed table={} version={}", shape.path(), version, failed);
    }
  }

  private void create() {
    try {
      table
          .createTransactionBuilder(engine, WRITER, Operation.CREATE_TABLE)
          .withSchema(engine, DdlTypes.schema(shape.columns()))
          .build(engine)
          .commit(engine, CloseableIterable.emptyIterable());
    } catch (ConcurrentWriteException | TableAlreadyExistsException another) {
      LOG.info("event=table_there table={}", shape.path(), another);
    }
  }

  private SnapshotImpl snapshot() {
    return latest()
        .orElseThrow(() -> new IllegalStateException("there is no table at " + shape.path()));
  }

  private Optional<SnapshotImpl> latest() {
    return latest(engine, table);
  }

  private static Optional<SnapshotImpl> latest(Engine engine, Table table) {
    try {
      return Optional.of((SnapshotImpl) table.getLatestSnapshot(engine));
    } catch (TableNotFoundException none) {
      return Optional.empty();
    }
  }

  static Engine engine(Configuration hadoop) {
    Configuration configuration = new Configuration(hadoop);
    LogStores.standard()
        .forEach(
            (scheme, store) ->
                configuration.setIfUnset(KERNEL.concat(scheme).concat(".impl"), store));
    return DefaultEngine.create(configuration);
  }
}
