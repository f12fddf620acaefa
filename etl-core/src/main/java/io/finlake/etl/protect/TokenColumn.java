package io.finlake.etl.protect;

import static org.apache.spark.sql.functions.aes_encrypt;
import static org.apache.spark.sql.functions.base64;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sha2;
import static org.apache.spark.sql.functions.substring;
import static org.apache.spark.sql.functions.translate;
import static org.apache.spark.sql.functions.unhex;

import org.apache.spark.sql.Column;

/** The token construction of {@link TokenCipher} as built-in Spark functions; null stays null. */
final class TokenColumn {
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
    return concat(lit("v" + version + "."), compact);
  }
}
