package io.finlake.etl.prove;

import io.finlake.etl.prove.LakeContent.Entry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The lake that nobody disturbs.
 *
 * @param steps those of its run, in order
 * @param entries what it holds at its end
 * @param problems what is wrong with it already
 */
record Undisturbed(List<String> steps, List<Entry> entries, List<String> problems) {
  private static final String ENTRIES = "expected";

  /**
   * Brings it to its end, unless an earlier part of the proof did.
   *
   * @param folder of the proof
   * @param key what tokens are made with
   */
  static Undisturbed of(Path folder, Child.Place place, Victim victim, byte[] key) {
    Path entries = folder.resolve(ENTRIES);
    Path child = place.folder().resolve("child");
    if (!Files.exists(entries)) {
      ProofFiles.fresh(place.folder());
      victim.undisturbed(place, child);
      if (place.done() < Script.of(place.ground(), place.lake()).lines().size()) {
        return new Undisturbed(
            List.of(), List.of(), List.of("undisturbed: " + place.failures() + ", see " + child));
      }
      LakeContent.Read read = LakeContent.of(place.lake(), place.ground().known());
      List<String> problems = new ArrayList<>(read.problems());
      problems.addAll(new Truth(place, key).problems());
      if (!problems.isEmpty()) {
        return new Undisturbed(List.of(), List.of(), problems);
      }
      ProofFiles.write(entries, read.entries().stream().map(Entry::line).toList());
    }
    return new Undisturbed(
        ProofFiles.lines(child.resolve("steps")),
        ProofFiles.lines(entries).stream().map(Entry::parse).toList(),
        List.of());
  }
}
