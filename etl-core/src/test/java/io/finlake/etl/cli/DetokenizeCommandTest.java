package io.finlake.etl.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.finlake.etl.config.LakeLocations;
import io.finlake.etl.ledger.Lake;
import io.finlake.etl.lookup.PlainRow;
import io.finlake.etl.lookup.StoredTable;
import io.finlake.etl.lookup.Where;
import io.finlake.etl.protect.Detokenizer;
import io.finlake.etl.protect.TokenKeys;
import io.finlake.etl.testing.SharedSession;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The way back from a token: on record before anybody sees a value, or not at all. */
class DetokenizeCommandTest {
  private static final String CARD = "4111111111111111";
  private static final byte[] FIRST = "the first key of thirty-two byte".getBytes(UTF_8);
  private static final byte[] SECOND = "a second key of thirty-two bytes".getBytes(UTF_8);
  private static final Map<String, String> BOTH =
      Map.of(
          "FINLAKE_SECRET_TOKEN_KEY_V1", Base64.getEncoder().encodeToString(FIRST),
          "FINLAKE_SECRET_TOKEN_KEY_V2", Base64.getEncoder().encodeToString(SECOND));

  @TempDir private Path home;

  @BeforeEach
  void makeLake() {
    Lake.open(SharedSession.spark(), LakeLocations.under(home.resolve("lake").toString()));
  }

  @Test
  void everyUseIsOnRecordBeforeAValueIsShownOldTokensAndNewOnes() {
    List<String> shown = new ArrayList<>();
    StringWriter err = new StringWriter();
    Surroundings surroundings =
        new Surroundings(
            new PrintWriter(new Answers(shown)),
            new PrintWriter(err),
            BOTH,
            home,
            home,
            Optional.empty(),
            OptionalInt.empty(),
            OptionalInt.empty());
    // After the key was rotated a card has two tokens, and both are opened.
    String old = token(Map.of("token-key-v1", FIRST));
    String fresh = token(Map.of("token-key-v1", FIRST, "token-key-v2", SECOND));

    int code =
        Finlake.run(surroundings, words("--domain", "card", "--reason", "chargeback", old, fresh));
    surroundings.out().flush();

    assertThat(code).as("%s", err).isZero();
    assertThat(shown).isNotEmpty().allMatch(it -> it.equals("shown with 2 on record"));
    assertThat(records())
        .hasSize(2)
        .allSatisfy(
            row -> {
              assertThat(row.text("reason")).isEqualTo("chargeback");
              assertThat(row.text("person")).isEqualTo(System.getProperty("user.name"));
              assertThat(row.values().toString()).doesNotContain(CARD);
            })
        .extracting(row -> row.text("token"))
        .containsExactlyInAnyOrder(old, fresh);
  }

  @Test
  void withoutTheKeyNothingIsOpened() {
    String token = token(Map.of("token-key-v1", FIRST));
    String other = Base64.getEncoder().encodeToString(SECOND);
    for (Map<String, String> keys :
        List.of(
            Map.<String, String>of(),
            Map.of("FINLAKE_SECRET_TOKEN_KEY_V1", other),
            Map.of("FINLAKE_SECRET_TOKEN_KEY_V2", other))) {
      CommandRun run = CommandRun.of(home, keys, words("--domain", "card", "--reason", "x", token));
      assertThat(run.exitCode()).isEqualTo(2);
      assertThat(run.out() + run.err()).doesNotContain(CARD);
      assertThat(run.out()).isEmpty();
    }
    // One that opens beside one that does not: none is shown, none is noted.
    CommandRun mixed =
        CommandRun.of(
            home, BOTH, words("--domain", "card", "--reason", "x", token, "v1.bm8gdG9rZW4"));
    assertThat(mixed.exitCode()).isEqualTo(2);
    assertThat(mixed.out()).isEmpty();
    assertThat(records()).isEmpty();
  }

  @Test
  void aUseThatCannotBeRecordedIsRefused() throws IOException {
    Path record = home.resolve("lake/control/detokenizations");
    Files.writeString(record, "no table can be made here");

    CommandRun run =
        CommandRun.of(
            home,
            BOTH,
            words("--domain", "card", "--reason", "x", token(Map.of("token-key-v1", FIRST))));

    assertThat(run.exitCode()).isNotZero();
    assertThat(run.out() + run.err()).doesNotContain(CARD);
    assertThat(run.out()).isEmpty();
  }

  private String[] words(String... more) {
    List<String> words = new ArrayList<>(List.of("detokenize"));
    words.addAll(List.of("--lake", home.resolve("lake").toString()));
    words.addAll(List.of(more));
    return words.toArray(new String[0]);
  }

  private static String token(Map<String, byte[]> keys) {
    return Detokenizer.of(TokenKeys.from(name -> Optional.ofNullable(keys.get(name))))
        .tokenOf("card", CARD);
  }

  private List<PlainRow> records() {
    return StoredTable.at(
            new Configuration(), home.resolve("lake/control/detokenizations").toString())
        .map(
            table ->
                table
                    .rows(Where.all(), Comparator.comparing(PlainRow::toString), Integer.MAX_VALUE)
                    .rows())
        .orElse(List.of());
  }

  /** Notes, whenever the value comes, how many uses are on record at that moment. */
  private final class Answers extends StringWriter {
    private final List<String> shown;

    Answers(List<String> shown) {
      this.shown = shown;
    }

    @Override
    public void write(String text, int from, int length) {
      note(text.substring(from, from + length));
    }

    @Override
    public void write(char[] text, int from, int length) {
      note(new String(text, from, length));
    }

    private void note(String text) {
      if (text.contains(CARD)) {
        shown.add("shown with " + records().size() + " on record");
      }
    }
  }
}
