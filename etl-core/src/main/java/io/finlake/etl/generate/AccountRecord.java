package io.finlake.etl.generate;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.LocalDate;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;

/**
 * A version of an account, as core banking exports it (Avro).
 *
 * @param productCode empty when absent
 * @param openingBalance in hundredths
 * @param changeNumber grows with each change of the account
 */
record AccountRecord(
    String accountId,
    String customerId,
    String iban,
    String productCode,
    String currency,
    String status,
    LocalDate openedOn,
    long openingBalance,
    Instant updatedAt,
    long changeNumber) {

  /** The schema that core banking writes with. */
  static final String SCHEMA_JSON =
      """
      {"type": "record", "name": "Account", "namespace": "bank.core", "fields": [
        {"name": "account_id", "type": "string"},
        {"name": "customer_id", "type": "string"},
        {"name": "iban", "type": "string"},
        {"name": "product_code", "type": ["null", "string"], "default": null},
        {"name": "currency", "type": "string"},
        {"name": "status", "type": "string"},
        {"name": "opened_on", "type": {"type": "int", "logicalType": "date"}},
        {"name": "opening_balance",
         "type": {"type": "bytes", "logicalType": "decimal", "precision": 18, "scale": 2}},
        {"name": "updated_at", "type": {"type": "long", "logicalType": "timestamp-millis"}},
        {"name": "change_number", "type": "long"}]}
      """;

  private static final Schema SCHEMA = new Schema.Parser().parse(SCHEMA_JSON);

  /** The bytes of the record within an Avro block. */
  byte[] encoded() {
    GenericData.Record datum = new GenericData.Record(SCHEMA);
    datum.put("account_id", accountId);
    datum.put("customer_id", customerId);
    datum.put("iban", iban);
    if (!productCode.isEmpty()) {
      datum.put("product_code", productCode);
    }
    datum.put("currency", currency);
    datum.put("status", status);
    datum.put("opened_on", (int) openedOn.toEpochDay());
    datum.put("opening_balance", ByteBuffer.wrap(BigInteger.valueOf(openingBalance).toByteArray()));
    datum.put("updated_at", updatedAt.toEpochMilli());
    datum.put("change_number", changeNumber);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(160);
    BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(bytes, null);
    try {
      new GenericDatumWriter<GenericData.Record>(SCHEMA).write(datum, encoder);
      encoder.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /** The next change: another status from a moment on. */
  AccountRecord changed(String newStatus, Instant at) {
    return with(customerId, iban, productCode, currency, newStatus, openingBalance, at, 1);
  }

  /** The next change: at the same moment it was another status. */
  AccountRecord corrected(String newStatus) {
    return changed(newStatus, updatedAt);
  }

  AccountRecord ofCustomer(String other) {
    return with(other, iban, productCode, currency, status, openingBalance, updatedAt, 0);
  }

  AccountRecord withIban(String other) {
    return with(customerId, other, productCode, currency, status, openingBalance, updatedAt, 0);
  }

  AccountRecord withoutProduct() {
    return with(customerId, iban, "", currency, status, openingBalance, updatedAt, 0);
  }

  AccountRecord opening(long balance, String code) {
    return with(customerId, iban, productCode, code, status, balance, updatedAt, 0);
  }

  private AccountRecord with(
      String customer,
      String number,
      String product,
      String code,
      String newStatus,
      long balance,
      Instant at,
      int further) {
    return new AccountRecord(
        accountId,
        customer,
        number,
        product,
        code,
        newStatus,
        openedOn,
        balance,
        at,
        changeNumber + further);
  }
}
