package io.finlake.etl.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AnswerFormatsTest {

  private static String printed(Consumer<PrintWriter> print) {
    StringWriter text = new StringWriter();
    PrintWriter out = new PrintWriter(text);
    print.accept(out);
    out.flush();
    return text.toString();
  }

  private static String json(Answer answer) {
    return printed(out -> JsonAnswer.print(answer, out));
  }

  private static String csv(Answer answer) {
    return printed(out -> CsvAnswer.print(answer, out));
  }

  private static String table(Answer answer, OptionalInt width) {
    return printed(out -> TableAnswer.print(answer, width, out));
  }

  @Test
  void jsonIsAnArrayWithAnObjectForEachRow() {
    Answer answer =
        Answer.of("table", "read", "amount", "balanced", "day", "at", "money", "none")
            .row(
                "payments.transactions",
                12L,
                new BigDecimal("10.50"),
                true,
                LocalDate.of(2026, 1, 5),
                Instant.parse("2026-01-05T10:00:00Z"),
                Map.of("amount EUR", new BigDecimal("1E+3")),
                Optional.empty())
            .answer();
    // Decimals keep their digits and never get an exponent; an absent value is null.
    assertThat(json(answer))
        .isEqualTo(
            """
            [
            {"table":"payments.transactions","read":12,"amount":10.50,"balanced":true,\
            "day":"2026-01-05","at":"2026-01-05T10:00:00Z","money":{"amount EUR":1000},"none":null}
            ]
            """);
  }

  @Test
  void jsonOfNoRowsIsAnEmptyArray() {
    assertThat(json(Answer.of("a").answer())).isEqualTo("[]\n");
  }

  @Test
  void jsonRenamesAColumnThatStandsTwice() {
    assertThat(json(Answer.of("id", "id").row(1, 2).answer()))
        .isEqualTo("[\n{\"id\":1,\"id_2\":2}\n]\n");
  }

  @Test
  void jsonWritesWhatNoJsonNumberIsAsText() {
    assertThat(json(Answer.of("x").row(Double.NaN).answer())).isEqualTo("[\n{\"x\":\"NaN\"}\n]\n");
  }

  @Test
  void csvQuotesWhatNeedsQuotesAndTellsEmptyTextFromAbsent() {
    Answer answer =
        Answer.of("name", "note", "n")
            .row("Müller, Jan", "said \"no\"\nand left", 1)
            .row("", Optional.empty(), Optional.empty())
            .answer();
    assertThat(csv(answer))
        .isEqualTo("name,note,n\r\n\"Müller, Jan\",\"said \"\"no\"\"\nand left\",1\r\n\"\",,\r\n");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "=1+1|'=1+1",
        "+cmd|'+cmd",
        "-2+3|'-2+3",
        "@SUM(A1)|'@SUM(A1)",
        "-5.00|-5.00",
        "+49|+49",
        "-1e5|-1e5",
        "a=b|a=b",
        "-|'-"
      })
  void csvDisarmsFormulasButLeavesNumbers(String given, String expected) {
    assertThat(CsvAnswer.harmless(given)).isEqualTo(expected);
  }

  @Test
  void csvDisarmsFormulasThatHideBehindATabOrCarriageReturn() {
    assertThat(CsvAnswer.harmless("\t=1")).isEqualTo("'\t=1");
    assertThat(CsvAnswer.harmless("\r=1")).isEqualTo("'\r=1");
    assertThat(CsvAnswer.harmless("\nx")).isEqualTo("'\nx");
  }

  @Test
  void csvDisarmsFormulasBehindWhatCannotBeSeenAndInFullWidth() {
    for (String formula :
        List.of(
            " =1+1",
            "\u00a0=1",
            "\ufeff=1",
            "\u200b@x",
            "\u202e-x",
            "\u0000=1",
            "\uff1d1+1",
            "\uff0b1",
            "\uff0d1",
            "\uff20x",
            "=",
            "-1-1",
            "+1e",
            "-=1",
            "=HYPERLINK(\"x\")")) {
      assertThat(CsvAnswer.harmless(formula)).as(formula).isEqualTo("'" + formula);
    }
    // Numbers, and texts in which a sign stands elsewhere, stay what they are.
    for (String plain : List.of("-3", "+3.5", "-.5", "1-2", " a=b", "", " ", "\u00e9=1", "-1E+5")) {
      assertThat(CsvAnswer.harmless(plain)).as(plain).isEqualTo(plain);
    }
  }

  @Test
  void csvDisarmsColumnNamesAndLeavesListsAndStatedNumbersExact() {
    Answer answer =
        Answer.of("=cmd()", "list", "n").row("x", List.of("=1"), new BigDecimal("-3.10")).answer();
    assertThat(csv(answer)).isEqualTo("'=cmd(),list,n\r\nx,\"[\"\"=1\"\"]\",-3.10\r\n");
    // JSON is for programs: nothing is added to it.
    assertThat(json(Answer.of("a").row("=1").answer())).isEqualTo("[\n{\"a\":\"=1\"}\n]\n");
  }

  @Test
  void csvLeavesTypedNegativeNumbersAlone() {
    assertThat(csv(Answer.of("x").row(new BigDecimal("-3.10")).answer()))
        .isEqualTo("x\r\n-3.10\r\n");
  }

  @Test
  void tableAlignsNumbersRightAndCountsWideCharactersTwice() {
    Answer answer =
        Answer.of("name", "amount")
            .row("東京", new BigDecimal("5.00"))
            .row("Oslo-X", new BigDecimal("1234.00"))
            .row("é", Optional.empty())
            .answer();
    // 東京 fills four cells, so two spaces bring it to the width of Oslo-X.
    assertThat(table(answer, OptionalInt.empty()).lines())
        .containsExactly(
            "name     amount", "------  -------", "東京       5.00", "Oslo-X  1234.00", "é");
  }

  @Test
  void tableShowsControlCharactersInsteadOfObeyingThem() {
    String text = table(Answer.of("x").row("a\u001b[2Jb\nc\u202ed").answer(), OptionalInt.empty());
    assertThat(text).contains("a\\u001b[2Jb\\nc\\u202ed");
  }

  @Test
  void tableCutsTheWidestTextToFitTheTerminalAndNeverANumber() {
    Answer answer = Answer.of("text", "number").row("x".repeat(40), 1234567890123L).answer();
    List<String> lines = table(answer, OptionalInt.of(30)).lines().toList();
    assertThat(lines).allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(30));
    assertThat(lines.get(2)).isEqualTo("x".repeat(14) + "…  1234567890123");
  }
}
