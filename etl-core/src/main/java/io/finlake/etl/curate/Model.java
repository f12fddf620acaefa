package io.finlake.etl.curate;

import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * What a curated table is: all that its author writes. A public class with a public constructor
 * that takes the {@link io.finlake.etl.contract.Contract}, or nothing; a contract names it, and it
 * is created anew for each build.
 *
 * <p>A model is a pure function: the same inputs give the same rows, whatever the time, the batch
 * or the order of rows. It reads nothing but its inputs, runs no action, writes and caches nothing.
 *
 * <p>A model built by key or by partition is <i>local</i>: the rows of a key depend on the rows of
 * that key in every input that carries the key, and on references. The engine relies on it and
 * hands the model only the rows of the keys that changed; rows without the key (null) are handed to
 * no such model, not even in a build of the whole.
 */
public interface Model {

  /**
   * The whole table, as if it were built from nothing.
   *
   * @param inputs the tables that the contract lists, by the names that it gives them
   * @return at least the columns of the contract, with its types; at most one row for a key
   */
  Dataset<Row> rows(Inputs inputs);

  /**
   * The keys whose rows may differ because a reference changed. A reference is an input that does
   * not carry the build's column, such as rates or a list of products. Too many keys cost time; a
   * key too few makes the table wrong.
   *
   * @param reference the name of the input that changed, for example {@code
   *     processed.market.fx_rates}
   * @param changed the rows of it that were inserted, updated (as they were and as they are) or
   *     deleted, with the input's columns and those of the change feed: {@code _change_type} and
   *     {@code _commit_version}
   * @param inputs all inputs as they are now, not restricted
   * @return one column, the build's; empty when the model cannot tell, and then everything is built
   */
  default Optional<Dataset<Row>> touched(String reference, Dataset<Row> changed, Inputs inputs) {
    return Optional.empty();
  }
}
