/**
 * Raw to processed: discover, plan, read, screen, protect, stage once, decide what becomes of each
 * row, balance, commit quarantine and then the table, record. The order of things and nothing else;
 * every step is in its own package.
 */
package io.finlake.etl.process;
