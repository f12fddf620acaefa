package io.finlake.etl.protect;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * The token construction without Spark: AES-256-GCM whose initialisation vector is the first 12
 * bytes of HMAC-SHA256 over the value. The body is vector, ciphertext and tag. {@link TokenColumn}
 * is the same as Spark functions.
 */
final class TokenCipher {
  static final int VECTOR_BYTES = 12;
  static final int TAG_BYTES = 16;

  private final DomainKeys keys;

  TokenCipher(DomainKeys keys) {
    this.keys = keys;
  }

  byte[] seal(String value) {
    byte[] clear = value.getBytes(UTF_8);
    byte[] vector = vector(clear);
    try {
      byte[] sealed = cipher(Cipher.ENCRYPT_MODE, vector).doFinal(clear);
      byte[] body = Arrays.copyOf(vector, VECTOR_BYTES + sealed.length);
      System.arraycopy(sealed, 0, body, VECTOR_BYTES, sealed.length);
      return body;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("AES-GCM refused to encrypt", e);
    }
  }

  /** The value, or empty when the body was not made with these keys or was changed. */
  Optional<String> open(byte[] body) {
    if (body.length < VECTOR_BYTES + TAG_BYTES) {
      return Optional.empty();
    }
    byte[] vector = Arrays.copyOf(body, VECTOR_BYTES);
    try {
      byte[] clear =
          cipher(Cipher.DECRYPT_MODE, vector)
              .doFinal(body, VECTOR_BYTES, body.length - VECTOR_BYTES);
      boolean ours = MessageDigest.isEqual(vector, vector(clear));
      return ours ? Optional.of(new String(clear, UTF_8)) : Optional.empty();
    } catch (AEADBadTagException e) {
      return Optional.empty();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("AES-GCM refused to decrypt", e);
    }
  }

  private byte[] vector(byte[] clear) {
    return Arrays.copyOf(Hkdf.hmac(keys.synthesis(), clear), VECTOR_BYTES);
  }

  private Cipher cipher(int mode, byte[] vector) throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(
        mode,
        new SecretKeySpec(keys.encryption(), "AES"),
        new GCMParameterSpec(TAG_BYTES * 8, vector));
    cipher.updateAAD(keys.associatedData());
    return cipher;
  }

  /** The text of a token: {@code v<version>.<base64url without padding>}. */
  static String text(int version, byte[] body) {
    return "v" + version + "." + Base64.getUrlEncoder().withoutPadding().encodeToString(body);
  }
}
