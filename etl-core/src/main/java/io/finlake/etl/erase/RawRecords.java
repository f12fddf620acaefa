package io.finlake.etl.erase;

import static org.apache.spark.sql.functions.col;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.finlake.etl.contract.Contract;
import io.finlake.etl.contract.Format;
import io.finlake.etl.contract.RawSource;
import io.finlake.etl.contract.TechnicalColumn;
import io.finlake.etl.contract.Zone;
import io.finlake.etl.ledger.Erasure;
import io.finlake.etl.ledger.Lake;
import io.finlake.etl.parse.ReadLimits;
import io.finlake.etl.parse.ReadSpec;
import io.finlake.etl.plan.RawObject;
import io.finlake.etl.process.PersonRows;
import io.finlake.etl.source.ObjectDiscovery;
import io.finlake.etl.source.RawErasure;
import io.finlake.etl.source.RawReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * The raw records of a dataset. Tables do not tell where all of a person's records are, since
 * duplicates and superseded rows are in none: so every object that lies there is read, those that
 * no batch has taken too.
 */
final class RawRecords {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Lake lake;
  private final Contract contract;
  private final String raw;

  RawRecords(Lake lake, Contract contract) {
    this.lake = lake;
    this.contract = contract;
    this.raw = lake.locations().zone(Zone.RAW);
  }

  /** The objects that lie there now, by path. */
  List<RawObject> objects() {
    ObjectDiscovery.Landed landed =
        new ObjectDiscovery(lake.configuration())
            .discover(contract.landed().source(), raw, Optional.empty(), true);
    List<RawObject> all = new ArrayList<>(landed.objects());
    all.addAll(landed.waiting());
    return all.stream().sorted().toList();
  }

  /** The records of objects as parsed rows, in clear: nothing of them may be written. */
  Dataset<Row> rows(List<RawObject> objects) {
    return RawReader.read(lake.spark(), contract, objects, raw)
        .where(col(TechnicalColumn.KIND).equalTo("row"));
  }

  /**
   * The same for objects of which some were looked through already: only the others, and those that
   * are not what they were, are read.
   */
  Map<String, Set<Long>> places(Set<String> ids, List<RawObject> objects, Optional<Found> seen) {
    if (seen.filter(before -> before.ids().equals(ids)).isEmpty()) {
      return places(ids, objects);
    }
    Set<RawObject> known = new HashSet<>(seen.get().objects());
    Map<String, Set<Long>> places =
        places(ids, objects.stream().filter(object -> !known.contains(object)).toList());
    objects.stream()
        .filter(known::contains)
        .filter(object -> seen.get().places().containsKey(object.path()))
        .forEach(object -> places.put(object.path(), seen.get().places().get(object.path())));
    return places;
  }

  /** Where the records of a person begin in some objects, by path. */
  Map<String, Set<Long>> places(Set<String> ids, List<RawObject> objects) {
    Map<String, Set<Long>> places = new TreeMap<>();
    if (ids.isEmpty() || objects.isEmpty()) {
      return places;
    }
    new PersonRows(ids, Map.of())
        .among(rows(objects), contract)
        .select(TechnicalColumn.OBJECT, TechnicalColumn.OFFSET)
        .distinct()
        .collectAsList()
        .forEach(
            row ->
                places
                    .computeIfAbsent(row.getString(0), any -> new TreeSet<>())
                    .add(row.getLong(1)));
    return places;
  }

  /**
   * Writes the objects again without those records, and the corrections that name them.
   *
   * @param noted is told what an object will be before it is exchanged
   */
  void erase(
      Map<String, Set<Long>> places,
      List<RawObject> objects,
      Set<String> ids,
      Consumer<Erasure.Rewritten> noted) {
    for (RawObject object : objects) {
      if (places.containsKey(object.path())) {
        rewrite(ReadSpec.of(contract), object, places.get(object.path()), noted);
      }
    }
    corrections(line -> theirs(line, places, ids), noted);
  }

