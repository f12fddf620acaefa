package io.finlake.etl.screen;

import static org.assertj.core.api.Assertions.assertThat;

import io.finlake.etl.contract.Classification;
import io.finlake.etl.contract.Contract;
import io.finlake.etl.contract.DatasetId;
import io.finlake.etl.contract.Protection;
import io.finlake.etl.contract.Rule;
import io.finlake.etl.testing.Contracts;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RuleCompilerTest {

  @Test
  void predicatesOverTheRowCompile() {
    assertThat(
            holds(
                "amount > 0",
                "valid_to IS NULL OR valid_to > valid_from",
                "upper(country) = country AND length(country) = 2",
                "country NOT IN ('XX', 'YY')",
                "CASE WHEN amount > 10 THEN country IS NOT NULL ELSE true END",
                "exists(split(country, ','), x -> x = 'DE')",
                "NULL"))
        .containsExactly("rule r6: \"NULL\" is VOID, not a predicate");
  }

  @Test
  void whatIsNoPredicateOverOneRowIsNamed() {
    assertThat(
            holds(
                "amount >",
                "amont > 0",
                "amount",
                "amount > (SELECT 1)",
                "country IN (SELECT 'DE')",
                "count(*) > 1",
                "row_number() OVER (ORDER BY amount) = 1",
                "explode(array(true, false))",
                "*",
                "amount > 0 OR _batch = 1"))
        .satisfiesExactly(
            it -> assertThat(it).startsWith("rule r0: \"amount >\" does not compile: "),
            // Spark's own message says which columns there are.
            it -> assertThat(it).contains("amont").contains("does not compile"),
            it -> assertThat(it).endsWith("\"amount\" is DECIMAL(18,2), not a predicate"),
            it ->
                assertThat(it).endsWith("has a subquery; refer to other datasets with references"),
            it -> assertThat(it).contains("IN (SELECT").contains("does not compile"),
            it -> assertThat(it).endsWith("does not look at one row"),
            it -> assertThat(it).endsWith("does not look at one row"),
            it -> assertThat(it).endsWith("does not look at one row"),
            it -> assertThat(it).endsWith("does not look at one row"),
            // finlake's columns are no part of the promise.
            it -> assertThat(it).contains("_batch").contains("does not compile"));
  }

  @Test
  void predicatesWhoseAnswerDependsOnTheMomentAreRefused() {
    List<String> predicates =
        List.of(
            "rand() > 0.5",
            "valid_to < current_date()",
            "valid_to < now()",
            "to_timestamp(valid_to) < localtimestamp()",
            "unix_timestamp() > 0",
            "current_user() = 'x'",
            "current_database() = 'x'",
            "input_file_name() = ''",
            "uuid() = country",
            "reflect('java.lang.System', 'currentTimeMillis') > 0");
    assertThat(holds(predicates.toArray(String[]::new)))
        .hasSize(predicates.size())
        .allSatisfy(it -> assertThat(it).endsWith("whose answer may be another one next time"));
    assertThat(holds("amount > 0 OR raise_error('x')", "assert_true(amount > 0) IS NULL"))
        .hasSize(2)
        .allSatisfy(
            it ->
                assertThat(it)
                    .endsWith("raises an error; a broken rule is data, not an exception"));
  }

  @Test
  void patternsBoundsAndProtectedColumnsAreCheckedToo() {
    DatasetId accounts = DatasetId.parse("core.accounts");
    List<Rule> rules =
        List.of(
            Contracts.rule("pattern", "country", new Rule.Check.Pattern("[A-Z")),
            Contracts.rule("halves", "country", new Rule.Check.Pattern("a)|(?:b")),
            Contracts.rule(
                "day",
                "valid_to",
                new Rule.Check.Range(Optional.of("2026-02-30"), Optional.of("2026-12-31"))),
            Contracts.rule(
                "text", "country", new Rule.Check.Range(Optional.of("A"), Optional.empty())),
            Contracts.rule(
                "number", "amount", new Rule.Check.Range(Optional.empty(), Optional.of("1e6"))),
            Contracts.rule("exists", "card", new Rule.Check.Reference(accounts, "card")),
            Contracts.rule("one", "card", new Rule.Check.Unique(List.of("card", "pin"))));
    assertThat(problems(rules))
        .containsExactly(
            "rule pattern: \"[A-Z\" is not a regular expression: Unclosed character class",
            // It would compile once wrapped, and mean something else.
            "rule halves: \"a)|(?:b\" is not a regular expression: Unmatched closing ')'",
            "rule day: \"2026-02-30\" is not a bound of DATE values",
            "rule text: \"A\" is not a bound of STRING values",
            "rule exists: card is protected, so that it cannot be compared with another dataset",
            // Equal cards have equal tokens; a dropped column is not there any more.
            "rule one: pin is masked or dropped, so that its values cannot be told apart");
  }

  private static List<String> holds(String... predicates) {
    List<Rule> rules = new ArrayList<>();
    for (String predicate : predicates) {
      rules.add(Contracts.rule("r" + rules.size(), "amount", new Rule.Check.Holds(predicate)));
    }
    return problems(rules);
  }

  private static List<String> problems(List<Rule> rules) {
    return RuleCompiler.problems(contract(rules)).stream().map(Object::toString).toList();
  }

  private static Contract contract(List<Rule> rules) {
    return Contracts.landed(
        "payments.transactions",
        List.of(
            Contracts.column("amount", "DECIMAL(18,2)"),
            Contracts.column("country", "STRING"),
            Contracts.column("valid_from", "DATE"),
            Contracts.column("valid_to", "DATE"),
            Contracts.column(
                "card", "STRING", Classification.RESTRICTED, new Protection.Token("card")),
            Contracts.column("pin", "STRING", Classification.RESTRICTED, new Protection.Drop())),
        rules);
  }
}
