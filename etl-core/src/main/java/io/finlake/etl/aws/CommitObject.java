package io.finlake.etl.aws;

import java.io.IOException;
import java.util.Optional;

/** One object of a store, as far as a commit needs it. */
interface CommitObject {
  /** Its name, for people. */
  String name();

  /** Stores these bytes if nothing is there. */
  Answer create(byte[] bytes);

  /** Stores these bytes, whatever is there. */
  Answer replace(byte[] bytes);

  /**
   * The bytes that are there; empty when nothing is.
   *
   * @throws IOException when that cannot be found out
   */
  Optional<byte[]> read() throws IOException;

  /** What the store made of a put. */
  enum Kind {
    /** It is stored. */
    STORED,

    /** Nothing was stored by this request, since something was there. */
    TAKEN,

    /** It may be stored or not, now or in a moment. */
    UNSURE,

    /** Nothing was stored, and asking again is no use. */
    REFUSED
  }

  /**
   * The answer to a put.
   *
   * @param why the failure; present when it is unsure or refused
   */
  record Answer(Kind kind, Optional<IOException> why) {
    static Answer stored() {
      return new Answer(Kind.STORED, Optional.empty());
    }

    static Answer taken() {
      return new Answer(Kind.TAKEN, Optional.empty());
    }

    static Answer unsure(IOException why) {
      return new Answer(Kind.UNSURE, Optional.of(why));
    }

    static Answer refused(IOException why) {
      return new Answer(Kind.REFUSED, Optional.of(why));
    }
  }
}