  /**
   * Takes the corrections of objects that are gone out of their files.
   *
   * @param gone paths of the objects
   * @param noted is told what a file will be before it is exchanged
   */
  void forget(Set<String> gone, Consumer<Erasure.Rewritten> noted) {
    corrections(line -> gone.contains(place(line).path(TechnicalColumn.OBJECT).asText()), noted);
  }

  private void corrections(Predicate<String> leaves, Consumer<Erasure.Rewritten> noted) {
    for (RawObject file : corrections()) {
      Set<Long> offsets = corrected(file, leaves);
      if (!offsets.isEmpty()) {
        rewrite(lines(), file, offsets, noted);
      }
    }
  }

  /** What a line of corrections says; nothing where it says nothing. */
  private static JsonNode place(String line) {
    try {
      return line.isBlank() ? MissingNode.getInstance() : JSON.readTree(line);
    } catch (JsonProcessingException noJson) {
      return MissingNode.getInstance();
    }
  }

  private void rewrite(
      ReadSpec spec, RawObject object, Set<Long> offsets, Consumer<Erasure.Rewritten> noted) {
    RawErasure erasure = RawErasure.prepare(lake.configuration(), raw, spec, object, offsets);
    noted.accept(
        new Erasure.Rewritten(
            contract.id().toString(),
            object.path(),
            bytes(erasure.before()),
            bytes(erasure.after()),
            offsets.stream().sorted().toList()));
    erasure.replace();
  }

  private static Erasure.Bytes bytes(RawErasure.Bytes bytes) {
    return new Erasure.Bytes(bytes.bytes(), bytes.modified(), bytes.sha256());
  }

  /** Files of values that people gave in place of delivered ones. */
  private List<RawObject> corrections() {
    String below = "_corrections/" + contract.id().path();
    Path folder = new Path(raw + "/" + below);
    try {
      FileSystem files = folder.getFileSystem(lake.configuration());
      List<RawObject> found = new ArrayList<>();
      if (files.exists(folder)) {
        for (FileStatus file : files.listStatus(folder)) {
          if (file.isFile() && !file.getPath().getName().startsWith("_")) {
            found.add(
                new RawObject(
                    below + "/" + file.getPath().getName(),
                    file.getLen(),
                    Instant.ofEpochMilli(file.getModificationTime()),
                    Optional.empty(),
                    Optional.empty()));
          }
        }
      }
      return found;
    } catch (IOException thrown) {
      throw new UncheckedIOException(thrown);
    }
  }

  private static ReadSpec lines() {
    return new ReadSpec(
        new Format.JsonLines(),
        List.of(),
        RawSource.Evolution.IGNORE,
        List.of(),
        ReadLimits.standard());
  }

  /** Where the lines begin that leave. */
  private Set<Long> corrected(RawObject file, Predicate<String> leaves) {
    Set<Long> offsets = new TreeSet<>();
    Path path = new Path(raw + "/" + file.path());
    try (InputStream in = path.getFileSystem(lake.configuration()).open(path)) {
      long offset = 0;
      for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8).split("\n", -1)) {
        if (leaves.test(line)) {
          offsets.add(offset);
        }
        offset += line.getBytes(StandardCharsets.UTF_8).length + 1L;
      }
    } catch (IOException thrown) {
      throw new UncheckedIOException(thrown);
    }
    return offsets;
  }

  /** Whether a line names a place of the person's, or gives one of the person's ids. */
  private boolean theirs(String line, Map<String, Set<Long>> places, Set<String> ids) {
    if (line.isBlank()) {
      return false;
    }
    try {
      JsonNode given = JSON.readTree(line);
      String object = given.path(TechnicalColumn.OBJECT).asText();
      long offset = given.path(TechnicalColumn.OFFSET).asLong(-1);
      String id = given.path(contract.subject().orElseThrow().column()).asText();
      return places.getOrDefault(object, Set.of()).contains(offset) || ids.contains(id);
    } catch (JsonProcessingException noJson) {
      return ids.stream().anyMatch(line::contains);
    }
  }
}
