package io.finlake.etl.parse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.finlake.etl.contract.Classification;
import io.finlake.etl.contract.Column;
import io.finlake.etl.contract.Format;
import io.finlake.etl.error.FinlakeException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class XmlRecordsTest {

  @Test
  void everyElementOfTheRowTagIsARecordWhereverItStands() {
    String text =
        """
        <?xml version="1.0" encoding="UTF-8"?>
        <a><row><id>1</id></row><b><c><row><id>2</id><row><id>9</id></row></row></c></b><row/></a>
        """;
    // the inner row belongs to its outer one, where nobody asked for it
    Given.Found found = Given.read(spec("id INT"), text);
    assertThat(found.records()).containsExactly("0 1", "1 2", "2 null");
    assertThat(found.summary().unknown()).isEqualTo(Map.of("row", 1L));
  }

  @Test
  void pathsLeadToElementsAndAttributesWhateverTheirNamespace() {
    String text =
        """
        <d:doc xmlns:d="urn:d" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
          <d:row d:no="7"><d:amt ccy="EUR">5.00</d:amt><p><n>A &amp; <![CDATA[<B>]]></n></p>
            <gone xsi:nil="true"/></d:row>
        </d:doc>
        """;
    assertThat(
            Given.read(
                    spec(
                        "no INT <- @no",
                        "amount DECIMAL(9,2) <- amt",
                        "currency STRING <- amt/@ccy",
                        "name STRING <- p/n",
                        "gone INT"),
                    text)
                .records())
        .containsExactly("0 7|5.00|EUR|A & <B>|null");
  }

  @Test
  void whatIsThereTwiceOrHoldsElementsIsNoValue() {
    String text = "<r><row><a>1</a><a>2</a><b><x>1</x></b><c><y>1</y></c><c/><new/></row></r>";
    Given.Found found = Given.read(spec("a INT", "b STRING", "y INT <- c/y"), text);
    // x stands below b, where no column looks for it
    assertThat(found.records())
        .containsExactly(
            "0 null|null|null !type a: an element that is there 2 times"
                + " !type b: an element with elements in it"
                + " !type y: an element that is there 2 times");
    assertThat(found.summary().unknown()).isEqualTo(Map.of("new", 1L));
  }

  @Test
  void aReshapeGetsRepeatedElementsAsAList() {
    ReadSpec shaped =
        spec("d STRING")
            .withFields(
                List.of(
                    new Shape.Field("d", new Shape.Text()),
                    new Shape.Field(
                        "rate",
                        new Shape.Array(
                            new Shape.Struct(
                                List.of(
                                    new Shape.Field("@ccy", new Shape.Text()),
                                    new Shape.Field("#text", new Shape.Text())))))));
    String text =
        "<r><row><d>1</d><rate ccy='USD'>1.1</rate><rate ccy='JPY'>160</rate></row>"
            + "<row><d>2</d><rate ccy='USD'>1.2</rate></row><row><d>3</d></row></r>";
    assertThat(Given.read(shaped, text).records())
        .containsExactly("0 1|[[USD, 1.1], [JPY, 160]]", "1 2|[[USD, 1.2]]", "2 3|[]");
  }

  @Test
  void aRecordBeyondTheLimitIsOneRecordAndTheNextOneIsReadOn() {
    ReadSpec small = spec("id STRING");
    small = small.withLimits(ReadLimits.standard().withRecordBytes(1000));
    String text = "<r><row><id>" + "x".repeat(5000) + "</id></row><row><id>2</id></row></r>";
    assertThat(Given.read(small, text).records())
        .containsExactly(
            "0 null !record_too_long: the record takes 5064 characters, the limit is 1000", "1 2");
  }

  @Test
  void brokenOrHostileDocumentsAreUnreadableAndNamed() {
    refused("<r><row><id>1</id></row>", "not well-formed");
    refused("<r><row><id>1</row></r>", "not well-formed");
    refused("no XML", "not well-formed");
    refused("<r><row/></r><r/>", "not well-formed");
    refused("<!DOCTYPE r [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><r>&x;</r>", "document type");
    refused("<r><row><id>&x;</id></row></r>", "not well-formed");
    refused("<a>".repeat(200) + "</a>".repeat(200), "deeper than 100");
    refused("<r><!--" + "x".repeat(9_000_000) + "--></r>", "one piece of the XML is longer");
    byte[] latin = "<r><row><id>ü</id></row></r>".getBytes(StandardCharsets.ISO_8859_1);
    assertThatThrownBy(() -> Given.read(spec("id STRING"), "p/a.xml", latin))
        .isInstanceOf(FinlakeException.class)
        .hasMessageContaining("p/a.xml");
  }

  private static void refused(String text, String why) {
    assertThatThrownBy(
            () -> Given.read(spec("id STRING"), "p/a.xml", text.getBytes(StandardCharsets.UTF_8)))
        .isInstanceOf(FinlakeException.class)
        .hasMessageContaining("p/a.xml")
        .hasMessageContaining(why);
  }

  private static ReadSpec spec(String... columns) {
    List<Column> read =
        Arrays.stream(columns)
            .map(text -> Given.column(text, Column.Reading.plain(), Classification.INTERNAL))
            .toList();
    return Given.spec(new Format.Xml("row"), read);
  }
}
