package io.finlake.etl.prove.protection;

/** The contract of a planted dataset: the same columns whatever the format. */
final class PlantedContract {
  private static final String TEXT =
      """
      apiVersion: v3.1.0
      kind: DataContract
      id: proof.NAME
      version: 1.0.0
      status: active
      name: NAME
      domain: proof
      description:
        purpose: "Classified values of every protection."
      team: {name: finlake}
      schema:
        - name: NAME
          logicalType: object
          properties:
            - {name: id, description: The row., logicalType: string, physicalType: STRING, required: true, primaryKey: true, primaryKeyPosition: 1CUSTOM:id}
            - name: tax
              description: A number of the tax office.
              logicalType: string
              physicalType: STRING
              classification: restricted
              quality:
                - {name: tax_shape, type: library, metric: invalidValues, arguments: {pattern: "TX[A-Z0-9]{12}"}, mustBe: 0SEVERITY}
              customProperties:
                - {property: protect, value: {token: tax}}FROM:tax
            - name: card
              description: A card.
              logicalType: string
              physicalType: STRING
              classification: restricted
              customProperties:
                - {property: check, value: card-number}
                - {property: protect, value: {token: card}}FROM:card
            - name: pin
              description: Of which the end may be shown.
              logicalType: string
              physicalType: STRING
              classification: restricted
              customProperties:
                - {property: protect, value: {mask: 4}}FROM:pin
            - name: secret
              description: Of which nothing stays.
              logicalType: string
              physicalType: STRING
              classification: restricted
              customProperties:
                - {property: protect, value: drop}FROM:secret
            - name: code
              description: A secret number.
              logicalType: integer
              physicalType: BIGINT
              classification: restricted
              customProperties:
                - {property: protect, value: {token: code}}FROM:code
            - {name: name, description: Of a person., logicalType: string, physicalType: STRING, classification: confidentialCUSTOM:name}
            - name: iban
              description: An account.
              logicalType: string
              physicalType: STRING
              classification: confidential
              customProperties:
                - {property: check, value: iban}FROM:iban
            - name: note
              description: What anybody may know.
              logicalType: string
              physicalType: STRING
              logicalTypeOptions: {maxLength: 40}CUSTOMBLOCK:note
            - {name: amount, description: Money., logicalType: number, physicalType: "DECIMAL(18,2)"CUSTOM:amount}
      RULEcustomProperties:
        - property: source
          value: {layout: yyyy/MM/dd, SOURCE}
        - property: write
          value: {strategy: insert-once}
        - property: measures
          value: [{column: amount, currency: EUR}]
      """;

  private static final String SUBJECT =
      "  - property: subject\n    value: {column: id, erase: remove}\n";

  private PlantedContract() {}

  /** The contract of a dataset with this source. */
  static String text(String dataset, String source) {
    String text = TEXT.replace("NAME", dataset).replace("SOURCE", source);
    String rule = "";
    if (dataset.equals("failing")) {
      rule =
          "    quality:\n"
              + "      - {name: tax_is_no_date, type: custom, engine: finlake,"
              + " implementation: {holds: \"coalesce(to_date(tax, 'yyyy-MM-dd') IS NULL, true)\"}}\n";
    }
    text = text.replace("RULE", rule);
    text = text.replace("SEVERITY", dataset.equals("stopped") ? ", severity: stop" : "");
    for (int at = 0; at < PlantedRow.COLUMNS.size(); at++) {
      String column = PlantedRow.COLUMNS.get(at);
      String from =
          dataset.equals("widths")
              ? "{property: from, value: {start: "
                  + at * PlantedText.FIELD
                  + ", length: "
                  + PlantedText.FIELD
                  + "}}, {property: trim, value: true}"
              : "";
      text =
          text.replace(
              "CUSTOM:" + column, from.isEmpty() ? "" : ", customProperties: [" + from + "]");
      String lines =
          from.isEmpty() ? "" : "\n          - " + from.replace("}}, {", "}}\n          - {");
      text = text.replace("FROM:" + column, lines);
      text =
          text.replace(
              "CUSTOMBLOCK:" + column,
              lines.isEmpty() ? "" : "\n        customProperties:" + lines);
    }
    return dataset.equals("lines") ? text + SUBJECT : text;
  }
}
