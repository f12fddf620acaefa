/**
 * Names what is damaged in a lake and what to do about it: data files, logs, checkpoints, the
 * ledger and raw objects. Reads without Spark, changes nothing, and goes on where it meets damage,
 * so that all of it is named and not the first.
 */
package io.finlake.etl.doctor;
