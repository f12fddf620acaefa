package io.finlake.etl.prove;

import io.finlake.etl.prove.LakeContent.Entry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/**
 * Lakes that nobody disturbs: what all others must be equal to at their end. Each is made once, for
 * all proofs that ask for it, and stays as it is.
 */
public final class Undisturbed {
  private static final String ENTRIES = "expected";

  private final Path folder;
  private final LakeKey key;
  private final Launch launch;
  private final Consumer<String> progress;

  /**
   * @param folder where they lie; one that was made before is not made again
   * @param seed of what they are given
   * @param launch how the process is started that makes one; its classes are kept for others
   * @param progress is told what goes on
   */
  public Undisturbed(Path folder, long seed, Launch launch, Consumer<String> progress) {
    this.folder = folder;
    this.key = new LakeKey(seed);
    this.launch = launch;
    this.progress = progress;
  }

  /**
   * A lake.
   *
   * @param place where it lies
   * @param steps those of its run, in order
   * @param entries what it holds at its end
   * @param problems what is wrong with it already
   */
  record Lake(Child.Place place, List<String> steps, List<Entry> entries, List<String> problems) {}

  /** The lake of this size; who asks while it is made waits for it. */
  synchronized Lake of(Size size) {
    Path own = folder.resolve(size.name().toLowerCase(Locale.ROOT) + "-" + key.seed());
    Child.Place place = new Child.Place(own.resolve("whole"), own.resolve("ground"));
    Path child = place.folder().resolve("child");
    if (!Files.exists(own.resolve(ENTRIES))) {
      progress.accept("a lake that nobody disturbs");
      ProofFiles.fresh(own);
      Ground.make(place.groundFolder(), key.seed(), size);
      new Victim(launch.of(size), key.secrets()).undisturbed(place, child);
      List<String> problems = new ArrayList<>();
      List<Entry> entries = problems(place, child, problems);
      if (!problems.isEmpty()) {
        return new Lake(place, List.of(), List.of(), problems);
      }
      ProofFiles.write(own.resolve(ENTRIES), entries.stream().map(Entry::line).toList());
    }
    return new Lake(
        place,
        ProofFiles.lines(child.resolve("steps")),
        ProofFiles.lines(own.resolve(ENTRIES)).stream().map(Entry::parse).toList(),
        List.of());
  }

  private List<Entry> problems(Child.Place place, Path child, List<String> problems) {
    if (place.done() < Script.of(place.ground(), place.lake()).lines().size()) {
      problems.add("undisturbed: " + place.failures() + ", see " + child);
      return List.of();
    }
    LakeContent.Read read = LakeContent.of(place.lake(), place.ground().known());
    problems.addAll(read.problems());
    problems.addAll(new Truth(place, key.bytes()).problems());
    return read.entries();
  }
}
