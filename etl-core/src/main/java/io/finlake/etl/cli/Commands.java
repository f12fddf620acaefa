package io.finlake.etl.cli;

import java.util.List;

/** All commands, in the order in which help lists them. */
final class Commands {
  private Commands() {}

  static List<FinlakeCommand> all(Surroundings surroundings) {
    return List.of(new VersionCommand(surroundings));
  }
}
