package io.finlake.etl.erase;

import io.finlake.etl.contract.Contract;
import io.finlake.etl.contract.ContractFiles;
import io.finlake.etl.testing.SmallContracts;

/** Contracts of a bank that is too small for anything but erasing its customers. */
final class Bank {
  private Bank() {}

  static final String PERSON =
      """
            - {name: id, description: x, logicalType: string, physicalType: STRING, required: true, primaryKey: true, primaryKeyPosition: 1}
            - {name: name, description: x, logicalType: string, physicalType: STRING}
            - {name: at, description: x, logicalType: timestamp, physicalType: TIMESTAMP, required: true}
      """;
  static final String ACCOUNT =
      """
            - {name: account, description: x, logicalType: string, physicalType: STRING, required: true}
            - {name: person, description: x, logicalType: string, physicalType: STRING}
            - {name: amount, description: x, logicalType: number, physicalType: "DECIMAL(18,2)"}
      """;
  static final String CARD =
      """
            - {name: card, description: x, logicalType: string, physicalType: STRING, required: true}
            - {name: account, description: x, logicalType: string, physicalType: STRING}
            - {name: amount, description: x, logicalType: number, physicalType: "DECIMAL(18,2)"}
      """;

  static Contract landed(String name, String strategy, String columns, String subject) {
    boolean history = strategy.equals("history");
    return contract(
        name,
        columns,
        """
          - {property: source, value: {format: json-lines}}
          - {property: write, value: {strategy: %s}}
          - {property: subject, value: %s}
        """
                .formatted(strategy + (history ? ", time: at" : ""), subject)
            + (history
                ? ""
                : "  - {property: measures, value: [{column: amount, currency: EUR}]}\n"));
  }

  /** Payments that are kept for a month by the day on which they were made. */
  static Contract payments() {
    return contract(
        "payments",
        """
              - {name: payment, description: x, logicalType: string, physicalType: STRING, required: true, primaryKey: true, primaryKeyPosition: 1}
              - {name: person, description: x, logicalType: string, physicalType: STRING}
              - {name: amount, description: x, logicalType: number, physicalType: "DECIMAL(18,2)"}
              - {name: paid_on, description: x, logicalType: date, physicalType: DATE}
        slaProperties:
          - {property: retention, value: 1, unit: month, element: payments.paid_on}
        """,
        """
          - {property: source, value: {format: json-lines}}
          - {property: write, value: {strategy: insert-once}}
          - {property: measures, value: [{column: amount, currency: EUR}]}
          - {property: subject, value: {column: person, erase: keep, keepReason: books}}
        """);
  }

  static Contract history() {
    return contract(
        "person",
        """
              - {name: id, description: x, logicalType: string, physicalType: STRING, required: true, primaryKey: true, primaryKeyPosition: 1}
              - {name: name, description: x, logicalType: string, physicalType: STRING}
              - {name: valid_from, description: x, logicalType: timestamp, physicalType: TIMESTAMP, required: true, primaryKey: true, primaryKeyPosition: 2}
              - {name: valid_to, description: x, logicalType: timestamp, physicalType: TIMESTAMP}
              - {name: recorded_from, description: x, logicalType: timestamp, physicalType: TIMESTAMP, required: true, primaryKey: true, primaryKeyPosition: 3}
              - {name: recorded_to, description: x, logicalType: timestamp, physicalType: TIMESTAMP}
              - {name: is_current, description: x, logicalType: boolean, physicalType: BOOLEAN, required: true}
        """,
        """
          - property: model
            value:
              class: History
              build: {by: key, column: id}
              inputs: [{table: processed.test.people, column: id}]
              history: {time: at}
        """);
  }

  private static Contract contract(String name, String columns, String customs) {
    return ContractFiles.alone(SmallContracts.source(name, columns, customs));
  }
}
