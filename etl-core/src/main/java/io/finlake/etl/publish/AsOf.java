package io.finlake.etl.publish;

import java.time.Instant;
import java.util.Optional;

/**
 * Which rows of a history are asked for.
 *
 * @param inForce the business time at which they hold; empty for the whole timeline
 * @param believed the processing time at which they were believed; empty for now
 */
public record AsOf(Optional<Instant> inForce, Optional<Instant> believed) {

  /** The timeline as it is believed now. */
  public static AsOf believedNow() {
    return new AsOf(Optional.empty(), Optional.empty());
  }
}
