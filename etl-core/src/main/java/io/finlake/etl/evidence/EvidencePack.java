package io.finlake.etl.evidence;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.finlake.etl.error.ErrorCode;
import io.finlake.etl.error.FinlakeException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A folder of files that say what a run did, a manifest with the hash of each, and {@code
 * SHA256SUMS} with the hash of the manifest too, as {@code sha256sum -c} reads it. The same run of
 * the same lake gives the same bytes each time.
 *
 * @param parts the bytes of each file by its name, manifest and sums too
 */
public record EvidencePack(Map<String, byte[]> parts) {
  private static final String MANIFEST = "manifest.json";
  private static final String SUMS = "SHA256SUMS";
  private static final ObjectWriter JSON =
      new ObjectMapper()
          .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
          .writer(
              new DefaultPrettyPrinter()
                  .withObjectIndenter(new DefaultIndenter("  ", "\n"))
                  .withArrayIndenter(new DefaultIndenter("  ", "\n")));

  public EvidencePack {
    parts = new TreeMap<>(parts);
  }

  /** A pack of these parts, with its manifest. */
  public static EvidencePack of(String run, Map<String, byte[]> content) {
    Map<String, byte[]> parts = new TreeMap<>(content);
    List<Map<String, Object>> listed = new ArrayList<>();
    parts.forEach(
        (name, bytes) ->
            listed.add(
                Map.of("name", name, "bytes", bytes.length, "sha256", RowDigest.sha256(bytes))));
    String pack = RowDigest.sha256(sums(parts));
    parts.put(
        MANIFEST, json(Map.of("format", 1, "run", run, "parts", listed, "parts_sha256", pack)));
    parts.put(SUMS, sums(parts));
    return new EvidencePack(parts);
  }

  private static byte[] sums(Map<String, byte[]> parts) {
    return parts.entrySet().stream()
        .map(part -> RowDigest.sha256(part.getValue()) + "  " + part.getKey() + "\n")
        .collect(Collectors.joining())
        .getBytes(StandardCharsets.UTF_8);
  }

  /** JSON with sorted keys, two spaces, and a line feed at the end. */
  static byte[] json(Object value) {
    try {
      return (JSON.writeValueAsString(value) + "\n").getBytes(StandardCharsets.UTF_8);
    } catch (JsonProcessingException thrown) {
      throw new IllegalStateException("evidence cannot be written as JSON", thrown);
    }
  }

  /** The hash by which the whole pack is known: of its {@code SHA256SUMS}. */
  public String sha256() {
    return RowDigest.sha256(parts.getOrDefault(SUMS, new byte[0]));
  }

  /** The run that it is of; empty when its manifest cannot be read. */
  public Optional<String> run() {
    try {
      return Optional.ofNullable(
              new ObjectMapper().readTree(parts.getOrDefault(MANIFEST, new byte[0])).get("run"))
          .map(run -> run.asText());
    } catch (IOException garbled) {
      return Optional.empty();
    }
  }

  /**
   * Writes the pack: whole, or not at all; nothing when the very same one lies there.
   *
   * @throws FinlakeException {@link ErrorCode#BAD_ARGUMENT} when something else lies there
   */
  public void write(Path folder) {
    if (Files.exists(folder)) {
      if (read(folder).differences(this).isEmpty()) {
        return;
      }
      throw FinlakeException.of(
          ErrorCode.BAD_ARGUMENT,
          "the pack is not written",
          folder + " is there and holds something else",
          "name another folder with --out");
    }
    Path beside = folder.resolveSibling(folder.getFileName() + ".unfinished");
    try {
      remove(beside);
      for (Map.Entry<String, byte[]> part : parts.entrySet()) {
        Path file = beside.resolve(part.getKey());
        Files.createDirectories(file.getParent());
        Files.write(file, part.getValue());
      }
      Files.move(beside, folder, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException thrown) {
      throw new UncheckedIOException(thrown);
    }
  }

  private static void remove(Path folder) throws IOException {
    if (Files.exists(folder)) {
      try (Stream<Path> files = Files.walk(folder)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
  }

  /** Reads what lies in a folder. */
  public static EvidencePack read(Path folder) {
    Map<String, byte[]> parts = new TreeMap<>();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        String name = folder.relativize(file).toString().replace('\\', '/');
        parts.put(name, Files.readAllBytes(file));
      }
    } catch (IOException thrown) {
      throw FinlakeException.of(
          ErrorCode.BAD_ARGUMENT,
          "there is no pack in " + folder,
          String.valueOf(thrown.getMessage()),
          "name the folder that 'finlake evidence' wrote",
          thrown);
    }
    return new EvidencePack(parts);
  }

  /** What is wrong with the pack in itself, by part; nothing when it is as it was written. */
  public Map<String, String> problems() {
    Map<String, byte[]> content = new TreeMap<>(parts);
    content.remove(SUMS);
    content.remove(MANIFEST);
    EvidencePack anew = of(run().orElse(""), content);
    Map<String, String> problems = new TreeMap<>();
    Map<String, String> stated = stated();
    if (!parts.containsKey(SUMS) || !parts.containsKey(MANIFEST)) {
      problems.put(MANIFEST, "the manifest or SHA256SUMS is not there");
    }
    content.forEach(
        (name, bytes) -> {
          if (!RowDigest.sha256(bytes).equals(stated.get(name))) {
            problems.put(
                name,
                stated.containsKey(name) ? "it has other bytes" : "it is no part of the pack");
          }
        });
    stated.keySet().stream()
        .filter(name -> !parts.containsKey(name))
        .forEach(name -> problems.put(name, "it is not there"));
    if (problems.isEmpty()) {
      anew.differences(this).forEach(name -> problems.put(name, "it has other bytes"));
    }
    return problems;
  }

  private Map<String, String> stated() {
    Map<String, String> stated = new TreeMap<>();
    new String(parts.getOrDefault(SUMS, new byte[0]), StandardCharsets.UTF_8)
        .lines()
        .filter(line -> line.length() > 66)
        .forEach(line -> stated.put(line.substring(66), line.substring(0, 64)));
    return stated;
  }

  /** Names of parts that are others than those of another pack, or that one of the two lacks. */
  public List<String> differences(EvidencePack other) {
    List<String> names =
        Stream.concat(parts.keySet().stream(), other.parts.keySet().stream())
            .distinct()
            .sorted()
            .toList();
    return names.stream()
        .filter(name -> !Arrays.equals(parts.get(name), other.parts.get(name)))
        .toList();
  }
}
