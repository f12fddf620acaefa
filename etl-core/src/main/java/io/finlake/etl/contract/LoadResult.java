package io.finlake.etl.contract;

import io.finlake.etl.error.ErrorCode;
import io.finlake.etl.error.FinlakeException;
import java.util.List;

/**
 * What loading contracts gave: the sound ones, and every problem of every file.
 *
 * @param sound the contracts without a problem of their own, by dataset; only for showing, since
 *     what they refer to may be broken
 * @param problems all problems, by file and line; empty when everything may be used
 */
public record LoadResult(List<Contract> sound, List<Problem> problems) {
  public LoadResult {
    sound = List.copyOf(sound);
    problems = problems.stream().sorted().distinct().toList();
  }

  /**
   * All contracts, by dataset.
   *
   * @throws FinlakeException {@code BAD_CONTRACT} with every problem when there is any
   */
  public List<Contract> contracts() {
    if (problems.isEmpty()) {
      return sound;
    }
    StringBuilder list = new StringBuilder();
    for (Problem problem : problems) {
      list.append("\n    ").append(problem);
    }
    long files = problems.stream().map(Problem::file).distinct().count();
    throw FinlakeException.of(
        ErrorCode.BAD_CONTRACT,
        count(problems.size(), "problem") + " in " + count(files, "contract"),
        "these places break a rule:" + list,
        "correct them, then look again with 'finlake contracts check'");
  }

  private static String count(long number, String thing) {
    return number + " " + thing + (number == 1 ? "" : "s");
  }
}
