/**
 * The only door to Delta tables. A write carries the table's transaction id (application id and
 * batch number) in the same commit as its rows, so a batch is applied once however often it is
 * tried. A write can be skipped without a word, so after each one the door looks for the commit
 * that carries the attempt's own id.
 */
package io.finlake.etl.table;
