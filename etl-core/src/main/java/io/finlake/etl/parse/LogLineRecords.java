package io.finlake.etl.parse;

import io.finlake.etl.contract.Format;
import io.finlake.etl.error.ErrorCode;
import io.finlake.etl.error.FinlakeException;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** Lines that a pattern matches whole; a group that took no part is absent. */
final class LogLineRecords extends LineRecords {
  private final Matcher matcher;
  private final List<String> groups;

  LogLineRecords(InputStream in, Format.LogLines format, ReadSpec spec) throws IOException {
    super(
        in,
        spec.limits(),
        new TextDecoder(LineBreaks.unmarked(format.charset())),
        LineBreaks.of(format.charset()));
    this.groups = spec.paths();
    this.matcher = matcher(format.pattern(), groups);
  }

  private static Matcher matcher(String pattern, List<String> groups) {
    for (String group : groups) {
      if (!pattern.contains("(?<" + group + ">")) {
        throw badPattern("it has no group named " + group);
      }
    }
    try {
      return Pattern.compile(pattern).matcher("");
    } catch (PatternSyntaxException e) {
      throw badPattern(e.getDescription());
    }
  }

  private static FinlakeException badPattern(String cause) {
    return FinlakeException.of(
        ErrorCode.BAD_CONTRACT,
        "the pattern of the log lines cannot be used",
        cause,
        "correct the pattern, or the columns' from");
  }

  @Override
  void parse(Lines line, RecordBuilder target) {
    Optional<String> text = decoder.decode(line.bytes(), line.start(), line.length());
    if (text.isEmpty()) {
      encodingFailure(line, target);
      return;
    }
    if (text.get().indexOf('\r') >= 0) {
      target.fail(Reason.MALFORMED, LONE_RETURN, line, decoder);
      return;
    }
    Optional<String> problem = problem(text.get());
    if (problem.isPresent()) {
      target.fail(Reason.MALFORMED, problem.get(), line, decoder);
      return;
    }
    for (int slot = 0; slot < groups.size(); slot++) {
      String value = matcher.group(groups.get(slot));
      if (value != null) {
        target.text(slot, value);
      }
    }
    target.commit();
  }

  /** Why the pattern does not match the whole line, if it does not. */
  private Optional<String> problem(String text) {
    try {
      return matcher.reset(new Paced(text)).matches()
          ? Optional.empty()
          : Optional.of("the line does not match the pattern");
    } catch (StackOverflowError | Paced.Exhausted tooIntricate) {
      return Optional.of("the line is too intricate for the pattern");
    }
  }

  /**
   * Text that lets itself be looked at only so often: a pattern with repetitions in repetitions can
   * take longer for one line than anybody waits.
   */
  private static final class Paced implements CharSequence {
    private static final int LOOKS_A_CHARACTER = 100;
    private static final int LEAST_LOOKS = 1_000_000;

    private final String text;
    private long left;

    Paced(String text) {
      this.text = text;
      this.left = Math.max(LEAST_LOOKS, (long) text.length() * LOOKS_A_CHARACTER);
    }

    @Override
    public int length() {
      return text.length();
    }

    @Override
    public char charAt(int index) {
      if (--left < 0) {
        throw new Exhausted();
      }
      return text.charAt(index);
    }

    @Override
    public CharSequence subSequence(int start, int end) {
      return text.substring(start, end);
    }

    @Override
    public String toString() {
      return text;
    }

    private static final class Exhausted extends RuntimeException {
      private static final long serialVersionUID = 1L;

      Exhausted() {
        super("looked at too often", null, false, false);
      }
    }
  }
}
