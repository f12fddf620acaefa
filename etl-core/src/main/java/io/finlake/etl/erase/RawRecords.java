package io.finlake.etl.erase;

import static org.apache.spark.sql.functions.array_contains;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.octet_length;

import io.finlake.etl.contract.Contract;
import io.finlake.etl.contract.Format;
import io.finlake.etl.contract.RawSource;
import io.finlake.etl.contract.TechnicalColumn;
import io.finlake.etl.contract.Zone;
import io.finlake.etl.ledger.Erasure;
import io.finlake.etl.ledger.Lake;
import io.finlake.etl.parse.ReadLimits;
import io.finlake.etl.parse.ReadSpec;
import io.finlake.etl.parse.Reason;
import io.finlake.etl.plan.RawObject;
import io.finlake.etl.process.PersonRows;
import io.finlake.etl.source.ObjectDiscovery;
import io.finlake.etl.source.RawErasure;
import io.finlake.etl.source.RawReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
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
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * The raw records of a dataset. Tables do not tell where all of a person's records are, since
 * duplicates and superseded rows are in none: so every object that lies there is read, those that
 * no batch has taken too.
 */
final class RawRecords {
  /** A text that may be the beginning of a longer one; a mark or half a letter may be missing. */
  private static final int CUT = ReadLimits.standard().textBytes() - 16;

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
   * What a look through an object found.
   *
   * @param places where the person's records begin
   * @param texts how many of them were found by nothing but a word of their text
   * @param cut how many records that cannot be parsed are longer than what is kept of their text
   * @param asked the places that the look was about, beside ids
   */
  record Seen(Set<Long> places, long texts, long cut, Set<Long> asked) {}

  /** Looks through objects for the records of a person; by path. */
  Map<String, Seen> look(PersonRows person, List<RawObject> objects) {
    if (person.none() || objects.isEmpty()) {
      return Map.of();
    }
    Column kept = col(TechnicalColumn.TEXT);
    Column rules = col(TechnicalColumn.REASONS).getField("rule");
    Column none = array_contains(rules, Reason.MALFORMED).and(kept.equalTo(""));
    Column cut =
        coalesce(octet_length(kept).geq(CUT), lit(false))
            .or(coalesce(array_contains(rules, Reason.RECORD_TOO_LONG).or(none), lit(false)));
    Map<String, Seen> seen = new TreeMap<>();
    for (Row row :
        person
            .told(rows(objects), contract)
            .withColumn("_cut", cut)
            .where(col(PersonRows.THEIRS).or(col("_cut")))
            .select(
                TechnicalColumn.OBJECT,
                TechnicalColumn.OFFSET,
                PersonRows.THEIRS,
                PersonRows.BY_ID,
                "_cut")
            .distinct()
            .collectAsList()) {
      String path = row.getString(0);
      long offset = row.getLong(1);
      Set<Long> asked = person.places().getOrDefault(path, Set.of());
      Seen before = seen.getOrDefault(path, new Seen(Set.of(), 0, 0, asked));
      Set<Long> places = new TreeSet<>(before.places());
      boolean theirs = row.getBoolean(2);
      if (theirs) {
        places.add(offset);
      }
      boolean text = theirs && !row.getBoolean(3) && !asked.contains(offset);
      seen.put(
          path,
          new Seen(
              places,
              before.texts() + (text ? 1 : 0),
              before.cut() + (row.getBoolean(4) ? 1 : 0),
              asked));
    }
    return seen;
  }

  /**
   * Writes the objects again without those records, and the corrections that name the person.
   *
   * @param places the records to take out, by object
   * @param noted is told what an object will be before it is exchanged
   */
  void erase(
      Map<String, Set<Long>> places,
      List<RawObject> objects,
      PersonRows person,
      Consumer<Erasure.Rewritten> noted) {
    for (RawObject object : objects) {
      if (places.containsKey(object.path())) {
        rewrite(ReadSpec.of(contract), object, places.get(object.path()), noted);
      }
    }
    corrections(new CorrectionLines(contract, person)::theirs, noted);
  }

  /**
   * Takes the corrections of objects that are gone out of their files.
   *
   * @param gone paths of the objects
   * @param noted is told what a file will be before it is exchanged
   */
  void forget(Set<String> gone, Consumer<Erasure.Rewritten> noted) {
    corrections(line -> CorrectionLines.object(line).filter(gone::contains).isPresent(), noted);
  }

  private void corrections(Predicate<String> leaves, Consumer<Erasure.Rewritten> noted) {
    for (RawObject file : corrections()) {
      Set<Long> offsets = corrected(file, leaves);
      if (!offsets.isEmpty()) {
        rewrite(lines(), file, offsets, noted);
      }
    }
  }

  /** How many lines of corrections would leave. */
  long corrections(PersonRows person) {
    Predicate<String> theirs = new CorrectionLines(contract, person)::theirs;
    return corrections().stream().mapToLong(file -> corrected(file, theirs).size()).sum();
  }

  /** The places of records to which a correction gives one of the ids. */
  Map<String, Set<Long>> correctedTo(Set<String> ids) {
    CorrectionLines lines = new CorrectionLines(contract, new PersonRows(ids, Map.of()));
    Map<String, Set<Long>> places = new TreeMap<>();
    for (RawObject file : corrections()) {
      corrected(
          file,
          line -> {
            lines.givenTo(line, places);
            return false;
          });
    }
    return places;
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

  private Set<Long> corrected(RawObject file, Predicate<String> leaves) {
    return RawErasure.find(lake.configuration(), raw, lines(), file, leaves);
  }
}
