package io.finlake.etl.cli;

import io.finlake.etl.config.LakeLocations;
import io.finlake.etl.contract.Zone;
import io.finlake.etl.error.ErrorCode;
import io.finlake.etl.error.FinlakeException;
import java.net.URI;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine.Option;

/** Where the lake lies: one root, and where a zone lies elsewhere, its own URI. */
final class LakeOptions {
  @Option(
      names = "--lake",
      paramLabel = "DIR_OR_URI",
      description = {
        "The root of the lake: raw/, processed/, quarantine/, curated/ and control/ lie below it.",
        "Default: $FINLAKE_LAKE."
      })
  private Optional<String> lake = Optional.empty();

  @Option(names = "--raw", paramLabel = "URI", description = "Where raw lies instead.")
  private Optional<String> raw = Optional.empty();

  @Option(names = "--processed", paramLabel = "URI", description = "Where processed lies instead.")
  private Optional<String> processed = Optional.empty();

  @Option(
      names = "--quarantine",
      paramLabel = "URI",
      description = "Where quarantine lies instead.")
  private Optional<String> quarantine = Optional.empty();

  @Option(names = "--curated", paramLabel = "URI", description = "Where curated lies instead.")
  private Optional<String> curated = Optional.empty();

  @Option(names = "--control", paramLabel = "URI", description = "Where the ledger lies instead.")
  private Optional<String> control = Optional.empty();

  /**
   * The locations, local ones as absolute paths.
   *
   * @throws FinlakeException {@code BAD_ARGUMENT} when a location is missing or no URI
   */
  LakeLocations locations(Surroundings surroundings) {
    return locations(surroundings, Optional.empty());
  }

  /** Whether a lake is named at all, by an option or by the environment. */
  boolean named(Surroundings surroundings) {
    return lake.or(() -> surroundings.variable("FINLAKE_LAKE")).isPresent()
        || processed.isPresent()
        || control.isPresent();
  }

  /** The lake's root as a command line takes it, with a space before; empty when none was given. */
  String argument() {
    return lake.map(root -> " --lake " + root).orElse("");
  }

  /** The same, with a root for when none is named. */
  LakeLocations locations(Surroundings surroundings, Optional<String> otherwise) {
    Optional<String> root =
        lake.or(() -> surroundings.variable("FINLAKE_LAKE"))
            .or(() -> otherwise)
            .map(text -> location(text, surroundings));
    Map<Zone, Optional<String>> given =
        Map.of(
            Zone.RAW,
            raw,
            Zone.PROCESSED,
            processed,
            Zone.QUARANTINE,
            quarantine,
            Zone.CURATED,
            curated);
    boolean complete = control.isPresent() && given.values().stream().allMatch(Optional::isPresent);
    if (root.isEmpty() && !complete) {
      throw FinlakeException.of(
          ErrorCode.BAD_ARGUMENT,
          "it is not said which lake",
          "--lake is missing and FINLAKE_LAKE is not set",
          "add --lake DIR, for example --lake target/demo-lake for the lake of 'finlake demo'");
    }
    LakeLocations usual = LakeLocations.under(root.orElse(""));
    Map<Zone, String> zones = new EnumMap<>(Zone.class);
    given.forEach(
        (zone, text) ->
            zones.put(zone, text.map(t -> location(t, surroundings)).orElse(usual.zone(zone))));
    return new LakeLocations(
        zones, control.map(text -> location(text, surroundings)).orElse(usual.control()));
  }

  /** Whether every location is a folder of this machine. */
  static boolean local(LakeLocations locations) {
    return all(locations).allMatch(location -> location.startsWith("/"));
  }

  /** Whether any location is a plain path. */
  static boolean anyLocal(LakeLocations locations) {
    return all(locations).anyMatch(location -> location.startsWith("/"));
  }

  private static Stream<String> all(LakeLocations locations) {
    return Stream.concat(locations.zones().values().stream(), Stream.of(locations.control()));
  }

  /** A folder as an absolute path, a URI without its last slash. */
  static String location(String text, Surroundings surroundings) {
    Optional<String> scheme = scheme(text);
    if (scheme.isEmpty()) {
      return surroundings.resolve(text).toString();
    }
    try {
      URI uri = URI.create(text);
      String path = uri.getPath() == null ? "" : uri.getPath();
      if (scheme.get().equals("file")) {
        return Path.of(path).normalize().toString();
      }
      return text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
    } catch (IllegalArgumentException e) {
      throw FinlakeException.of(
          ErrorCode.BAD_ARGUMENT,
          "'" + text + "' is neither a folder nor a URI",
          String.valueOf(e.getMessage()),
          "give a folder, or a URI such as s3a://bucket/lake",
          e);
    }
  }

  private static Optional<String> scheme(String text) {
    int colon = text.indexOf(':');
    String scheme = colon < 0 ? "" : text.substring(0, colon).toLowerCase(Locale.ROOT);
    return scheme.matches("[a-z][a-z0-9+.-]*") ? Optional.of(scheme) : Optional.empty();
  }
}
