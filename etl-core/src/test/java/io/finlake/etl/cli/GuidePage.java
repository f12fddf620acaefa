package io.finlake.etl.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A page of docs/guides whose commands are run as they stand there: the lines of its {@code sh}
 * blocks in their order. A line that begins with {@code finlake} runs in this process, any other
 * one in a shell. A line that ends with {@code # exit code 2} must end so, every other one with 0.
 *
 * @param commands in their order
 */
record GuidePage(List<Command> commands) {
  private static final Pattern BLOCK = Pattern.compile("```sh\\n(.*?)```", Pattern.DOTALL);
  private static final Pattern CODE = Pattern.compile("\\s+#\\s*exit code (\\d)\\s*$");
  private static final Pattern WORD = Pattern.compile("'([^']*)'|\"([^\"]*)\"|([^\\s'\"]+)|(\\s+)");

  /** A line of the page, and the exit code that it is to have. */
  record Command(String line, int exitCode) {
    boolean finlake() {
      return line.startsWith("finlake ");
    }
  }

  /** Reads a page; one without a command is a mistake. */
  static GuidePage read(Path file) throws IOException {
    List<Command> commands = new ArrayList<>();
    Matcher blocks = BLOCK.matcher(Files.readString(file));
    while (blocks.find()) {
      for (String line : blocks.group(1).replace("\\\n", " ").lines().toList()) {
        if (!line.isBlank() && !line.strip().startsWith("#")) {
          Matcher code = CODE.matcher(line);
          boolean said = code.find();
          commands.add(
              new Command(
                  (said ? line.substring(0, code.start()) : line).strip(),
                  said ? Integer.parseInt(code.group(1)) : 0));
        }
      }
    }
    assertThat(commands).as("commands of %s", file).isNotEmpty();
    return new GuidePage(commands);
  }

  /** Runs the commands in a folder and gives what each of finlake's said. */
  List<CommandRun> run(Path folder, Map<String, String> environment) {
    List<CommandRun> runs = new ArrayList<>();
    for (Command command : commands) {
      CommandRun run =
          command.finlake()
              ? CommandRun.of(folder, environment, words(command.line()))
              : shell(folder, command.line());
      assertThat(run.exitCode())
          .as("%s%n%s%n%s", command.line(), run.out(), run.err())
          .isEqualTo(command.exitCode());
      if (command.finlake()) {
        runs.add(run);
      }
    }
    return runs;
  }

  /** The words after {@code finlake}, as a shell takes them apart; it has no variables. */
  static String[] words(String line) {
    List<String> words = new ArrayList<>();
    StringBuilder word = new StringBuilder();
    boolean begun = false;
    Matcher parts = WORD.matcher(line.substring("finlake ".length()));
    while (parts.find()) {
      if (parts.group(4) != null) {
        if (begun) {
          words.add(word.toString());
        }
        word.setLength(0);
        begun = false;
        continue;
      }
      begun = true;
      for (int group = 1; group <= 3; group++) {
        word.append(parts.group(group) == null ? "" : parts.group(group));
      }
    }
    if (begun) {
      words.add(word.toString());
    }
    return words.toArray(new String[0]);
  }

  private static CommandRun shell(Path folder, String line) {
    try {
      Process process =
          new ProcessBuilder("sh", "-c", line)
              .directory(folder.toFile())
              .redirectErrorStream(true)
              .start();
      process.getOutputStream().close();
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return new CommandRun(process.waitFor(), said, "");
    } catch (IOException thrown) {
      throw new UncheckedIOException(thrown);
    } catch (InterruptedException thrown) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(thrown);
    }
  }
}
