/**
 * The record of batches, as two Delta tables under control: what was planned, and what was
 * committed with its balance. Numbers are kept as transaction ids in the same commits as the rows,
 * so "what is the highest planned number" is read from the log without touching a row. Written and
 * read without Spark; only {@link io.finlake.etl.ledger.Lake}, the open lake, holds a session.
 */
package io.finlake.etl.ledger;
