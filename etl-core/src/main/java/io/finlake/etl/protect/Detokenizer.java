package io.finlake.etl.protect;

import io.finlake.etl.error.ErrorCode;
import io.finlake.etl.error.FinlakeException;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Goes from a value to its token and back, outside Spark, for who holds the keys. The command that
 * uses it records each use; {@link Opened} has what such a record needs.
 */
public final class Detokenizer {
  private static final Pattern TOKEN = Pattern.compile("v([1-9]\\d{0,5})\\.([A-Za-z0-9_-]+)");

  private final TokenKeys keys;

  private Detokenizer(TokenKeys keys) {
    this.keys = keys;
  }

  /** Opens the tokens of these keys. */
  public static Detokenizer of(TokenKeys keys) {
    return new Detokenizer(keys);
  }

  /**
   * A token that was opened. Its text leaves the value out.
   *
   * @param domain the token domain
   * @param keyVersion the version of the key it was made with
   * @param value the value in clear
   */
  public record Opened(String domain, int keyVersion, String value) {
    @Override
    public String toString() {
      return "Opened[domain=" + domain + ", keyVersion=" + keyVersion + "]";
    }
  }

  /**
   * The value of a token.
   *
   * @param domain the token domain that the column's contract names
   * @throws FinlakeException BAD_ARGUMENT when the text is no token, was changed, or belongs to
   *     another domain or key; MISSING_SECRET when its key version is not there
   */
  public Opened open(String domain, String token) {
    Matcher parts = TOKEN.matcher(token);
    if (!parts.matches()) {
      throw refused("it does not read v<key version>.<base64url>");
    }
    int version = Integer.parseInt(parts.group(1));
    TokenCipher cipher = new TokenCipher(keys.domain(version, domain));
    String value =
        cipher
            .open(body(parts.group(2)))
            .orElseThrow(
                () ->
                    refused(
                        "it was not made in domain '"
                            + domain
                            + "' with the key of version "
                            + version
                            + ", or it was changed since"));
    return new Opened(domain, version, value);
  }

  /**
   * The token that a value has in the tables now, in the current key version: to look rows up by
   * it. Card numbers are given without spaces or dashes.
   */
  public String tokenOf(String domain, String value) {
    int version = keys.current();
    byte[] body = new TokenCipher(keys.domain(version, domain)).seal(value);
    return TokenCipher.text(version, body);
  }

  /**
   * Every token that a value may have in the tables, newest key version first: rows keep the token
   * of the version that they were written with. Card numbers are given without spaces or dashes.
   */
  public List<String> tokensOf(String domain, String value) {
    return keys.versions().stream()
        .sorted(Comparator.reverseOrder())
        .map(
            version ->
                TokenCipher.text(
                    version, new TokenCipher(keys.domain(version, domain)).seal(value)))
        .toList();
  }

  private static byte[] body(String text) {
    try {
      byte[] body = Base64.getUrlDecoder().decode(text);
      // One body, one text: unused bits at the end must not make a second spelling of a token.
      if (!Base64.getUrlEncoder().withoutPadding().encodeToString(body).equals(text)) {
        throw refused("its base64url is not canonical");
      }
      return body;
    } catch (IllegalArgumentException e) {
      throw refused("it is not base64url");
    }
  }

  private static FinlakeException refused(String cause) {
    return FinlakeException.of(
        ErrorCode.BAD_ARGUMENT,
        "The token cannot be opened",
        cause,
        "copy the token whole from the table, and name the token domain that the column's contract"
            + " gives");
  }
}
