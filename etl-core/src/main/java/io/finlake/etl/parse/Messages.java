package io.finlake.etl.parse;

import java.io.IOException;
import java.util.regex.Pattern;

/**
 * What libraries say of an object that they cannot read, for people and logs. Such messages quote
 * what they stumbled over: card numbers in them are masked, and where the contract has classified
 * columns nothing that stands in quotes or brackets is told, nor any number of many parts.
 */
final class Messages {
  private static final int LONGEST = 200;
  private static final String HIDDEN = "…";

  /** From the first quote or bracket to the last, when it is more than one character. */
  private static final Pattern QUOTED =
      Pattern.compile("'.{2,}'|\"[^\"]{2,}.*\"|\\[.*]|\\{.*}", Pattern.DOTALL);

  private static final Pattern NUMBERS = Pattern.compile("[0-9]+(?:\\.[0-9]+){3,}");

  private final boolean classified;

  private Messages(boolean classified) {
    this.classified = classified;
  }

  /** The messages about objects that are read so. */
  static Messages of(ReadSpec spec) {
    return new Messages(
        spec.columns().stream().anyMatch(column -> column.classification().classified()));
  }

  /** The message without what it must not tell, on one line. */
  String told(String message) {
    String line = message.lines().findFirst().orElse("no message");
    String open = classified ? withoutValues(line) : line;
    String masked = CardNumbers.mask(open);
    return masked.length() <= LONGEST ? masked : masked.substring(0, LONGEST) + HIDDEN;
  }

  private static String withoutValues(String message) {
    return NUMBERS.matcher(QUOTED.matcher(message).replaceAll(HIDDEN)).replaceAll(HIDDEN);
  }

  /** The same of a whole chain, which keeps the places where things were thrown. */
  Throwable told(Throwable thrown) {
    IOException told = new IOException(thrown.getClass().getName() + ": " + told(message(thrown)));
    told.setStackTrace(thrown.getStackTrace());
    Throwable cause = thrown.getCause();
    if (cause != null && cause != thrown) {
      told.initCause(told(cause));
    }
    return told;
  }

  /** The message of something that was thrown, or what it is. */
  static String message(Throwable thrown) {
    return thrown.getMessage() == null || thrown.getMessage().isBlank()
        ? thrown.getClass().getSimpleName()
        : thrown.getMessage();
  }
}
