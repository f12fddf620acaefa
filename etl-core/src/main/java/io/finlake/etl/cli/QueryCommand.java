package io.finlake.etl.cli;

import io.finlake.etl.config.LakeLocations;
import io.finlake.etl.contract.Contract;
import io.finlake.etl.error.ErrorCode;
import io.finlake.etl.error.FinlakeException;
import io.finlake.etl.publish.AsOf;
import io.finlake.etl.publish.HistoryViews;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code finlake query}: asks the lake's tables; changes nothing. */
@Command(
    name = "query",
    description = {
      "Answers a SELECT over the lake's tables, which are named processed.<name>,",
      "quarantine.<name> and curated.<name>. SHOW TABLES IN curated and DESCRIBE work too;",
      "whatever would change something is refused.",
      "",
      "A history, such as curated.customer, has the views curated.customer_current and",
      "curated.customer_believed; with --as-of its own name means the rows that hold then."
    },
    footer = {
      "",
      "Examples:",
      "  finlake query --lake target/demo-lake 'SHOW TABLES IN processed'",
      "  finlake query --lake target/demo-lake --format csv \\",
      "      'SELECT currency, sum(amount) AS total FROM processed.transactions GROUP BY currency'",
      "  finlake query --lake target/demo-lake --as-of 2025-12-31T00:00:00Z \\",
      "      --believed-on 2026-03-03T00:00:00Z 'SELECT count(*) FROM curated.customer'"
    })
final class QueryCommand extends FinlakeCommand {
  private static final int MOST_ROWS = 1_000_000;

  @Parameters(paramLabel = "SQL", description = "The statement.")
  private String sql = "";

  @Option(
      names = "--limit",
      paramLabel = "ROWS",
      defaultValue = "1000",
      description = "The most rows that are shown (default: ${DEFAULT-VALUE}).")
  private int limit = 1000;

  @Option(
      names = "--as-of",
      paramLabel = "MOMENT",
      description = {
        "Histories as they are in force at this business time, for example",
        "2025-12-31T00:00:00Z. Other tables are as they are now."
      })
  private Optional<String> asOf = Optional.empty();

  @Option(
      names = "--believed-on",
      paramLabel = "MOMENT",
      description = {
        "Histories as the lake believed them at this time; without --as-of the whole",
        "timeline. Default: now."
      })
  private Optional<String> believedOn = Optional.empty();

  @Mixin private LakeOptions lake = new LakeOptions();
  @Mixin private ContractOptions contracts = new ContractOptions();
  @Mixin private OutputOptions output = new OutputOptions();

  QueryCommand(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  int execute() {
    if (limit < 1 || limit > MOST_ROWS) {
      throw FinlakeException.of(
          ErrorCode.BAD_ARGUMENT,
          "--limit " + limit + " is not possible",
          "it must be 1 to " + MOST_ROWS,
          "give another number");
    }
    Optional<AsOf> asked = asked();
    LakeLocations locations = lake.locations(surroundings());
    List<Contract> known = contracts.load(surroundings());
    try (LakeSession session = LakeSession.start(locations)) {
      SparkAnswer.First first = answer(session.spark(), locations, known, asked);
      output.print(first.answer(), surroundings());
      if (first.more()) {
        say("finlake: only the first " + limit + " rows are shown; --limit shows more");
      }
      return DONE;
    }
  }

  private SparkAnswer.First answer(
      SparkSession spark, LakeLocations locations, List<Contract> known, Optional<AsOf> asked) {
    ReadOnlySql statement = ReadOnlySql.parse(spark.sessionState().sqlParser(), sql);
    if (asked.isPresent()) {
      sayWhatIsAsOf(statement, known);
    }
    new LakeCatalog(spark, locations, known, asked).register(statement);
    try {
      return SparkAnswer.take(spark.sql(sql), limit);
    } catch (Exception e) {
      throw QueryFailure.of(e);
    }
  }

  private Optional<AsOf> asked() {
    return asOf.isEmpty() && believedOn.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new AsOf(
                asOf.map(text -> moment("--as-of", text)),
                believedOn.map(text -> moment("--believed-on", text))));
  }

  private static Instant moment(String option, String text) {
    try {
      return Instant.parse(text);
    } catch (DateTimeException e) {
      throw FinlakeException.of(
          ErrorCode.BAD_ARGUMENT,
          option + " " + text + " is no moment",
          "a moment has a date, a time and its zone, Z for UTC",
          "write it like 2025-12-31T00:00:00Z",
          e);
    }
  }

  /** Not every table has a past that can be asked for: nobody may take the others' rows for it. */
  private void sayWhatIsAsOf(ReadOnlySql statement, List<Contract> known) {
    Set<String> histories =
        known.stream()
            .filter(HistoryViews::isHistory)
            .map(Contract::tableName)
            .collect(Collectors.toSet());
    Set<String> past = new TreeSet<>(statement.tables());
    past.retainAll(histories);
    if (past.isEmpty()) {
      throw FinlakeException.of(
          ErrorCode.BAD_ARGUMENT,
          "--as-of and --believed-on say nothing to this statement",
          "it reads no history",
          "ask one of " + String.join(", ", new TreeSet<>(histories)));
    }
    Set<String> present = new TreeSet<>(statement.tables());
    present.removeAll(histories);
    if (!present.isEmpty()) {
      say("finlake: as they are now, not as of then: " + String.join(", ", present));
    }
  }
}
