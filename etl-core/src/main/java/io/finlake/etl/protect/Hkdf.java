package io.finlake.etl.protect;

import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Key derivation of RFC 5869 over SHA-256, for outputs of one block. */
final class Hkdf {
  private static final String HMAC = "HmacSHA256";
  private static final int BLOCK = 32;

  private Hkdf() {}

  /** Derives 1 to 32 bytes from a secret; a salt may be empty, {@code info} says what for. */
  static byte[] derive(byte[] secret, byte[] salt, byte[] info, int length) {
    if (length < 1 || length > BLOCK) {
      throw new IllegalArgumentException("one block gives 1 to 32 bytes, not " + length);
    }
    byte[] pseudorandom = hmac(salt.length == 0 ? new byte[BLOCK] : salt, secret);
    byte[] message = Arrays.copyOf(info, info.length + 1);
    message[info.length] = 1;
    return Arrays.copyOf(hmac(pseudorandom, message), length);
  }

  /** HMAC-SHA256 (RFC 2104). */
  static byte[] hmac(byte[] key, byte[] message) {
    try {
      Mac mac = Mac.getInstance(HMAC);
      mac.init(new SecretKeySpec(key, HMAC));
      return mac.doFinal(message);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java 17 has HMAC-SHA256", e);
    }
  }
}
