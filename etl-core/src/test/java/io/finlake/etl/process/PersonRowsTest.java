package io.finlake.etl.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class PersonRowsTest {

  @Test
  void anIdIsFoundInTextAsAWordOfItsOwn() {
    Pattern word = Pattern.compile(PersonRows.word(List.of("P1", "17")));

    assertThat(List.of("{\"id\":\"P1\",\"na", "P1", "a;P1;b", "id=P1.", "n:17,5", "(17)", "P1\t"))
        .allSatisfy(text -> assertThat(word.matcher(text).find()).as(text).isTrue());
    // Somebody else's id, an amount, a part of a longer key.
    assertThat(
            List.of(
                "P12", "XP1", "P1-b", "P1_b", "a-P1", "\"amount\":1700", "17.20", "3.17", "ÄP1"))
        .allSatisfy(text -> assertThat(word.matcher(text).find()).as(text).isFalse());
  }

  @Test
  void anIdIsTakenAsItIsWritten() {
    Pattern word = Pattern.compile(PersonRows.word(List.of("a.b(c", "x\\Ey")));

    assertThat(word.matcher("id a.b(c;").find()).isTrue();
    assertThat(word.matcher("id x\\Ey;").find()).isTrue();
    assertThat(word.matcher("id a-b(c;").find()).isFalse();
  }
}
