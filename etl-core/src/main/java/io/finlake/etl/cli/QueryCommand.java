package io.finlake.etl.cli;

import io.finlake.etl.config.LakeLocations;
import io.finlake.etl.contract.Contract;
import io.finlake.etl.error.ErrorCode;
import io.finlake.etl.error.FinlakeException;
import java.util.List;
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
      "whatever would change something is refused."
    },
    footer = {
      "",
      "Examples:",
      "  finlake query --lake target/demo-lake 'SHOW TABLES IN processed'",
      "  finlake query --lake target/demo-lake --format csv \\",
      "      'SELECT currency, sum(amount) AS total FROM processed.transactions GROUP BY currency'"
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
    LakeLocations locations = lake.locations(surroundings());
    List<Contract> known = contracts.load(surroundings());
    try (LakeSession session = LakeSession.start(locations)) {
      SparkAnswer.First first = answer(session.spark(), locations, known);
      output.print(first.answer(), surroundings());
      if (first.more()) {
        say("finlake: only the first " + limit + " rows are shown; --limit shows more");
      }
      return DONE;
    }
  }

  private SparkAnswer.First answer(
      SparkSession spark, LakeLocations locations, List<Contract> known) {
    ReadOnlySql statement = ReadOnlySql.parse(spark.sessionState().sqlParser(), sql);
    new LakeCatalog(spark, locations, known).register(statement);
    try {
      return SparkAnswer.take(spark.sql(sql), limit);
    } catch (Exception e) {
      throw QueryFailure.of(e);
    }
  }
}
