package io.finlake.etl.maintain;

import io.finlake.etl.lookup.TableLog;
import io.finlake.etl.plan.Horizon;
import io.finlake.etl.plan.Leftovers;
import java.util.List;

/**
 * What of a table nobody needs any more.
 *
 * @param horizon the oldest version that somebody may need, and who
 * @param leftovers files of rows and of change data
 * @param newest the newest version
 * @param log files of the log, oldest first
 */
record Unneeded(Horizon horizon, long newest, Leftovers leftovers, List<TableLog.Entry> log) {
  Unneeded {
    log = List.copyOf(log);
  }
}
