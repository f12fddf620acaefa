package io.finlake.etl.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.finlake.etl.testing.SmallContracts;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What an erasure could not do is refused when contracts are loaded. */
class SubjectRulesTest {

  @Test
  void aSubjectIsReadAsItStands() {
    LoadResult read =
        read(
            dataset("people", "{column: person, erase: remove}", ""),
            dataset("accounts", "{column: person, erase: blank, blank: [person, note]}", ""),
            dataset(
                "cards",
                "{column: account, through: test.accounts.account, erase: keep, keepReason: law}",
                ""));

    assertThat(read.problems()).isEmpty();
    assertThat(read.contracts())
        .extracting(contract -> contract.subject().orElseThrow())
        .containsExactlyInAnyOrder(
            new Subject("person", java.util.Optional.empty(), Subject.Erase.REMOVE, "", List.of()),
            new Subject(
                "person",
                java.util.Optional.empty(),
                Subject.Erase.BLANK,
                "",
                List.of("person", "note")),
            new Subject(
                "account",
                java.util.Optional.of(
                    new Subject.Through(DatasetId.parse("test.accounts"), "account")),
                Subject.Erase.KEEP,
                "law",
                List.of()));
  }

  @Test
  void whatIsMissingOrTooMuchIsReported() {
    assertThat(problems("{column: nobody, erase: remove}"))
        .containsExactly("column 'nobody' is no column");
    assertThat(problems("{column: amount, erase: remove}"))
        .containsExactly("column 'amount' is no STRING that is kept in clear");
    assertThat(problems("{column: secret, erase: remove}"))
        .containsExactly("column 'secret' is no STRING that is kept in clear");
    assertThat(problems("{column: person}")).containsExactly("lacks 'erase'");
    assertThat(problems("{column: person, erase: keep}"))
        .containsExactly("keeps a person's rows without saying why");
    assertThat(problems("{column: person, erase: remove, keepReason: law, blank: [note]}"))
        .containsExactlyInAnyOrder(
            "'keepReason' goes with erase: keep", "'blank' goes with erase: blank");
    assertThat(problems("{column: person, erase: blank, blank: [note]}"))
        .containsExactly("blanks columns, but leaves 'person', the person's id");
    assertThat(problems("{column: person, erase: blank, blank: [person, id]}"))
        .singleElement()
        .asString()
        .startsWith("blank 'id' is what the table identifies");
    assertThat(problems("{column: account, through: nowhere, erase: remove}"))
        .containsExactly("'through' 'nowhere' names no column");
  }

  @Test
  void aWayThatLeadsToNobodyIsReported() {
    assertThat(problems("{column: account, through: test.other.account, erase: remove}"))
        .containsExactly("goes through test.other, which is no dataset with a subject");
    assertThat(problems("{column: account, through: test.people.account, erase: remove}"))
        .containsExactly("is found through itself");
  }

  @Test
  void formsOfSourcesThatSingleRecordsCannotBeTakenOutOfAreReportedUnlessRowsAreKept() {
    String keep = "{column: person, erase: keep, keepReason: law}";
    for (String source :
        List.of(
            "format: xml, rowTag: r",
            "format: orc",
            "format: json-lines, manifest: {suffix: .m}",
            "format: json-lines, reshape: {select: \"id, person, account, note, amount, secret\", from: source}")) {
      assertThat(read(dataset("people", "{column: person, erase: remove}", source)).problems())
          .as(source)
          .extracting(Problem::text)
          .singleElement()
          .asString()
          .startsWith("erase: remove does not go with");
      assertThat(read(dataset("people", keep, source)).problems()).as(source).isEmpty();
    }
  }

  @Test
  void rawThatAnotherDatasetReadsIsNotToBeErased() {
    String remove = "{column: person, erase: remove}";
    String keep = "{column: person, erase: keep, keepReason: law}";

    assertThat(
            read(
                    dataset("people", remove, "format: json-lines, path: test/all"),
                    dataset("books", keep, "format: csv, path: test/all, files: '*.csv'"))
                .problems())
        .extracting(Problem::text)
        .containsExactly("takes records or objects out of test/all, which test.books reads too");
    assertThat(
            read(
                    dataset(
                        "people", remove, "format: json-lines, path: test/all, files: 'p*.json'"),
                    dataset("books", keep, "format: csv, path: test/all, files: '*.csv'"))
                .problems())
        .isEmpty();
    assertThat(SharedRaw.overlap("*", "a?.gz")).isTrue();
    assertThat(SharedRaw.overlap("a-*.gz", "a-b*z")).isTrue();
    assertThat(SharedRaw.overlap("a-[0-9]*.gz", "b-*.gz")).isFalse();
    assertThat(SharedRaw.overlap("a-{x,y}.gz", "a-*.csv")).isFalse();
    assertThat(SharedRaw.overlap("a.gz", "b.gz")).isFalse();
  }

  private static List<String> problems(String subject) {
    return read(dataset("people", subject, "")).problems().stream().map(Problem::text).toList();
  }

  private static LoadResult read(ContractSource... sources) {
    return ContractFiles.read(new ArrayList<>(List.of(sources)));
  }

  private static ContractSource dataset(String name, String subject, String source) {
    return SmallContracts.source(
        name,
        """
              - {name: id, description: x, logicalType: string, physicalType: STRING, required: true, primaryKey: true, primaryKeyPosition: 1}
              - {name: person, description: x, logicalType: string, physicalType: STRING}
              - {name: account, description: x, logicalType: string, physicalType: STRING}
              - {name: note, description: x, logicalType: string, physicalType: STRING}
              - {name: amount, description: x, logicalType: number, physicalType: "DECIMAL(18,2)"}
              - name: secret
                description: x
                logicalType: string
                physicalType: STRING
                classification: restricted
                customProperties: [{property: protect, value: drop}]
        """,
        """
          - {property: source, value: {%s}}
          - {property: write, value: {strategy: insert-once}}
          - {property: subject, value: %s}
        """
            .formatted(source.isEmpty() ? "format: json-lines" : source, subject));
  }
}
