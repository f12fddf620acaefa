package io.finlake.etl.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.finlake.etl.contract.Classification;
import io.finlake.etl.contract.Column;
import io.finlake.etl.contract.ColumnType;
import io.finlake.etl.contract.Contract;
import io.finlake.etl.contract.DatasetId;
import io.finlake.etl.contract.Derivation;
import io.finlake.etl.contract.Format;
import io.finlake.etl.contract.Protection;
import io.finlake.etl.contract.RawSource;
import io.finlake.etl.contract.WriteStrategy;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StoredColumnsTest {
  private static final List<Column> COLUMNS =
      List.of(
          column("card_id", new ColumnType.BigInt(), new Protection.None()),
          column("card_number", new ColumnType.Text(), new Protection.Token("card")),
          column("birth_date", new ColumnType.Date(), new Protection.Token("person")),
          column("last4", new ColumnType.Text(), new Protection.Mask(4)),
          column("pin", new ColumnType.Text(), new Protection.Drop()),
          column("amount", new ColumnType.Decimal(18, 2), new Protection.None()));

  @Test
  void processedTableHasProtectedColumnsThenWhereTheRowCameFrom() {
    // A token of a date is text; the dropped pin is gone; everything else keeps its type.
    assertThat(StoredColumns.of(landed()).ddl())
        .isEqualTo(
            "`card_id` BIGINT, `card_number` STRING, `birth_date` STRING, `last4` STRING,"
                + " `amount` DECIMAL(18,2), `_object` STRING, `_offset` BIGINT, `_item` INT,"
                + " `_batch` BIGINT, `_processed_at` TIMESTAMP, `_content_hash` STRING");
  }

  @Test
  void quarantineAddsTheReasonsTheUnparsedTextAndHowTheRowLeft() {
    List<StoredColumns.Stored> table = StoredColumns.of(landed()).columns();
    List<StoredColumns.Stored> quarantine = StoredColumns.quarantineOf(landed()).columns();
    assertThat(quarantine.subList(0, table.size())).isEqualTo(table);
    assertThat(quarantine.subList(table.size(), quarantine.size()))
        .containsExactly(
            new StoredColumns.Stored(
                "_reasons",
                "ARRAY<STRUCT<rule: STRING, column: STRING, severity: STRING, text: STRING>>"),
            new StoredColumns.Stored("_text", "STRING"),
            new StoredColumns.Stored("_text_hash", "STRING"),
            new StoredColumns.Stored("_closed_batch", "BIGINT"),
            new StoredColumns.Stored("_closed_as", "STRING"));
  }

  @Test
  void curatedTableKeepsItsColumnsAsTheModelMakesThem() {
    // What a model reads is protected already, so nothing is protected twice.
    assertThat(StoredColumns.of(derived()).names())
        .containsExactly(
            "card_id",
            "card_number",
            "birth_date",
            "last4",
            "pin",
            "amount",
            "_batch",
            "_processed_at");
    assertThatThrownBy(() -> StoredColumns.quarantineOf(derived()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("core.cards is curated and has no quarantine");
  }

  private static Contract landed() {
    RawSource source =
        new RawSource(
            new Format.JsonLines(),
            "core/cards",
            Optional.empty(),
            "*",
            3,
            24,
            RawSource.Batching.ALL,
            RawSource.Redelivery.REFUSE,
            RawSource.Resend.HOLD,
            RawSource.Evolution.REFUSE,
            Optional.empty(),
            Optional.empty());
    return contract(new Contract.Origin.Landed(source, new WriteStrategy.Append()));
  }

  private static Contract derived() {
    return contract(
        new Contract.Origin.Derived(
            new Derivation("Cards", new Derivation.Build.Whole(), List.of())));
  }

  private static Contract contract(Contract.Origin origin) {
    return new Contract(
        DatasetId.parse("core.cards"),
        "1.0.0",
        "",
        "cards",
        COLUMNS,
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        origin,
        Optional.empty(),
        "",
        "");
  }

  private static Column column(String name, ColumnType type, Protection protection) {
    return new Column(
        name,
        type,
        false,
        "",
        Classification.RESTRICTED,
        protection,
        new Column.SourceField(name, Optional.empty()),
        Column.Reading.plain());
  }
}
