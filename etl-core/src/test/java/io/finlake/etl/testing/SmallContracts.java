package io.finlake.etl.testing;

import io.finlake.etl.contract.Contract;
import io.finlake.etl.contract.ContractFiles;
import io.finlake.etl.contract.ContractSource;
import java.util.List;

/** Contracts of a few columns, for tests that are not about contracts. */
public final class SmallContracts {
  private SmallContracts() {}

  /**
   * {@code test.payments}: {@code id STRING} (the key, unless the strategy is append), {@code v
   * BIGINT} and {@code amount DECIMAL(18,2)} in EUR; where the strategy names them, also {@code op
   * STRING} and {@code at TIMESTAMP}.
   *
   * @param source lines below {@code source.value}, each with its own indent of six spaces
   * @param write the flow mapping of the write strategy, for example <code>{strategy: append}
   *     </code>
   */
  public static Contract payments(String source, String write) {
    boolean keyed = !write.contains("append");
    String text =
        """
        apiVersion: v3.1.0
        kind: DataContract
        id: test.payments
        version: 1.0.0
        status: active
        name: payments
        domain: test
        description: {purpose: Payments of a test.}
        team: {name: testers}
        schema:
          - name: payments
            logicalType: object
            properties:
              - {name: id, description: The id., logicalType: string, physicalType: STRING, required: true%s}
              - {name: v, description: The version., logicalType: integer, physicalType: BIGINT, required: true}
              - {name: amount, description: The amount., logicalType: number, physicalType: "DECIMAL(18,2)"}
        %s%s\
        customProperties:
          - property: source
            value:
        %s
          - property: write
            value: %s
          - property: measures
            value: [{column: amount, currency: EUR}]
        """
            .formatted(
                keyed ? ", primaryKey: true, primaryKeyPosition: 1" : "",
                write.contains("column: op") ? column("op", "string", "STRING") : "",
                write.contains("time: at") ? column("at", "timestamp", "TIMESTAMP") : "",
                source,
                write);
    return ContractFiles.read(List.of(new ContractSource("test/payments/contract.yaml", text)))
        .contracts()
        .get(0);
  }

  private static String column(String name, String logical, String physical) {
    return "      - {name: %s, description: Its %s., logicalType: %s, physicalType: %s, required: true}\n"
        .formatted(name, name, logical, physical);
  }

  /**
   * The file of the contract {@code test.<name>}, with nobody's descriptions around what a test is
   * about.
   *
   * @param columns lines below {@code properties}, each with its own indent of six spaces, and what
   *     else follows the schema
   * @param customs lines below {@code customProperties}, each with its own indent of two spaces
   */
  public static ContractSource source(String name, String columns, String customs) {
    String text =
        """
        apiVersion: v3.1.0
        kind: DataContract
        id: test.%1$s
        version: 1.0.0
        status: active
        name: %1$s
        domain: test
        description: {purpose: Of a test.}
        team: {name: testers}
        schema:
          - name: %1$s
            logicalType: object
            properties:
        """
                .formatted(name)
            + columns
            + "customProperties:\n"
            + customs;
    return new ContractSource("test/" + name + "/contract.yaml", text);
  }
}
