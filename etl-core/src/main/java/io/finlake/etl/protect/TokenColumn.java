package io.finlake.etl.protect;

import static org.apache.spark.sql.functions.aes_encrypt;
import static org.apache.spark.sql.functions.base64;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.length;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sha2;
import static org.apache.spark.sql.functions.substring;
import static org.apache.spark.sql.functions.substring_index;
import static org.apache.spark.sql.functions.translate;
import static org.apache.spark.sql.functions.try_aes_decrypt;
import static org.apache.spark.sql.functions.unbase64;
import static org.apache.spark.sql.functions.unhex;
import static org.apache.spark.sql.functions.when;

import org.apache.spark.sql.Column;

/** The token construction of {@link TokenCipher} as built-in Spark functions; null stays null. */
final class TokenColumn {
  /** A vector, a tag and what is between, in base64 without padding. */
  private static final String TOKEN = "^v[1-9][0-9]{0,5}[.][A-Za-z0-9_-]{38,}$";

  private TokenColumn() {}

  /**
   * The token of a text.
   *
   * @param keys a struct column of {@link KeyRow}: keys are never literals, since plans print those
   */
  static Column of(Column text, Column keys, int version, byte[] associatedData) {
    Column clear = text.cast("binary");
    Column inner = unhex(sha2(concat(keys.getField(KeyRow.INNER), clear), 256));
    Column code = sha2(concat(keys.getField(KeyRow.OUTER), inner), 256);
    Column vector = unhex(substring(code, 1, TokenCipher.VECTOR_BYTES * 2));
    Column body =
        aes_encrypt(
            clear,
            keys.getField(KeyRow.ENCRYPTION),
            lit("GCM"),
            lit("DEFAULT"),
            vector,
            lit(associatedData));
    // Spark's base64 may break lines, and pads; neither belongs in a token.
    Column compact = translate(base64(body), "+/=\r\n", "-_");
    return concat(lit(prefix(version)), compact);
  }

  /** How every token of a key version begins. */
  static String prefix(int version) {
    return "v" + version + ".";
  }

  /**
   * The text that a token was made from; null for one that was not made so, with these keys, by one
   * letter.
   *
   * @param token a text that begins as tokens of the version do
   * @param keys as for {@link #of}, of the version
   */
  static Column opened(Column token, Column keys, int version, byte[] associatedData) {
    Column letters = substring_index(token, ".", -1);
    // Of one letter over there is no byte, and the decoder throws at it.
    Column whole = token.rlike(TOKEN).and(length(letters).mod(lit(4)).notEqual(lit(1)));
    Column body = when(whole, unbase64(translate(letters, "-_", "+/")));
    Column clear =
        try_aes_decrypt(
                body,
                keys.getField(KeyRow.ENCRYPTION),
                lit("GCM"),
                lit("DEFAULT"),
                lit(associatedData))
            .cast("string");
    // Made again it tells what decryption does not: its vector, its spelling, the synthesis key.
    return when(of(clear, keys, version, associatedData).equalTo(token), clear);
  }
}
