package io.finlake.etl.parse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.finlake.etl.contract.Column;
import io.finlake.etl.contract.Format;
import io.finlake.etl.error.FinlakeException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class CsvRecordsTest {
  private static final List<Column> COLUMNS = Given.columns("id INT", "name STRING");
  private static final ReadSpec PLAIN = Given.spec(Given.csv(), COLUMNS);
  private static final ReadSpec MULTILINE = Given.spec(Given.csv(true), COLUMNS);

  @Test
  void columnsAreFoundByHeaderNameWhateverTheirOrder() {
    Given.Found found = Given.read(PLAIN, "name,extra,id\nAnna,x,1\nBen,,2\n");

    assertThat(found.records()).containsExactly("14 1|Anna", "23 2|Ben");
    assertThat(found.summary().unknown()).isEqualTo(java.util.Map.of("extra", 2L));
  }

  @Test
  void quotesEscapesAndEmptyFields() {
    assertThat(
            Given.read(
                    PLAIN,
                    """
                    id,name
                    1,"a,b"
                    2,"say ""hi\"""
                    3,
                    4,""
                    5,5" pipe
                    """)
                .records())
        .map(record -> record.replaceFirst("\\d+ ", ""))
        // a quote within a field that began without one is an ordinary character
        .containsExactly("1|a,b", "2|say \"hi\"", "3|null", "4|null", "5|5\" pipe");
  }

  @Test
  void aBackslashEscapesWithinQuotesOnly() {
    Format.Csv dialect =
        new Format.Csv(
            ';', '\'', '\\', false, List.of("id", "name"), false, StandardCharsets.UTF_8);

    assertThat(
            Given.read(Given.spec(dialect, COLUMNS), "1;'it\\'s \\\\ \\n'\n2;C:\\dir\n").records())
        .containsExactly("0 1|it's \\ \\n", "16 2|C:\\dir");
  }

  @Test
  void wrongShapesAreMalformed() {
    assertThat(Given.read(PLAIN, "id,name\n1\n1,a,b\n1,\"a\n1,\"a\"b\n2,ok\n").records())
        .map(record -> record.replaceFirst("\\d+ ", ""))
        .containsExactly(
            "null|null !malformed: the record has 1 fields, not 2",
            "null|null !malformed: the record has 3 fields, not 2",
            "null|null !malformed: a quote is never closed",
            "null|null !malformed: text follows the closing quote of field 2",
            "2|ok");
  }

  @Test
  void aQuotedFieldMayHoldLineBreaksWhereTheContractSaysSo() {
    assertThat(Given.read(MULTILINE, "id,name\r\n1,\"a\r\nb\"\r\n2,c").records())
        .containsExactly("9 1|a\r\nb", "19 2|c");
  }

  @Test
  void aQuoteThatIsNeverClosedSpoilsItsOwnLineOnly() {
    assertThat(Given.read(MULTILINE, "id,name\n1,\"a\n2,b\n3,c\n").records())
        .containsExactly("8 null|null !malformed: a quote is never closed", "13 2|b", "17 3|c");
  }

  @Test
  void aHeaderThatNamesNothingOrOneNameTwiceRefusesTheObject() {
    assertThatThrownBy(() -> Given.read(PLAIN, "1,Anna\n2,Ben\n"))
        .isInstanceOf(FinlakeException.class)
        .hasMessageContaining("UNREADABLE_OBJECT: the header of object cannot be used")
        .hasMessageContaining("it names none of the fields [id, name]");
    assertThatThrownBy(() -> Given.read(PLAIN, "id,name,id\n1,a,2\n"))
        .hasMessageContaining("a name stands in it twice");
  }

  @Test
  void emptyObjectsAndBareHeadersHaveNoRecords() {
    assertThat(Given.read(PLAIN, "").summary().records()).isZero();
    assertThat(Given.read(PLAIN, "id,name").summary().records()).isZero();
  }

  @Test
  void otherCharsetsAreDecodedStrictly() {
    Format.Csv latin =
        new Format.Csv(',', '"', '"', true, List.of(), false, StandardCharsets.ISO_8859_1);
    byte[] bytes = "id,name\n1,Zoë\n".getBytes(StandardCharsets.ISO_8859_1);

    assertThat(Given.read(Given.spec(latin, COLUMNS), "o", bytes).records())
        .containsExactly("8 1|Zoë");
    assertThat(Given.read(PLAIN, "o", bytes).records())
        .containsExactly("8 null|null !encoding: the bytes are not UTF-8 text");
  }

  @Test
  void utf16IsReadWithMarkAndByteOffsets() {
    for (var charset : List.of(StandardCharsets.UTF_16LE, StandardCharsets.UTF_16BE)) {
      Format.Csv wide = new Format.Csv(',', '"', '"', true, List.of(), true, charset);
      byte[] bytes = "\ufeffid,name\r\n1,\"Ċ\nb\"\r\n2,c\r\n".getBytes(charset);

      // Ċ is U+010A: its bytes hold a line feed that is none
      assertThat(Given.read(Given.spec(wide, COLUMNS), "o", bytes).records())
          .containsExactly("20 1|Ċ\nb", "38 2|c");
    }
  }
}
