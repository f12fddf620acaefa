/**
 * Answers for people about a lake, without Spark: where a figure comes from ({@link
 * io.finlake.etl.explain.Trace}), why a row is absent ({@link io.finlake.etl.explain.WhyNot}), and
 * what making a table anew would cost ({@link io.finlake.etl.explain.RebuildCost}). Everything is
 * read through {@link io.finlake.etl.explain.LakeView}: contracts, the ledger and committed tables.
 * Nothing is written, and values of classified columns are never given out.
 */
package io.finlake.etl.explain;
