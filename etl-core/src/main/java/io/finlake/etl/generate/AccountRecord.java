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
    Instant updatedAt) {

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
        {"name": "updated_at", "type": {"type": "long", "logicalType": "timestamp-millis"}}]}
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

  AccountRecord changed(String newStatus, Instant at) {
    return new AccountRecord(
        accountId,
        customerId,
        iban,
        productCode,
        currency,
        newStatus,
        openedOn,
        openingBalance,
        at);
  }

  AccountRecord ofCustomer(String other) {
    return new AccountRecord(
        accountId, other, iban, productCode, currency, status, openedOn, openingBalance, updatedAt);
  }

  AccountRecord withIban(String other) {
    return new AccountRecord(
        accountId,
        customerId,
        other,
        productCode,
        currency,
        status,
        openedOn,
        openingBalance,
        updatedAt);
  }

  AccountRecord withoutProduct() {
    return new AccountRecord(
        accountId, customerId, iban, "", currency, status, openedOn, openingBalance, updatedAt);
  }

  AccountRecord opening(long balance, String code) {
    return new AccountRecord(
        accountId, customerId, iban, productCode, code, status, openedOn, balance, updatedAt);
  }
}
