package io.finlake.etl.protect;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sha2;
import static org.apache.spark.sql.functions.unhex;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Tells rows of people who are on record as {@link SubjectHashes} from others, by built-in
 * functions in a narrow projection. Keys travel as those of tokens do.
 */
public final class SubjectMatch {
  private final SortedMap<Integer, DomainKeys> keys = new TreeMap<>();
  private final SortedMap<Integer, List<String>> hashes = new TreeMap<>();

  private SubjectMatch() {}

  /**
   * Prepares the look for some hashes of one identity.
   *
   * @throws io.finlake.etl.error.FinlakeException MISSING_SECRET when a key is not there that one
   *     of them was made with
   */
  public static SubjectMatch of(TokenKeys roots, String identity, Collection<String> hashes) {
    SubjectMatch match = new SubjectMatch();
    for (String hash : hashes) {
      int version = Integer.parseInt(hash.substring(1, hash.indexOf('.')));
      match.hashes.computeIfAbsent(version, any -> new ArrayList<>()).add(hash);
      match.keys.computeIfAbsent(
          version,
          any -> DomainKeys.of("h" + version, SubjectHashes.key(roots.root(version), identity)));
    }
    return match;
  }

  /** The rows with a BOOLEAN column more, never null: whether the text in a column is one's. */
  public Dataset<Row> marked(Dataset<Row> rows, String column, String mark) {
    return new KeyRow(List.copyOf(keys.values()))
        .bind(rows, binding -> rows.withColumn(mark, matches(binding, col("`" + column + "`"))));
  }

  private Column matches(KeyRow.Binding binding, Column text) {
    return hashes.entrySet().stream()
        .map(of -> hash(binding, of.getKey(), text).isin(of.getValue().toArray()))
        .map(found -> coalesce(found, lit(false)))
        .reduce(Column::or)
        .orElse(lit(false));
  }

  private Column hash(KeyRow.Binding binding, int version, Column text) {
    Column key = binding.keys(keys.get(version).domain());
    Column inner =
        unhex(sha2(concat(key.getField(KeyRow.INNER), text.cast("string").cast("binary")), 256));
    return concat(lit("h" + version + "."), sha2(concat(key.getField(KeyRow.OUTER), inner), 256));
  }
}
