package io.finlake.etl.contract;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.StringReader;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.representer.Representer;

/**
 * A YAML file as a JSON tree whose every value keeps its line. Scalars are read by the core schema
 * of YAML 1.2; a plain word that YAML 1.1 readers take for something else ({@code no}, {@code
 * 06:00}, {@code 2026-12-25}, {@code 007}) is refused, since two tools would read two contracts.
 * Limits: {@value #NODES} values, {@value #DEPTH} levels, {@value #ALIASES} aliases.
 */
final class YamlDocument {
  private static final int NODES = 200_000;
  private static final int DEPTH = 40;
  private static final int ALIASES = 50;
  private static final String TAG = "tag:yaml.org,2002:";
  private static final Pattern WHOLE = Pattern.compile("[-+]?(0|[1-9][0-9]{0,60})");
  private static final Pattern FRACTION =
      Pattern.compile("[-+]?(0|[1-9][0-9]{0,60})?(\\.[0-9]{0,60})?([eE][-+]?[0-9]{1,3})?");
  private static final Pattern DISPUTED =
      Pattern.compile(
          "(?i)y|n|yes|no|on|off|[-+]?0[0-9_]+|[-+]?[0-9][0-9_]*(:[0-5]?[0-9])+(\\.[0-9_]*)?"
              + "|[-+]?[0-9][0-9]*_[0-9_]*|[-+]?0(x[0-9a-f_]+|b[01_]+|o[0-7]+)"
              + "|[-+]?\\.(inf|nan)|[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}([Tt \\t].*)?");

  private final JsonNodeFactory json = new JsonNodeFactory(true);
  private final Map<Place, Integer> lines = new HashMap<>();
  private final List<Flaw> flaws = new ArrayList<>();
  private final Set<Node> open = new HashSet<>();
  private int nodes;
  private JsonNode root = json.nullNode();

  private YamlDocument() {}

  /** Something that the text itself has wrong. */
  record Flaw(Place place, int line, String text, String remedy) {}

  /** Reads one document; never throws for what the text holds. */
  static YamlDocument parse(String text) {
    YamlDocument document = new YamlDocument();
    try {
      document.compose(text);
    } catch (MarkedYAMLException e) {
      int line = e.getProblemMark() == null ? 1 : e.getProblemMark().getLine() + 1;
      document.flaw(
          Place.root(), line, "is not YAML: " + oneLine(e.getProblem()), "correct the YAML there");
    } catch (YAMLException e) {
      document.flaw(Place.root(), 1, "is not YAML: " + oneLine(e.getMessage()), "correct the YAML");
    }
    return document;
  }

  /** The tree; a null node when the text could not be read. */
  JsonNode root() {
    return root;
  }

  /** The line (from 1) of every value: a mapping's value has its key's line. */
  Map<Place, Integer> lines() {
    return lines;
  }

  /** What the text itself has wrong. */
  List<Flaw> flaws() {
    return List.copyOf(flaws);
  }

  private void compose(String text) {
    LoaderOptions limits = new LoaderOptions();
    limits.setMaxAliasesForCollections(ALIASES);
    limits.setNestingDepthLimit(DEPTH);
    limits.setAllowRecursiveKeys(false);
    limits.setCodePointLimit(ContractSource.MAXIMUM_BYTES);
    DumperOptions unused = new DumperOptions();
    Yaml yaml = new Yaml(new SafeConstructor(limits), new Representer(unused), unused, limits);
    Node node = yaml.compose(new StringReader(text));
    if (node == null) {
      flaw(Place.root(), 1, "is empty", "write a contract into it, or remove it");
      return;
    }
    root = convert(node, Place.root(), line(node));
  }

  private JsonNode convert(Node node, Place place, int line) {
    lines.put(place, line);
    nodes++;
    if (nodes > NODES) {
      throw new YAMLException("it has more than " + NODES + " values");
    }
    if (node instanceof ScalarNode scalar) {
      return scalar(scalar, place, line);
    }
    if (!open.add(node)) {
      flaw(place, line, "holds itself by an alias", "write the value out");
      return json.nullNode();
    }
    JsonNode converted =
        node instanceof MappingNode mapping
            ? mapping(mapping, place)
            : sequence((SequenceNode) node, place);
    open.remove(node);
    return converted;
  }

  private JsonNode mapping(MappingNode mapping, Place place) {
    ObjectNode object = json.objectNode();
    for (NodeTuple tuple : mapping.getValue()) {
      int line = line(tuple.getKeyNode());
      if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
        flaw(place, line, "has a key that is not a word", "write a plain key");
        continue;
      }
      String name = key.getValue();
      Place here = place.key(name);
      if (object.has(name)) {
        flaw(here, line, "has the key '" + name + "' twice", "keep one of them");
        continue;
      }
      object.set(name, convert(tuple.getValueNode(), here, line));
    }
    return object;
  }

  private JsonNode sequence(SequenceNode sequence, Place place) {
    ArrayNode array = json.arrayNode();
    for (Node item : sequence.getValue()) {
      array.add(convert(item, place.item(array.size()), line(item)));
    }
    return array;
  }

  private JsonNode scalar(ScalarNode scalar, Place place, int line) {
    String text = scalar.getValue();
    if (!scalar.isPlain()) {
      return json.textNode(text);
    }
    if (!scalar.getTag().startsWith(TAG)) {
      flaw(place, line, "has the tag " + scalar.getTag(), "leave YAML tags out");
      return json.textNode(text);
    }
    if (text.isEmpty() || text.equals("~") || text.equalsIgnoreCase("null")) {
      return json.nullNode();
    }
    if (text.equalsIgnoreCase("true") || text.equalsIgnoreCase("false")) {
      return json.booleanNode(text.equalsIgnoreCase("true"));
    }
    if (WHOLE.matcher(text).matches()) {
      return json.numberNode(new BigInteger(text));
    }
    if (FRACTION.matcher(text).matches() && text.chars().anyMatch(Character::isDigit)) {
      return json.numberNode(new BigDecimal(text));
    }
    if (DISPUTED.matcher(text).matches()) {
      flaw(
          place,
          line,
          "says " + text + " without quotes, which YAML readers take for different things",
          "write \"" + text + "\"");
    }
    return json.textNode(text);
  }

  private void flaw(Place place, int line, String text, String remedy) {
    flaws.add(new Flaw(place, line, text, remedy));
  }

  private static int line(Node node) {
    return node.getStartMark() == null ? 1 : node.getStartMark().getLine() + 1;
  }

  private static String oneLine(String text) {
    return text == null ? "no reason given" : text.strip().replaceAll("\\s+", " ");
  }
}
