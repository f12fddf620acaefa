package io.finlake.etl.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.delta.sql.parser.DeltaSqlParser;
import io.finlake.etl.error.ErrorCode;
import io.finlake.etl.error.FinlakeException;
import org.apache.spark.sql.catalyst.parser.ParserInterface;
import org.apache.spark.sql.execution.SparkSqlParser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReadOnlySqlTest {
  private static final ParserInterface PARSER = new DeltaSqlParser(new SparkSqlParser());

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "SELECT 1|",
        "VALUES (1), (2)|",
        "SELECT * FROM Processed.`transactions`|processed.transactions",
        "WITH t AS (SELECT * FROM curated.customer_360) SELECT count(*) FROM t|curated.customer_360",
        "SELECT (SELECT max(_batch) FROM quarantine.cards)|quarantine.cards",
        "SELECT 1 WHERE EXISTS (SELECT 1 FROM processed.cards)|processed.cards",
        "SELECT * FROM processed.cards VERSION AS OF 3|processed.cards",
        "DESCRIBE processed.cards|processed.cards",
        "DESCRIBE TABLE EXTENDED processed.cards|processed.cards",
        "SHOW COLUMNS IN processed.cards|processed.cards",
        "SHOW TABLES IN processed|"
      })
  void whatOnlyLooksIsReadWithTheTablesItAsksFor(String sql, String table) {
    assertThat(ReadOnlySql.parse(PARSER, sql).tables())
        .isEqualTo(table == null ? java.util.Set.of() : java.util.Set.of(table));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "INSERT INTO processed.cards VALUES (1)",
        "WITH t AS (SELECT 1) INSERT INTO processed.cards SELECT * FROM t",
        "FROM processed.cards INSERT INTO processed.b SELECT *",
        "DELETE FROM processed.cards",
        "UPDATE processed.cards SET a = 1",
        "MERGE INTO processed.cards USING processed.b ON a = b WHEN MATCHED THEN DELETE",
        "DROP TABLE processed.cards",
        "CREATE TABLE processed.x AS SELECT 1",
        "CREATE TEMP VIEW x AS SELECT 1",
        "VACUUM delta.`/lake/processed/x`",
        "OPTIMIZE processed.cards",
        "RESTORE TABLE processed.cards TO VERSION AS OF 1",
        "ALTER TABLE processed.cards SET TBLPROPERTIES ('a' = 'b')",
        "SET spark.sql.files.ignoreMissingFiles=true",
        "ADD JAR '/tmp/x.jar'",
        "USE processed",
        "CACHE TABLE processed.cards",
        "REFRESH TABLE processed.cards",
        "TRUNCATE TABLE processed.cards",
        "EXPLAIN SELECT 1",
        "INSERT OVERWRITE DIRECTORY '/tmp/x' USING csv SELECT 1",
        "SELECT TRANSFORM(1) USING 'sh' AS (x)",
        "SELECT java_method('java.lang.System', 'exit', 1)",
        "SELECT * FROM (SELECT REFLECT('java.lang.System', 'getenv', 'HOME'))",
        "SELECT (SELECT reflect('java.lang.System', 'exit', 1))",
        "SELECT * FROM csv.`/etc/passwd`",
        "SELECT * FROM delta.`/lake/quarantine/core/cards`",
        "WITH t AS (SELECT * FROM text.`/lake/raw`) SELECT * FROM t",
        "SELECT 1 WHERE EXISTS (SELECT 1 FROM json.`/lake/raw/x`)",
        "SELECT * FROM raw.cards",
        "SELECT * FROM spark_catalog.processed.cards",
        "SHOW TABLES IN global_temp",
        "SELECT 1; DROP TABLE processed.cards",
        "SELEC 1",
        ""
      })
  void whateverElseIsRefused(String sql) {
    assertThatThrownBy(() -> ReadOnlySql.parse(PARSER, sql))
        .isInstanceOfSatisfying(
            FinlakeException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.BAD_QUERY));
  }

  @Test
  void showTablesAsksForAllOfThem() {
    assertThat(ReadOnlySql.parse(PARSER, "SHOW TABLES IN curated").all()).isTrue();
    assertThat(ReadOnlySql.parse(PARSER, "SELECT 1").all()).isFalse();
  }
}
