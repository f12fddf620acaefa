/**
 * What other engines are told about the lake: {@link io.finlake.etl.publish.HistoryViews} writes
 * the SQL by which a history is asked as it is now, or as of a moment.
 */
package io.finlake.etl.publish;
