package io.finlake.etl.prove;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.finlake.etl.config.LakeLocations;
import io.finlake.etl.contract.DatasetId;
import io.finlake.etl.contract.TechnicalColumn;
import io.finlake.etl.contract.Zone;
import io.finlake.etl.error.FinlakeException;
import io.finlake.etl.lookup.PlainRow;
import io.finlake.etl.lookup.StoredTable;
import io.finlake.etl.lookup.Where;
import io.finlake.etl.protect.Detokenizer;
import io.finlake.etl.protect.TokenKeys;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;

/**
 * What must be there, told by the deliveries alone: of each account the version with the greatest
 * change number, its card readable with the lake's key and no other. A lake that nobody disturbed
 * could be wrong, too, and the same way as all others.
 */
final class Truth {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final DatasetId ACCOUNTS = new DatasetId("proof", "accounts");
  private static final Set<String> STATES = Set.of("open", "dormant", "closed");

  private final Child.Place place;
  private final Detokenizer cards;

  /** The truth of a lake whose tokens were made with this key. */
  Truth(Child.Place place, byte[] key) {
    this.place = place;
    this.cards =
        Detokenizer.of(
            TokenKeys.from(
                name -> name.endsWith("-v1") ? Optional.of(key.clone()) : Optional.empty()));
  }

  /** What is not so; none when all is. */
  List<String> problems() {
    if (!place.ground().size().datasets().contains(ACCOUNTS.name())) {
      return List.of();
    }
    Map<String, JsonNode> newest = newest();
    String table = LakeLocations.under(place.lake().toString()).table(Zone.PROCESSED, ACCOUNTS);
    List<PlainRow> rows =
        StoredTable.at(new Configuration(), table)
            .map(
                it ->
                    it.rows(
                            Where.all(),
                            Comparator.comparing(PlainRow::toString),
                            Integer.MAX_VALUE)
                        .rows())
            .orElse(List.of());
    List<String> problems = new ArrayList<>();
    if (rows.size() != newest.size()) {
      problems.add(rows.size() + " accounts instead of " + newest.size());
    }
    for (PlainRow row : rows) {
      String account = row.text("account_id");
      if (!newest.containsKey(account) || !holds(row, newest.get(account))) {
        problems.add("account " + account + " is not its newest version: " + row.values());
      }
    }
    return List.copyOf(problems);
  }

  private boolean holds(PlainRow row, JsonNode version) {
    boolean closed = version.get("state").asText().equals("closed");
    boolean same =
        row.number("change_number") == version.get("change_number").asLong()
            && row.value(TechnicalColumn.DELETED).map(Boolean.TRUE::equals).orElse(false) == closed;
    return closed
        ? same
        : same
            && row.text("state").equals(version.get("state").asText())
            && row.amount("balance").compareTo(new BigDecimal(version.get("balance").asText())) == 0
            && card(row.text("card_number")).equals(version.get("card_number").asText());
  }

  private String card(String token) {
    try {
      return cards.open("card", token).value();
    } catch (FinlakeException otherKey) {
      return "a token of another key";
    }
  }

  /** Of what was delivered and holds, the greatest change number of each account. */
  private Map<String, JsonNode> newest() {
    Map<String, JsonNode> newest = new TreeMap<>();
    Path raw = place.lake().resolve("raw").resolve(ACCOUNTS.path());
    try (Stream<Path> files = Files.walk(raw)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        boolean mended = Ground.mendedSince(raw.relativize(file));
        for (String line : Files.readAllLines(file)) {
          JsonNode row = JSON.readTree(line);
          if (holds(row, mended)) {
            newest.merge(row.get("account_id").asText(), row, Truth::later);
          }
        }
      }
    } catch (IOException thrown) {
      throw new UncheckedIOException(thrown);
    }
    return newest;
  }

  private static boolean holds(JsonNode row, boolean mended) {
    String state = row.get("state").asText();
    return row.get("balance").asText().matches("\\d+\\.\\d\\d")
        && (STATES.contains(state) || (mended && state.equals("frozen")));
  }

  private static JsonNode later(JsonNode one, JsonNode other) {
    return one.get("change_number").asLong() >= other.get("change_number").asLong() ? one : other;
  }
}
