package io.finlake.etl.contract;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads one contract file: YAML, then the standard, then finlake's records. */
final class ContractReader {
  private static final Ordering KEY = new Ordering("primaryKey", "primaryKeyPosition");
  private static final Ordering PARTITION = new Ordering("partitioned", "partitionKeyPosition");

  private final ContractSource source;
  private final Findings findings;
  private final Section root;
  private final Section customs;
  private final Map<String, Place> places = new HashMap<>();
  private final Set<String> unsure = new HashSet<>();
  private final List<Column> columns = new ArrayList<>();
  private final List<Rule> rules = new ArrayList<>();

  private record Ordering(String flag, String position) {}

  private record Placed(int position, String column) {}

  private ContractReader(ContractSource source, Findings findings, Section root) {
    this.source = source;
    this.findings = findings;
    this.root = root;
    this.customs = root.customProperties();
  }

  /** What could be read, and in its findings what could not. */
  record Reading(Findings findings, Optional<Draft> draft) {}

  /** Reads a file; the draft is absent when there is nothing to read. */
  static Reading read(ContractSource source, OdcsSchema schema) {
    YamlDocument document = YamlDocument.parse(source.text());
    Findings findings = new Findings(source.name(), document.lines());
    document
        .flaws()
        .forEach(flaw -> findings.flaw(flaw.place(), flaw.line(), flaw.text(), flaw.remedy()));
    if (!document.root().isObject()) {
      if (document.flaws().isEmpty()) {
        findings.report(Place.root(), "is not a mapping", "write a contract");
      }
      return new Reading(findings, Optional.empty());
    }
    schema.check(document.root(), findings);
    Section root = Section.of(document.root(), Place.root(), findings);
    return new Reading(findings, new ContractReader(source, findings, root).draft());
  }

  private Optional<Draft> draft() {
    Optional<DatasetId> id = id();
    Optional<Section> table = root.sections("schema").stream().findFirst();
    table.ifPresent(this::columnsAndRules);
    Optional<WriteStrategy> write = customs.section("write").flatMap(OriginReader::write);
    DatasetId known = id.orElse(new DatasetId("unknown", "unknown"));
    Optional<Contract.Origin> origin = origin(known, write);
    List<Measure> measures = OriginReader.measures(customs);
    Optional<Delivery> delivery = customs.section("delivery").map(OriginReader::delivery);
    Optional<Subject> subject = customs.section("subject").flatMap(SubjectReader::read);
    Optional<Retention> retention = RetentionReader.read(root.sections("slaProperties"));
    places.put("retention", root.at("slaProperties"));
    for (String property : List.of("source", "write", "model", "measures", "delivery", "subject")) {
      places.put(property, customs.at(property));
    }
    customs.done();
    return id.map(
        dataset ->
            new Draft(
                dataset,
                root.text("version").orElse(""),
                root.section("description").flatMap(d -> d.text("purpose")).orElse(""),
                root.section("team").flatMap(t -> t.text("name")).orElse(""),
                columns,
                table.map(t -> ordered(t, KEY)).orElse(List.of()),
                table.map(t -> ordered(t, PARTITION)).orElse(List.of()),
                rules,
                measures,
                origin,
                delivery,
                subject,
                retention,
                unsure,
                places,
                findings,
                source.text()));
  }

  private Optional<DatasetId> id() {
    String domain = root.needed("domain", "name the domain");
    String name = root.needed("name", "name the dataset");
    String said = root.needed("id", "write <domain>.<name>");
    Optional<DatasetId> id = Optional.empty();
    try {
      id = Optional.of(new DatasetId(domain, name));
    } catch (IllegalArgumentException e) {
      root.wrong(
          ColumnReader.NAME.matcher(domain).matches() ? "name" : "domain",
          "is not lower-case snake case",
          "use a-z, 0-9 and _, first a letter, at most 63 characters");
    }
    if (!said.equals(domain + "." + name)) {
      root.wrong("id", "is '" + said + "'", "write " + domain + "." + name);
    }
    String folder = source.folder();
    if (!folder.equals(domain + "/" + name)) {
      root.refuse(
          "the contract of " + domain + "." + name + " lies in the folder " + folder,
          "move it to " + domain + "/" + name + "/contract.yaml, or correct domain and name");
    }
    root.sections("schema")
        .forEach(
            table -> {
              if (!table.text("name").equals(Optional.of(name))) {
                table.wrong("name", "is not the dataset's", "write " + name);
              }
            });
    return id;
  }

