package io.finlake.etl.contract;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Enumeration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Stream;

/**
 * Loads contracts from {@code <domain>/<name>/contract.yaml} below a folder or a class-path root,
 * checks every file against the standard and against finlake's own rules, and reports all problems
 * of all files at once.
 */
public final class ContractFiles {
  /** The class-path root of the bank that ships with finlake. */
  public static final String BANK = "io/finlake/schemas";

  private static final String FILE = "contract.yaml";
  private static final int MAXIMUM_CONTRACTS = 5_000;

  private final TreeMap<String, ContractSource> sources = new TreeMap<>();
  private final List<Problem> problems = new ArrayList<>();

  private ContractFiles() {}

  /** Loads all contracts below a folder. A folder without one is a problem, not an empty result. */
  public static LoadResult read(Path folder) {
    ContractFiles files = new ContractFiles();
    if (Files.isDirectory(folder)) {
      files.walk(folder, folder.toString());
    }
    return files.load(folder.toString());
  }

  /**
   * Loads all contracts below a root of the class path, from folders and jars alike. Where two
   * entries of the class path have the same file, the first counts, as for classes.
   *
   * @param loader whose class path is searched; where nothing there lists the root as a folder, the
   *     entries of its jars and of this class's own are looked through
   * @param root for example {@link #BANK}
   */
  public static LoadResult read(ClassLoader loader, String root) {
    ContractFiles files = new ContractFiles();
    String place = "classpath:" + root;
    try {
      Enumeration<URL> found = loader.getResources(root);
      while (found.hasMoreElements()) {
        files.add(found.nextElement(), root, place);
      }
      if (files.sources.isEmpty()) {
        for (Path jar : jars(loader)) {
          files.addJar(jar, root, place);
        }
      }
    } catch (IOException | URISyntaxException e) {
      files.unreadable(place, e);
    }
    return files.load(place);
  }

  /** Checks contracts that are at hand as text. */
  public static LoadResult read(List<ContractSource> sources) {
    ContractFiles files = new ContractFiles();
    sources.forEach(source -> files.sources.putIfAbsent(source.name(), source));
    return files.load("the given sources");
  }

  /**
   * Reads one contract without those that it refers to: the text that a batch was planned with,
   * which was checked together with the others then.
   *
   * @throws io.finlake.etl.error.FinlakeException {@code BAD_CONTRACT} when it breaks a rule of its
   *     own
   */
  public static Contract alone(ContractSource source) {
    List<ContractReader.Reading> readings = readings(List.of(source));
    List<Draft> drafts = checked(readings);
    List<Problem> problems =
        readings.stream().flatMap(reading -> reading.findings().problems().stream()).toList();
    return new LoadResult(sound(drafts), problems).contracts().get(0);
  }

  /**
   * Reads a contract of the past, as {@link #alone}; empty when it breaks a rule that contracts
   * must keep today.
   */
  public static Optional<Contract> past(ContractSource source) {
    List<Draft> drafts = checked(readings(List.of(source)));
    return sound(drafts).stream().findFirst();
  }

  /** The jars that may hold the root though they list no folders: the loader's and our own. */
  private static Set<Path> jars(ClassLoader loader) throws URISyntaxException {
    List<URL> urls = new ArrayList<>();
    urls.add(ContractFiles.class.getProtectionDomain().getCodeSource().getLocation());
    for (ClassLoader one = loader; one != null; one = one.getParent()) {
      if (one instanceof URLClassLoader open) {
        urls.addAll(List.of(open.getURLs()));
      }
    }
    Set<Path> jars = new LinkedHashSet<>();
    for (URL url : urls) {
      if (url.getProtocol().equals("file") && url.getPath().endsWith(".jar")) {
        jars.add(Path.of(url.toURI()));
      }
    }
    return jars;
  }

