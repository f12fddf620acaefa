/**
 * Takes a person out of the lake: {@link io.finlake.etl.erase.Erasing} finds and removes rows and
 * raw records, {@link io.finlake.etl.erase.Forgetting} the older versions of tables when their
 * readers' time is over. What contracts keep by duty stays, and the record of the erasure says so.
 */
package io.finlake.etl.erase;
