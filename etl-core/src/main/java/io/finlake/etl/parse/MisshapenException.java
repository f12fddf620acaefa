package io.finlake.etl.parse;

/** The record has not the shape that a reshape declares; caught within the package. */
final class MisshapenException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  MisshapenException(String message) {
    super(message, null, false, false);
  }
}