  private void add(URL url, String root, String place) throws IOException, URISyntaxException {
    if (url.getProtocol().equals("file")) {
      walk(Path.of(url.toURI()), place);
    } else if (url.getProtocol().equals("jar")) {
      String jar = url.getPath().substring(0, url.getPath().indexOf('!'));
      addJar(Path.of(new URI(jar)), root, place);
    }
  }

  private void addJar(Path path, String root, String place) throws IOException {
    try (JarFile jar = new JarFile(path.toFile())) {
      Enumeration<JarEntry> entries = jar.entries();
      while (entries.hasMoreElements()) {
        JarEntry entry = entries.nextElement();
        if (entry.getName().startsWith(root + "/")) {
          String relative = entry.getName().substring(root.length() + 1);
          if (relative.matches("[^/]+/[^/]+/" + FILE)) {
            try (InputStream in = jar.getInputStream(entry)) {
              addFile(place + "/" + relative, in);
            }
          }
        }
      }
    }
  }

  private void walk(Path folder, String place) {
    try (Stream<Path> found = Files.walk(folder, 6)) {
      for (Path file : found.filter(ContractFiles::named).sorted().toList()) {
        String relative = folder.relativize(file).toString().replace('\\', '/');
        if (relative.matches("[^/]+/[^/]+/" + FILE)) {
          try (InputStream in = Files.newInputStream(file)) {
            addFile(place + "/" + relative, in);
          }
        } else {
          problem(
              place + "/" + relative,
              "is not where contracts are looked for",
              "move it to <domain>/<name>/contract.yaml");
        }
      }
    } catch (IOException e) {
      unreadable(place, e);
    }
  }

  private static boolean named(Path file) {
    String name = String.valueOf(file.getFileName());
    return name.equals(FILE) || name.equals("contract.yml");
  }

  private void addFile(String name, InputStream in) throws IOException {
    byte[] bytes = in.readNBytes(ContractSource.MAXIMUM_BYTES + 1);
    if (bytes.length > ContractSource.MAXIMUM_BYTES) {
      problem(
          name, "is larger than " + ContractSource.MAXIMUM_BYTES + " bytes", "split the dataset");
      return;
    }
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      sources.putIfAbsent(name, new ContractSource(name, text));
    } catch (CharacterCodingException e) {
      problem(name, "is not UTF-8", "save it as UTF-8");
    }
  }

  private void unreadable(String place, Exception e) {
    problem(place, "cannot be read: " + e.getMessage(), "check that it is there and readable");
  }

  private void problem(String file, String text, String remedy) {
    problems.add(new Problem(file, 0, Place.root().toString(), text, remedy));
  }

  private LoadResult load(String place) {
    if (sources.isEmpty() && problems.isEmpty()) {
      problem(place, "has no contract", "name a folder with <domain>/<name>/contract.yaml files");
    }
    if (sources.size() > MAXIMUM_CONTRACTS) {
      problem(place, "has more than " + MAXIMUM_CONTRACTS + " contracts", "split the lake");
      return new LoadResult(List.of(), problems);
    }
    List<ContractReader.Reading> readings = readings(sources.values());
    List<Draft> drafts = checked(readings);
    LakeRules.check(drafts);
    readings.forEach(reading -> problems.addAll(reading.findings().problems()));
    return new LoadResult(sound(drafts), problems);
  }

  private static List<ContractReader.Reading> readings(Collection<ContractSource> sources) {
    OdcsSchema schema = OdcsSchema.shipped();
    return sources.stream().map(source -> ContractReader.read(source, schema)).toList();
  }

  private static List<Draft> checked(List<ContractReader.Reading> readings) {
    List<Draft> drafts =
        readings.stream().map(ContractReader.Reading::draft).flatMap(Optional::stream).toList();
    drafts.forEach(ContractRules::check);
    return drafts;
  }

  private static List<Contract> sound(List<Draft> drafts) {
    return drafts.stream()
        .filter(draft -> draft.findings().problems().isEmpty())
        .map(Draft::contract)
        .sorted(Comparator.comparing(Contract::id))
        .toList();
  }
}
