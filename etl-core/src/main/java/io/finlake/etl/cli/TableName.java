package io.finlake.etl.cli;

import io.finlake.etl.contract.Contract;
import io.finlake.etl.error.ErrorCode;
import io.finlake.etl.error.FinlakeException;
import java.util.List;

/** A table as people name it: {@code zone.name} as in SQL, or {@code zone.domain.name}. */
final class TableName {
  private TableName() {}

  /**
   * The contract of a table.
   *
   * @throws FinlakeException {@code UNKNOWN_DATASET} when there is none
   */
  static Contract named(String text, List<Contract> contracts) {
    return contracts.stream()
        .filter(
            contract ->
                contract.tableName().equals(text)
                    || (contract.zone().label() + "." + contract.id()).equals(text))
        .findFirst()
        .orElseThrow(
            () ->
                FinlakeException.of(
                    ErrorCode.UNKNOWN_DATASET,
                    "there is no table " + text,
                    "no contract makes it",
                    "choose one of: "
                        + String.join(
                            ", ", contracts.stream().map(Contract::tableName).sorted().toList())));
  }
}
