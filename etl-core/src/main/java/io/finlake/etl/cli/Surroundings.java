package io.finlake.etl.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What a process was given: everything a command reads from outside or writes to people.
 *
 * @param out answers, UTF-8; nothing else goes there
 * @param err notices, progress and errors, UTF-8
 * @param environment the environment variables
 * @param workingDirectory what relative paths are relative to, absolute
 * @param home the person's home folder
 * @param log where the technical log of this process goes, when the launcher said so
 * @param outColumns the width of the terminal behind {@code out}; empty when it is none
 * @param errColumns the width of the terminal behind {@code err}; empty when it is none
 */
public record Surroundings(
    PrintWriter out,
    PrintWriter err,
    Map<String, String> environment,
    Path workingDirectory,
    Path home,
    Optional<Path> log,
    OptionalInt outColumns,
    OptionalInt errColumns) {
  public Surroundings {
    environment = Map.copyOf(environment);
  }

  /**
   * Those of this process. The launcher knows which streams are terminals and how wide
   * (FINLAKE_OUT_COLUMNS, FINLAKE_ERR_COLUMNS); without it they are taken for files.
   */
  public static Surroundings ofThisProcess() {
    Map<String, String> environment = System.getenv();
    return new Surroundings(
        utf8(FileDescriptor.out),
        utf8(FileDescriptor.err),
        environment,
        Path.of("").toAbsolutePath(),
        Path.of(System.getProperty("user.home")),
        Optional.ofNullable(System.getProperty("finlake.log")).map(Path::of),
        columns(environment, "FINLAKE_OUT_COLUMNS"),
        columns(environment, "FINLAKE_ERR_COLUMNS"));
  }

  /** An environment variable; empty when it is not set or blank. */
  Optional<String> variable(String name) {
    return Optional.ofNullable(environment.get(name)).filter(value -> !value.isBlank());
  }

  /** A path as a person wrote it, made absolute. */
  Path resolve(String path) {
    return workingDirectory.resolve(path).normalize();
  }

  private static PrintWriter utf8(FileDescriptor descriptor) {
    return new PrintWriter(
        new OutputStreamWriter(new FileOutputStream(descriptor), StandardCharsets.UTF_8), true);
  }

  private static OptionalInt columns(Map<String, String> environment, String name) {
    String told = environment.getOrDefault(name, "0");
    int columns = told.matches("\\d{1,4}") ? Integer.parseInt(told) : 0;
    return columns == 0 ? OptionalInt.empty() : OptionalInt.of(columns);
  }
}
