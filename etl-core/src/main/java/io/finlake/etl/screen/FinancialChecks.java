package io.finlake.etl.screen;

import static org.apache.spark.sql.functions.call_function;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.lpad;
import static org.apache.spark.sql.functions.replace;
import static org.apache.spark.sql.functions.substring;
import static org.apache.spark.sql.functions.translate;
import static org.apache.spark.sql.functions.when;

import io.finlake.etl.contract.Rule.Financial;
import java.math.BigInteger;
import org.apache.spark.sql.Column;

/**
 * Identifiers of the financial trade as boolean columns of built-in functions that Spark compiles.
 * A null stays null. The electronic form is expected: capitals, no spaces; only card numbers may
 * have single spaces or dashes between digits.
 */
final class FinancialChecks {
  /** Digits that a BIGINT surely holds. */
  private static final int PIECE = 18;

  private static final BigInteger MODULUS = BigInteger.valueOf(97);

  private final CurrencyCodes currencies;

  FinancialChecks(CurrencyCodes currencies) {
    this.currencies = currencies;
  }

  /** True when the text is a valid identifier of that kind. */
  Column valid(Financial kind, Column text) {
    return switch (kind) {
      case CURRENCY -> text.isin(currencies.codes().toArray());
      case CARD_NUMBER ->
          matching(text, StructurePatterns.CARD_NUMBER, luhn(translate(text, " -", "")));
      case IBAN -> matching(text, StructurePatterns.iban(), ibanRemainder(text).equalTo(lit(1)));
      case BIC -> text.rlike(StructurePatterns.bic());
      case ISIN -> matching(text, StructurePatterns.ISIN, luhn(digits(text)));
      case LEI ->
          matching(text, StructurePatterns.LEI, remainder(digits(text), 40).equalTo(lit(1)));
    };
  }

  /** The second check runs on texts of the right structure only, so that its casts never fail. */
  private static Column matching(Column text, String structure, Column check) {
    return when(text.rlike(structure), check).when(text.isNotNull(), lit(false));
  }

  private static Column luhn(Column digits) {
    return call_function("luhn_check", digits);
  }

  /** ISO 13616: the first four characters go last, letters become two digits, modulo 97. */
  private static Column ibanRemainder(Column text) {
    Column rearranged = concat(substring(text, 5, 30), substring(text, 1, 4));
    return remainder(digits(rearranged), 68);
  }

  /** Letters as the numbers 10 to 35 (ISO 7064); digits as they are. */
  private static Column digits(Column text) {
    Column digits = text;
    for (char letter = 'A'; letter <= 'Z'; letter++) {
      digits = replace(digits, lit(String.valueOf(letter)), lit(String.valueOf(letter - 'A' + 10)));
    }
    return digits;
  }

  /** Up to {@code longest} decimal digits modulo 97, by pieces that a BIGINT holds. */
  private static Column remainder(Column digits, int longest) {
    int pieces = (longest + PIECE - 1) / PIECE;
    Column padded = lpad(digits, pieces * PIECE, "0");
    Column sum = lit(0L);
    for (int piece = 0; piece < pieces; piece++) {
      BigInteger weight =
          BigInteger.TEN.modPow(BigInteger.valueOf((long) PIECE * (pieces - 1 - piece)), MODULUS);
      Column part = substring(padded, piece * PIECE + 1, PIECE).cast("bigint").mod(lit(97L));
      sum = sum.plus(part.multiply(lit(weight.longValueExact())));
    }
    return sum.mod(lit(97L));
  }
}
