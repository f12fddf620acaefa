package io.finlake.etl.protect;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * The keys of one token domain in one version, derived from the root secret. Only arrays of bytes
 * inside, so that printing it by accident shows nothing.
 */
final class DomainKeys {
  /** Part of every derivation and of the associated data; a new construction takes a new one. */
  private static final String CONSTRUCTION = "finlake/token/1";

  private static final int SHA256_BLOCK_BYTES = 64;

  private final String domain;
  private final byte[] encryption;
  private final byte[] synthesis;

  private DomainKeys(String domain, byte[] encryption, byte[] synthesis) {
    this.domain = domain;
    this.encryption = encryption;
    this.synthesis = synthesis;
  }

  static DomainKeys derive(byte[] root, String domain) {
    return new DomainKeys(
        domain, derive(root, domain, "encryption"), derive(root, domain, "synthesis"));
  }

  /**
   * Keys of something that is hashed and never opened again: the key of the HMAC stands for all.
   */
  static DomainKeys of(String name, byte[] code) {
    return new DomainKeys(name, code.clone(), code.clone());
  }

  private static byte[] derive(byte[] root, String domain, String purpose) {
    String info = CONSTRUCTION + "\0" + domain + "\0" + purpose;
    return Hkdf.derive(root, CONSTRUCTION.getBytes(UTF_8), info.getBytes(UTF_8), 32);
  }

  /** The AES-256 key. */
  byte[] encryption() {
    return encryption.clone();
  }

  /** The key of the HMAC that makes the initialisation vector from the value. */
  byte[] synthesis() {
    return synthesis.clone();
  }

  /** The block that HMAC hashes before the message. */
  byte[] innerPad() {
    return pad((byte) 0x36);
  }

  /** The block that HMAC hashes before the inner hash. */
  byte[] outerPad() {
    return pad((byte) 0x5c);
  }

  /** What a token is bound to besides its key: not secret. */
  byte[] associatedData() {
    return (CONSTRUCTION + "\0" + domain).getBytes(UTF_8);
  }

  String domain() {
    return domain;
  }

  @Override
  public String toString() {
    return "DomainKeys[" + domain + "]";
  }

  private byte[] pad(byte with) {
    byte[] pad = new byte[SHA256_BLOCK_BYTES];
    for (int i = 0; i < pad.length; i++) {
      pad[i] = (byte) ((i < synthesis.length ? synthesis[i] : 0) ^ with);
    }
    return pad;
  }
}
