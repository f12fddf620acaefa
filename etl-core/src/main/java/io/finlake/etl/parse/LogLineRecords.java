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
    if (!matches(text.get())) {
      target.fail(Reason.MALFORMED, "the line does not match the pattern", line, decoder);
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

  /** Whether the whole line matches; a line too intricate for the pattern does not. */
  private boolean matches(String text) {
    try {
      return matcher.reset(text).matches();
    } catch (StackOverflowError tooIntricate) {
      return false;
    }
  }
}
