/**
 * Turns a contract's rules into Spark columns: rows list every rule that they broke, batches are
 * judged by their counts.
 *
 * <p>{@link io.finlake.etl.screen.Screening} appends the reasons to parsed rows, {@link
 * io.finlake.etl.screen.BatchRules} measures a screened batch with one action and decides without
 * Spark, {@link io.finlake.etl.screen.RuleCompiler} finds rules that cannot be compiled before any
 * row is read.
 */
package io.finlake.etl.screen;
