/**
 * Pure decisions, without Spark and without I/O: which objects make a batch, which write a batch
 * becomes.
 */
package io.finlake.etl.plan;
