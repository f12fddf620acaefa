package io.finlake.etl.prove.protection;

import io.finlake.etl.prove.protection.Marker.Secrecy;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;

/**
 * A row whose classified values are markers.
 *
 * @param values by column; an absent one is not there
 */
record PlantedRow(Map<String, String> values) {
  /** The columns of every planted dataset, in order. */
  static final List<String> COLUMNS =
      List.of("id", "tax", "card", "pin", "secret", "code", "name", "iban", "note", "amount");

  private static final int SIXTEEN = 16;

  PlantedRow {
    values = new LinkedHashMap<>(values);
  }

  /** Draws rows of a dataset and tells of every marker. */
  static final class Draw {
    private final Random chance;
    private final String dataset;
    private final Consumer<Marker> markers;
    private int rows;

    Draw(Random chance, String dataset, Consumer<Marker> markers) {
      this.chance = chance;
      this.dataset = dataset;
      this.markers = markers;
    }

    /** A row that keeps every rule. */
    PlantedRow good() {
      Map<String, String> row = new LinkedHashMap<>();
      row.put("id", String.format(Locale.ROOT, "R%04d", ++rows));
      row.put("tax", restricted("tax", "TX" + Marker.letters(chance, 12)));
      row.put("card", restricted("card", Marker.card(chance)));
      row.put("pin", restricted("pin", Marker.digits(chance, "", 15)));
      row.put("secret", restricted("secret", Marker.letters(chance, 14)));
      row.put("code", restricted("code", Marker.digits(chance, "1", 10)));
      row.put("name", confidential("name", "Zoë " + Marker.letters(chance, 10)));
      row.put("iban", confidential("iban", Marker.iban(chance)));
      row.put("note", "nothing to see");
      row.put("amount", "12.50");
      return new PlantedRow(row);
    }

    /** A row of which one value is another. */
    PlantedRow with(String column, String value) {
      PlantedRow row = good();
      row.values.put(column, value);
      return row;
    }

    /** A row in which a value is not there. */
    PlantedRow without(String column) {
      PlantedRow row = good();
      row.values.remove(column);
      return row;
    }

    /** One of each way to be wrong with every value in its place. */
    List<PlantedRow> broken() {
      PlantedRow conflict = good();
      conflict.values.put("id", "R0001");
      String wrongCard = Marker.card(chance);
      int check = wrongCard.charAt(SIXTEEN - 1) - '0';
      return List.of(
          with("tax", restricted("tax of no shape", "??" + Marker.letters(chance, 13))),
          with(
              "card",
              restricted(
                  "card with a wrong digit",
                  wrongCard.substring(0, SIXTEEN - 1) + (check + 1) % 10)),
          with("code", restricted("code that is no number", Marker.letters(chance, 12))),
          with("iban", confidential("iban of no country", "XX" + Marker.letters(chance, 18))),
          with("note", restricted("card in a note", Marker.card(chance))),
          with("note", "a note that is much longer than the forty letters it may have"),
          with("amount", "12,x5"),
          without("id"),
          conflict);
    }

    /** A marker of a restricted column. */
    String restricted(String what, String text) {
      markers.accept(new Marker(text, Secrecy.RESTRICTED, dataset + ": " + what));
      return text;
    }

    private String confidential(String what, String text) {
      markers.accept(new Marker(text, Secrecy.CONFIDENTIAL, dataset + ": " + what));
      return text;
    }
  }
}
