package io.finlake.etl.protect;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.TreeSet;

/**
 * Names of people, and of what is theirs, that say nothing to who lacks the key: HMAC-SHA256 under
 * a key derived from the root secret of tokens. Equal values of one identity have equal hashes
 * within a key version; nobody can try values without the key, and nobody can go back with it.
 */
public final class SubjectHashes {
  /** The identity of people themselves. */
  public static final String PERSON = "subject";

  private static final String CONSTRUCTION = "finlake/subject/1";

  private final TokenKeys keys;

  private SubjectHashes(TokenKeys keys) {
    this.keys = keys;
  }

  /** The hashes that these keys make. */
  public static SubjectHashes of(TokenKeys keys) {
    return new SubjectHashes(keys);
  }

  /**
   * The hash of a value with the newest key: {@code h<key version>.<64 hexadecimal digits>}.
   *
   * @param identity what the value is an id of; values of two identities never have equal hashes
   * @throws io.finlake.etl.error.FinlakeException MISSING_SECRET when there is no key
   */
  public String hash(String identity, String value) {
    return hash(keys.current(), identity, value);
  }

  /** The hashes of a value with every key that is there, the newest first. */
  public List<String> hashes(String identity, String value) {
    keys.current();
    List<String> hashes = new ArrayList<>();
    for (int version : newestFirst()) {
      hashes.add(hash(version, identity, value));
    }
    return hashes;
  }

  /** Tells rows whose id of an identity has one of these hashes, when nobody has the ids. */
  public SubjectMatch match(String identity, Collection<String> hashed) {
    return SubjectMatch.of(keys, identity, hashed);
  }

  private List<Integer> newestFirst() {
    return new TreeSet<>(keys.versions()).stream().sorted(Comparator.reverseOrder()).toList();
  }

  private String hash(int version, String identity, String value) {
    byte[] code = Hkdf.hmac(key(keys.root(version), identity), value.getBytes(UTF_8));
    return "h" + version + "." + HexFormat.of().formatHex(code);
  }

  static byte[] key(byte[] root, String identity) {
    return Hkdf.derive(
        root, CONSTRUCTION.getBytes(UTF_8), (CONSTRUCTION + "\0" + identity).getBytes(UTF_8), 32);
  }
}
