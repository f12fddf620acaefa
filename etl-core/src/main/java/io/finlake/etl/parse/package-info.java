/**
 * Bytes to records to typed values, in one pass and without Spark.
 *
 * <p>{@link io.finlake.etl.parse.RecordReaders} opens an object; its {@link
 * io.finlake.etl.parse.RecordReader} gives every record with its offset, its values typed as the
 * contract says, and the reasons why something did not fit. {@link
 * io.finlake.etl.parse.TypedValues} is the one place where text becomes a value; {@link
 * io.finlake.etl.parse.CardNumbers} the one place that knows what a card number looks like. Nothing
 * is dropped, rounded or guessed: a bad value is NULL with a reason, a bad record is one record
 * with a reason and the hash of its bytes, and an object that cannot be read to its end is an
 * error.
 */
package io.finlake.etl.parse;
