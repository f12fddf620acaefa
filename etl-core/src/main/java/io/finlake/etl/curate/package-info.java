/**
 * Keeps curated tables up to date. A {@link io.finlake.etl.curate.Model} says what a table is, as a
 * pure function of its inputs; everything else here says which part of it must be computed again.
 *
 * <p>{@link io.finlake.etl.curate.BuildOrder} sorts the tables by their inputs. {@link
 * io.finlake.etl.curate.Refresh} decides, from facts about the inputs and without Spark, whether
 * nothing, some keys, some partitions or the whole table is computed. {@link
 * io.finlake.etl.curate.KeyRanges} turns touched keys into the few literal ranges that let a write
 * skip files. The engine then reads what changed, computes, compares and commits once.
 */
package io.finlake.etl.curate;
