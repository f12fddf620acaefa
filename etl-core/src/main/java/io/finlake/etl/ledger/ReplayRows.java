package io.finlake.etl.ledger;

import io.finlake.etl.lookup.PlainRow;
import io.finlake.etl.plan.Inputs;
import io.finlake.etl.plan.RawObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a plan says of a replay: an entry for each rule, one for the corrections; an entry that says
 * neither stands for "any rule".
 */
final class ReplayRows {
  private static final String RULE = "rule";
  private static final String CORRECTIONS = "corrections";

  private ReplayRows() {}

  static List<PlainRow> of(Inputs.Quarantined replay) {
    List<PlainRow> rows = new ArrayList<>();
    replay.rules().forEach(rule -> rows.add(new PlainRow(Map.of(RULE, rule))));
    replay.corrections().ifPresent(path -> rows.add(new PlainRow(Map.of(CORRECTIONS, path))));
    return rows.isEmpty() ? List.of(new PlainRow(Map.of())) : rows;
  }

  static Inputs.Quarantined inputs(List<RawObject> objects, List<PlainRow> rows) {
    return new Inputs.Quarantined(
        objects,
        rows.stream().flatMap(row -> row.perhapsText(RULE).stream()).toList(),
        rows.stream()
            .map(row -> row.perhapsText(CORRECTIONS))
            .flatMap(Optional::stream)
            .findFirst());
  }
}
