package io.finlake.etl.testing;

import io.finlake.etl.contract.Classification;
import io.finlake.etl.contract.Column;
import io.finlake.etl.contract.ColumnType;
import io.finlake.etl.contract.Contract;
import io.finlake.etl.contract.DatasetId;
import io.finlake.etl.contract.Format;
import io.finlake.etl.contract.Protection;
import io.finlake.etl.contract.RawSource;
import io.finlake.etl.contract.Rule;
import io.finlake.etl.contract.WriteStrategy;
import java.util.List;
import java.util.Optional;

/** Small contracts made in code, for tests that need no file. */
public final class Contracts {
  private Contracts() {}

  /** A column of this type that is neither required nor protected. */
  public static Column column(String name, String ddl) {
    return column(name, ddl, Classification.INTERNAL, new Protection.None());
  }

  /** A column with a classification and a protection. */
  public static Column column(
      String name, String ddl, Classification classification, Protection protection) {
    return new Column(
        name,
        ColumnType.parse(ddl).orElseThrow(),
        false,
        "",
        classification,
        protection,
        new Column.SourceField(name, Optional.empty()),
        Column.Reading.plain());
  }

  /** A rule of severity quarantine on one column. */
  public static Rule rule(String name, String column, Rule.Check check) {
    return new Rule(name, Optional.of(column), check, Rule.Severity.QUARANTINE, Optional.empty());
  }

  /** An append-only dataset of JSON lines. */
  public static Contract landed(String id, List<Column> columns, List<Rule> rules) {
    RawSource source =
        new RawSource(
            new Format.JsonLines(),
            DatasetId.parse(id).path(),
            Optional.empty(),
            "*",
            3,
            24,
            RawSource.Batching.ALL,
            RawSource.Redelivery.REFUSE,
            RawSource.Resend.HOLD,
            RawSource.Evolution.REFUSE,
            Optional.empty(),
            Optional.empty());
    return new Contract(
        DatasetId.parse(id),
        "1.0.0",
        "",
        "tests",
        columns,
        List.of(),
        List.of(),
        rules,
        List.of(),
        new Contract.Origin.Landed(source, new WriteStrategy.Append()),
        Optional.empty(),
        "",
        "");
  }
}
