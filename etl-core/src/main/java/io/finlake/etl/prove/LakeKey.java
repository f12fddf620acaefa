package io.finlake.etl.prove;

import io.finlake.etl.protect.TokenKeys;
import java.util.Base64;
import java.util.Map;
import java.util.Random;

/**
 * The token key of the lakes of a proof, drawn from its seed: all of them have the same tokens.
 *
 * @param seed of the proof
 */
public record LakeKey(long seed) {
  /** The key itself. */
  byte[] bytes() {
    byte[] key = new byte[TokenKeys.LEAST_BYTES];
    new Random(seed).nextBytes(key);
    return key;
  }

  /** The variables by which a child is told. */
  public Map<String, String> secrets() {
    return Map.of("FINLAKE_SECRET_TOKEN_KEY_V1", Base64.getEncoder().encodeToString(bytes()));
  }
}