  private void columnsAndRules(Section table) {
    for (Section property : table.sections("properties")) {
      Section custom = property.customProperties();
      if (customs.has("model")) {
        ColumnReader.SOURCE_KEYS.stream()
            .filter(custom::has)
            .forEach(key -> custom.wrong(key, "goes with a processed dataset", "leave it out"));
      }
      ColumnReader reader = new ColumnReader(property, custom);
      Column column = reader.read();
      if (!reader.sure()) {
        unsure.add(column.name());
      }
      if (places.putIfAbsent("column/" + column.name(), property.place()) != null) {
        property.wrong("name", "'" + column.name() + "' is there twice", "rename one of them");
      } else {
        columns.add(column);
        addRules(RuleReader.ofColumn(property, custom, column, places));
      }
      custom.done();
    }
    addRules(RuleReader.ofTable(table, places));
    table.customProperties().done();
  }

  private void addRules(List<Rule> more) {
    for (Rule rule : more) {
      if (rules.stream().anyMatch(other -> other.name().equals(rule.name()))) {
        findings.report(
            places.getOrDefault("rule/" + rule.name(), Place.root()),
            "two rules are named '" + rule.name() + "'",
            "rename one; required, logicalTypeOptions and check name theirs <column>_<what>");
      }
      rules.add(rule);
    }
  }

  private List<String> ordered(Section table, Ordering keys) {
    List<Placed> placed = new ArrayList<>();
    for (Section property : table.sections("properties")) {
      boolean chosen = property.flag(keys.flag(), false);
      Optional<Integer> position = property.whole(keys.position(), 1, 2_000);
      if (!chosen && position.isPresent()) {
        property.wrong(
            keys.position(), "without " + keys.flag(), "write " + keys.flag() + ": true");
      }
      if (chosen && position.isEmpty()) {
        property.wrong(keys.flag(), "without its position", "write " + keys.position() + ": 1");
      }
      if (chosen) {
        placed.add(new Placed(position.orElse(0), property.text("name").orElse("")));
      }
    }
    placed.sort(Comparator.comparingInt(Placed::position));
    for (int i = 0; i < placed.size(); i++) {
      if (placed.get(i).position() > 0 && placed.get(i).position() != i + 1) {
        findings.report(
            places.getOrDefault("column/" + placed.get(i).column(), Place.root()),
            keys.position() + " is " + placed.get(i).position(),
            "number them from 1 without gaps or repeats; here " + (i + 1) + " was expected");
      }
    }
    return placed.stream().map(Placed::column).toList();
  }

  private Optional<Contract.Origin> origin(DatasetId id, Optional<WriteStrategy> write) {
    boolean landed = customs.has("source") || customs.has("write");
    if (landed == customs.has("model")) {
      findings.report(
          customs.place(),
          landed ? "source or write, and model, are both there" : "says not how rows come about",
          "write source and write for a processed dataset, or model for a curated one");
      return Optional.empty();
    }
    if (!landed) {
      return customs
          .section("model")
          .flatMap(OriginReader::model)
          .map(Contract.Origin.Derived::new);
    }
    if (!customs.has("source") || !customs.has("write")) {
      findings.report(
          customs.place(), "has only one of source and write", "a processed dataset needs both");
    }
    Optional<RawSource> raw =
        customs.section("source").flatMap(section -> SourceReader.read(section, id, write));
    return raw.isPresent() && write.isPresent()
        ? Optional.of(new Contract.Origin.Landed(raw.get(), write.get()))
        : Optional.empty();
  }
}
