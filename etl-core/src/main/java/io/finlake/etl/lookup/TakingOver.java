package io.finlake.etl.lookup;

import static io.delta.kernel.internal.util.Utils.toCloseableIterator;

import io.delta.kernel.Operation;
import io.delta.kernel.Table;
import io.delta.kernel.data.Row;
import io.delta.kernel.engine.Engine;
import io.delta.kernel.internal.SnapshotImpl;
import io.delta.kernel.internal.actions.CommitInfo;
import io.delta.kernel.internal.actions.Metadata;
import io.delta.kernel.internal.actions.Protocol;
import io.delta.kernel.internal.actions.SingleAction;
import io.delta.kernel.internal.util.FileNames;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * Takes over a table that Spark made with its row changes recorded, which Kernel 3.3 does not
 * write. One commit switches the recording off and says writer version 2. Of the other features
 * that Spark names beside it (constraints, generated columns) a small table makes no use.
 */
final class TakingOver {
  private static final int KERNEL_WRITES = 2;
  private static final int NAMED_FEATURES = 7;

  /** What writer version 4 stands for. */
  private static final Set<String> UNUSED =
      Set.of("appendOnly", "invariants", "checkConstraints", "changeDataFeed", "generatedColumns");

  private final Engine engine;
  private final Table table;

  TakingOver(Engine engine, Table table) {
    this.engine = engine;
    this.table = table;
  }

  /** Nothing to do for a table that Kernel made, or that was taken over before. */
  void untilKernelCanWrite() {
    SnapshotImpl snapshot = (SnapshotImpl) table.getLatestSnapshot(engine);
    while (bySpark(snapshot.getProtocol())) {
      try {
        commit(snapshot);
      } catch (FileAlreadyExistsException another) {
        // Whoever was first: the next look at the table tells whether it is done.
      } catch (IOException thrown) {
        throw new UncheckedIOException(thrown);
      }
      snapshot = (SnapshotImpl) table.getLatestSnapshot(engine);
    }
  }

  private static boolean bySpark(Protocol protocol) {
    if (protocol.getMinReaderVersion() != 1) {
      return false;
    }
    return protocol.getMinWriterVersion() == NAMED_FEATURES
        ? UNUSED.containsAll(protocol.getWriterFeatures())
        : protocol.getMinWriterVersion() > KERNEL_WRITES && protocol.getMinWriterVersion() <= 4;
  }

  private void commit(SnapshotImpl snapshot) throws IOException {
    Metadata metadata =
        snapshot.getMetadata().withNewConfiguration(Map.of("delta.enableChangeDataFeed", "false"));
    CommitInfo info =
        new CommitInfo(
            Optional.empty(),
            System.currentTimeMillis(),
            "finlake",
            Operation.MANUAL_UPDATE.getDescription(),
            Map.of(),
            false,
            UUID.randomUUID().toString(),
            Map.of());
    List<Row> actions =
        List.of(
            SingleAction.createCommitInfoSingleAction(info.toRow()),
            SingleAction.createMetadataSingleAction(metadata.toRow()),
            SingleAction.createProtocolSingleAction(
                new Protocol(1, KERNEL_WRITES, null, null).toRow()));
    engine
        .getJsonHandler()
        .writeJsonFileAtomically(
            FileNames.deltaFile(snapshot.getLogPath(), snapshot.getVersion(engine) + 1),
            toCloseableIterator(actions.iterator()),
            false);
  }
}
