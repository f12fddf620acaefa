package io.finlake.etl.contract;

import java.util.Optional;

/** Reads the custom property {@code subject}. */
final class SubjectReader {
  private static final String THROUGH = "write <domain>.<name>.<column> of a processed dataset";

  private SubjectReader() {}

  static Optional<Subject> read(Section subject) {
    String column = subject.needed("column", "name the column that says whose the row is");
    boolean goesThrough = subject.has("through");
    Optional<Subject.Through> through = subject.text("through").flatMap(t -> through(subject, t));
    if (!subject.has("erase")) {
      subject.refuse("lacks 'erase'", "write remove, blank or keep");
    }
    Optional<Subject.Erase> erase = subject.word("erase", Subject.Erase.class);
    String reason = subject.text("keepReason").orElse("");
    var blank = subject.texts("blank");
    boolean says = subject.has("blank");
    subject.done();
    erase.ifPresent(word -> fits(subject, word, reason, says));
    return erase.isEmpty() || goesThrough != through.isPresent()
        ? Optional.empty()
        : Optional.of(new Subject(column, through, erase.get(), reason, blank));
  }

  private static void fits(Section subject, Subject.Erase erase, String reason, boolean blanks) {
    if (erase == Subject.Erase.KEEP && reason.isBlank()) {
      subject.refuse(
          "keeps a person's rows without saying why",
          "write keepReason: what obliges to keep them; it stands in every proof of an erasure");
    }
    if (erase != Subject.Erase.KEEP && !reason.isEmpty()) {
      subject.wrong("keepReason", "goes with erase: keep", "leave it out");
    }
    if (erase == Subject.Erase.BLANK != blanks) {
      subject.refuse(
          blanks ? "'blank' goes with erase: blank" : "blanks no column",
          blanks ? "leave it out" : "write blank: [the columns that become NULL]");
    }
  }

  private static Optional<Subject.Through> through(Section subject, String text) {
    int dot = text.lastIndexOf('.');
    try {
      DatasetId dataset = DatasetId.parse(text.substring(0, Math.max(0, dot)));
      return Optional.of(new Subject.Through(dataset, text.substring(dot + 1)));
    } catch (IllegalArgumentException e) {
      return subject.wrong("through", "'" + text + "' names no column", THROUGH);
    }
  }
}
