package io.finlake.etl.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** Runs a command line in this process and keeps what it said. */
record CommandRun(int exitCode, String out, String err) {

  static CommandRun of(Path home, Map<String, String> environment, String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    Surroundings surroundings =
        new Surroundings(
            new PrintWriter(out),
            new PrintWriter(err),
            environment,
            home,
            home,
            Optional.of(home.resolve("finlake.log")),
            OptionalInt.empty(),
            OptionalInt.empty());
    int exitCode = Finlake.run(surroundings, arguments);
    surroundings.out().flush();
    surroundings.err().flush();
    return new CommandRun(exitCode, out.toString(), err.toString());
  }

  static CommandRun of(Path home, String... arguments) {
    return of(home, Map.of(), arguments);
  }
}
