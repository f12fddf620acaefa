package io.finlake.etl.curate.history;

import io.finlake.etl.contract.HistoryColumn;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.apache.spark.api.java.function.FlatMapGroupsFunction;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;

/**
 * The stretches of time in which facts of one key are answered otherwise than before: {@link
 * Answers} between rows and rows.
 *
 * <p>Rows of the key in its history come with the columns of {@link HistoryColumn} but {@code
 * is_current}, moments as BIGINT in microseconds, {@link #SHOWN}, {@link #TYPE} and {@link
 * #COMMIT}. Those that are there now have no type; those of the change feed say what the key was
 * before. Of a row that changed several times its first and its last image count.
 */
public final class ChangedAnswers implements FlatMapGroupsFunction<Row, Row, Row> {
  /** STRUCT: what facts are given. */
  public static final String SHOWN = "_shown";

  /** STRING: the type of the change; null for a row as it is now. */
  public static final String TYPE = "_change_type";

  /** BIGINT: the commit of the change; null for a row as it is now. */
  public static final String COMMIT = "_commit_version";

  private static final long serialVersionUID = 1L;

  /** It has no state. */
  public ChangedAnswers() {}

  /** What tells rows of a key apart. */
  private record Id(long validFrom, long recordedFrom) {}

  /** A row of the key at a turn; within one commit a row leaves before it enters. */
  private record Image(long commit, boolean enters, boolean believed, Answers.Piece<Row> piece) {
    boolean before(Image other) {
      return commit < other.commit || (commit == other.commit && !enters && other.enters);
    }
  }

  @Override
  public Iterator<Row> call(Row key, Iterator<Row> rows) {
    Map<Id, Answers.Piece<Row>> now = new HashMap<>();
    Map<Id, Image> first = new HashMap<>();
    while (rows.hasNext()) {
      Row row = rows.next();
      Id id =
          new Id(
              row.<Long>getAs(HistoryColumn.VALID_FROM),
              row.<Long>getAs(HistoryColumn.RECORDED_FROM));
      boolean believed = row.getAs(HistoryColumn.RECORDED_TO) == null;
      if (row.getAs(TYPE) != null) {
        first.merge(id, image(row, believed), (one, other) -> other.before(one) ? other : one);
      } else if (believed) {
        now.put(id, piece(row));
      }
    }
    Map<Id, Answers.Piece<Row>> before = new HashMap<>(now);
    first.forEach(
        (id, image) -> {
          before.remove(id);
          if (!image.enters() && image.believed()) {
            before.put(id, image.piece());
          }
        });
    List<Row> stretches = new ArrayList<>();
    for (Answers.Stretch stretch :
        Answers.differing(Answers.of(before.values()), Answers.of(now.values()))) {
      stretches.add(RowFactory.create(key.get(0), open(stretch.from()), open(stretch.to())));
    }
    return stretches.iterator();
  }

  private static Image image(Row row, boolean believed) {
    String type = row.getAs(TYPE);
    boolean enters = type.equals("insert") || type.equals("update_postimage");
    return new Image(row.<Long>getAs(COMMIT), enters, believed, piece(row));
  }

  private static Answers.Piece<Row> piece(Row row) {
    Long validTo = row.getAs(HistoryColumn.VALID_TO);
    return new Answers.Piece<>(
        row.<Long>getAs(HistoryColumn.VALID_FROM),
        validTo == null ? OptionalLong.empty() : OptionalLong.of(validTo),
        row.getAs(SHOWN));
  }

  private static Object open(OptionalLong end) {
    return end.isPresent() ? end.getAsLong() : null;
  }
}
