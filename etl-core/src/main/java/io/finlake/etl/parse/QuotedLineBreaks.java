package io.finlake.etl.parse;

/** Line breaks outside quoted CSV fields; a quote opens a field only at the field's beginning. */
final class QuotedLineBreaks extends LineBreaks {
  private enum State {
    FIELD_START,
    PLAIN,
    QUOTED,
    ESCAPED,
    QUOTE_SEEN
  }

  private final LineBreaks plain;
  private final char delimiter;
  private final char quote;
  private final char escape;
  private State state = State.FIELD_START;

  QuotedLineBreaks(LineBreaks plain, char delimiter, char quote, char escape) {
    super(plain.width(), plain.bigEndian());
    this.plain = plain;
    this.delimiter = delimiter;
    this.quote = quote;
    this.escape = escape;
  }

  @Override
  void begin() {
    state = State.FIELD_START;
  }

  @Override
  int find(byte[] bytes, int from, int to) {
    for (int i = from; i + width() <= to; i += width()) {
      int unit = unit(bytes, i);
      if (unit == '\n' && state != State.QUOTED && state != State.ESCAPED) {
        return i;
      }
      state = after(unit);
    }
    return -1;
  }

  private State after(int unit) {
    return switch (state) {
      case FIELD_START -> unit == quote ? State.QUOTED : outside(unit);
      case PLAIN -> outside(unit);
      case ESCAPED -> State.QUOTED;
      case QUOTE_SEEN -> unit == quote ? State.QUOTED : outside(unit);
      case QUOTED -> {
        if (unit == escape && escape != quote) {
          yield State.ESCAPED;
        }
        yield unit == quote ? State.QUOTE_SEEN : State.QUOTED;
      }
    };
  }

  private State outside(int unit) {
    return unit == delimiter ? State.FIELD_START : State.PLAIN;
  }

  @Override
  LineBreaks plain() {
    return plain;
  }
}
