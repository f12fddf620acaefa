package io.finlake.etl.protect;

import io.finlake.etl.error.ErrorCode;
import io.finlake.etl.error.FinlakeException;
import io.finlake.etl.port.Secrets;
import java.util.Collections;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The root secrets of tokens, by version. New tokens are made with the highest version; older ones
 * stay readable as long as their secret is there. Immutable; its text shows versions, never keys.
 */
public final class TokenKeys {
  /** A secret's name is this and the version, for example {@code token-key-v1}. */
  public static final String SECRET_PREFIX = "token-key-v";

  /** The least length of a root secret. */
  public static final int LEAST_BYTES = 32;

  /** After so many versions in a row without a secret, no later one is looked for. */
  private static final int LARGEST_GAP = 8;

  private final SortedMap<Integer, byte[]> roots;

  private TokenKeys(SortedMap<Integer, byte[]> roots) {
    this.roots = Collections.unmodifiableSortedMap(roots);
  }

  /**
   * Reads {@code token-key-v1}, {@code token-key-v2} and so on, up to the highest; retired versions
   * may be absent, but not more than seven in a row.
   *
   * @throws FinlakeException MISSING_SECRET when there is none or one is shorter than 32 bytes
   */
  public static TokenKeys from(Secrets secrets) {
    SortedMap<Integer, byte[]> roots = new TreeMap<>();
    int missing = 0;
    for (int version = 1; missing < LARGEST_GAP; version++) {
      Optional<byte[]> secret = secrets.secret(SECRET_PREFIX + version);
      missing = secret.isPresent() ? 0 : missing + 1;
      if (secret.isPresent()) {
        roots.put(version, checked(version, secret.get()));
      }
    }
    if (roots.isEmpty()) {
      throw missing(
          "Classified columns cannot be tokenised", "there is no secret " + SECRET_PREFIX + "1");
    }
    return new TokenKeys(roots);
  }

  /** No keys at all, for contracts without tokens; asking it for one is MISSING_SECRET. */
  public static TokenKeys none() {
    return new TokenKeys(new TreeMap<>());
  }

  /**
   * The version that new tokens are made with.
   *
   * @throws FinlakeException MISSING_SECRET when there is no key
   */
  public int current() {
    if (roots.isEmpty()) {
      throw missing("Classified columns cannot be tokenised", "no token key was loaded");
    }
    return roots.lastKey();
  }

  /**
   * The oldest version that there is: what is made with it stays the same when keys are rotated.
   *
   * @throws FinlakeException MISSING_SECRET when there is no key
   */
  int oldest() {
    current();
    return roots.firstKey();
  }

  /** The versions that there are, in no order. */
  Set<Integer> versions() {
    return roots.keySet();
  }

  /** The keys of a domain in a version. */
  DomainKeys domain(int version, String domain) {
    return DomainKeys.derive(root(version), domain);
  }

  /** The root secret of a version, to derive keys from. */
  byte[] root(int version) {
    byte[] root = roots.get(version);
    if (root == null) {
      throw missing(
          "A token of key version " + version + " cannot be opened",
          "there is no secret " + SECRET_PREFIX + version);
    }
    return root.clone();
  }

  @Override
  public String toString() {
    return "TokenKeys" + roots.keySet();
  }

  private static byte[] checked(int version, byte[] secret) {
    if (secret.length < LEAST_BYTES) {
      throw missing(
          "The secret " + SECRET_PREFIX + version + " cannot be used",
          "it has " + secret.length + " bytes, fewer than " + LEAST_BYTES);
    }
    return secret.clone();
  }

  private static FinlakeException missing(String problem, String cause) {
    return FinlakeException.of(
        ErrorCode.MISSING_SECRET,
        problem,
        cause,
        "provide at least "
            + LEAST_BYTES
            + " random bytes under that name, for example from"
            + " `openssl rand -base64 48`, and keep them as long as their tokens");
  }
}
