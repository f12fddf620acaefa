package io.finlake.etl.port;

import java.util.Optional;

/** Secrets by name. Values never reach arguments, logs, plans or error messages. */
public interface Secrets {
  /** The bytes of a secret; empty when there is none of that name. */
  Optional<byte[]> secret(String name);
}
