/**
 * Small Delta tables without Spark: made, appended to and read through Delta Kernel, which is used
 * here only. For what is a few rows a batch and asked for often, such as the ledger: an append is a
 * few file operations, not a Spark job. See ADR 0005.
 */
package io.finlake.etl.lookup;
