package io.finlake.etl.prove;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * How children are started: by the real SparkSubmit, with the Java and the class path of this
 * process. So what is proven is the build that is asked.
 *
 * @param java the program
 * @param flags of Java
 * @param classPath Spark, Delta and finlake
 * @param main the class that SparkSubmit starts
 * @param settings of Spark, besides those that every child has
 * @param archive where classes that one child has loaded are kept for others
 */
public record Launch(
    Path java,
    List<String> flags,
    String classPath,
    String main,
    Map<String, String> settings,
    Optional<Path> archive) {
  public Launch {
    flags = List.copyOf(flags);
    settings = Map.copyOf(settings);
  }

  /**
   * As this process was started itself.
   *
   * @param archive where classes are kept
   */
  public static Launch likeThisProcess(String main, Path archive) {
    List<String> flags = new ArrayList<>();
    for (String flag : ManagementFactory.getRuntimeMXBean().getInputArguments()) {
      if (flag.startsWith("--add-opens")
          || flag.startsWith("-XX:+IgnoreUnrecognized")
          || flag.startsWith("-Djdk.")
          || flag.startsWith("-Dlog4j")) {
        flags.add(flag);
      }
    }
    // A child lives for seconds: the second compiler and a parallel collector would not pay.
    flags.addAll(List.of("-Xmx1g", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xshare:auto"));
    // The first compiler alone would get 48 MB, and sweep them all the time when they are full.
    flags.add("-XX:ReservedCodeCacheSize=384m");
    return new Launch(
        Path.of(System.getProperty("java.home"), "bin", "java"),
        flags,
        System.getProperty("java.class.path"),
        main,
        Map.of(),
        Optional.of(archive));
  }

  /**
   * The same with expressions that are interpreted: to compile them takes longer than all that is
   * done with a few rows.
   */
  public Launch interpreting() {
    return new Launch(
        java,
        flags,
        classPath,
        main,
        Map.of(
            "spark.sql.codegen.wholeStage", "false", "spark.sql.codegen.factoryMode", "NO_CODEGEN"),
        archive);
  }

  /** The same for a lake of this size: a small one pays for compiling nothing. */
  Launch of(Size size) {
    return size == Size.LONG ? this : interpreting();
  }

  /** The same for the one child that leaves its classes in its own folder. */
  Launch leavingClasses(Path own) {
    List<String> more = new ArrayList<>(flags);
    archive.ifPresent(file -> more.addAll(new ClassArchive(file).leaves(classPath, own)));
    return new Launch(java, more, classPath, main, settings, Optional.empty());
  }

  /** Keeps the classes that a child has left, when it has. */
  void keepClasses(Path own) {
    archive.ifPresent(file -> new ClassArchive(file).keep(own));
  }

  /** The command line for a child of this place. */
  List<String> command(Child.Place place, Path talk) {
    return command(
        main,
        talk,
        List.of("-D" + Steps.FOLDER + "=" + talk, "-D" + Steps.LAKE + "=" + place.lake()),
        watched(),
        List.of(place.folder().toString(), place.groundFolder().toString()));
  }

  /**
   * The command line for a child.
   *
   * @param child the class that SparkSubmit starts
   * @param own its own folder, of its log and of what Spark writes besides the lake
   * @param properties more flags of Java
   * @param more settings of Spark
   * @param arguments what the class is told
   */
  public List<String> command(
      String child,
      Path own,
      List<String> properties,
      Map<String, String> more,
      List<String> arguments) {
    List<String> command = new ArrayList<>(List.of(java.toString()));
    command.addAll(flags);
    archive.ifPresent(file -> command.addAll(new ClassArchive(file).uses(classPath)));
    command.add("-Dfinlake.log=" + own.resolve("log"));
    command.addAll(properties);
    command.add("-Duser.timezone=UTC");
    command.addAll(List.of("-cp", classPath, "org.apache.spark.deploy.SparkSubmit"));
    command.addAll(List.of("--master", "local[2]", "--class", child));
    Map<String, String> all = new TreeMap<>(settings);
    all.putAll(more);
    all.put("spark.ui.enabled", "false");
    all.put("spark.local.dir", own.resolve("scratch").toString());
    all.put("spark.sql.warehouse.dir", own.resolve("warehouse").toString());
    all.forEach((name, value) -> command.addAll(List.of("--conf", name + "=" + value)));
    // No jar of its own: finlake is on the class path, where Hadoop looks for its file systems.
    command.add("spark-internal");
    command.addAll(arguments);
    return command;
  }

  /**
   * A process of that command line in its own folder, with its output in files {@code out} and
   * {@code err} there; of this process's surroundings neither Spark nor finlake is told.
   */
  public static ProcessBuilder process(
      List<String> command, Path own, Map<String, String> secrets) {
    ProcessBuilder builder = new ProcessBuilder(command);
    builder
        .environment()
        .keySet()
        .removeIf(name -> name.startsWith("SPARK_") || name.startsWith("FINLAKE_"));
    builder.environment().putAll(secrets);
    return builder
        .directory(own.toFile())
        .redirectOutput(own.resolve("out").toFile())
        .redirectError(own.resolve("err").toFile());
  }

  private static Map<String, String> watched() {
    String store = WatchedLogStore.class.getName();
    return Map.of(
        "spark.hadoop.fs.file.impl",
        WatchedFiles.class.getName(),
        "spark.delta.logStore.file.impl",
        store,
        // Kernel has another name in the jar, which changes this text alone, not within a longer.
        "spark.hadoop.".concat("io.delta.kernel.logStore.file.impl"),
        store);
  }
}
