package io.finlake.etl;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.Map;
import java.util.Optional;

/** One direction of imports: a package uses only its own ring and the rings below it. */
@AnalyzeClasses(packages = "io.finlake.etl", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
  private static final String BASE = "io.finlake.etl.";

  private static final Map<String, Integer> RINGS =
      Map.ofEntries(
          Map.entry("contract", 1),
          Map.entry("run", 1),
          Map.entry("error", 1),
          Map.entry("config", 1),
          Map.entry("plan", 2),
          Map.entry("port", 2),
          Map.entry("parse", 2),
          Map.entry("screen", 2),
          Map.entry("protect", 2),
          Map.entry("source", 3),
          Map.entry("table", 3),
          Map.entry("ledger", 3),
          Map.entry("lookup", 3),
          Map.entry("process", 4),
          Map.entry("curate", 4),
          Map.entry("maintain", 4),
          Map.entry("publish", 4),
          Map.entry("generate", 4),
          Map.entry("explain", 4),
          Map.entry("erase", 4),
          Map.entry("doctor", 4),
          Map.entry("evidence", 4),
          Map.entry("bench", 5),
          Map.entry("prove", 5),
          Map.entry("aws", 5),
          Map.entry("model", 5),
          Map.entry("cli", 6));

  private static final String[] WITHOUT_SPARK = {
    BASE + "contract..",
    BASE + "run..",
    BASE + "error..",
    BASE + "config..",
    BASE + "plan..",
    BASE + "port..",
    BASE + "parse..",
    BASE + "lookup..",
    BASE + "explain..",
    BASE + "doctor..",
    BASE + "evidence..",
    BASE + "aws.."
  };

  @ArchTest
  static final ArchRule everyPackageHasARingAndUsesNoneAboveIt =
      classes()
          .should(
              new ArchCondition<JavaClass>("use only their own ring and those below it") {
                @Override
                public void check(JavaClass type, ConditionEvents events) {
                  checkRing(type, events);
                }
              });

  @ArchTest
  static final ArchRule packagesDoNotUseEachOtherInCircles =
      slices().matching(BASE + "(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule sparkStaysOutOfWhatMustBeFastToTest =
      noClasses()
          .that()
          .resideInAnyPackage(WITHOUT_SPARK)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.apache.spark..", "scala..");

  /** The ledger is asked for by what has no Spark; the open lake beside it holds the session. */
  @ArchTest
  static final ArchRule theLedgerNeedsNoSpark =
      noClasses()
          .that()
          .resideInAPackage(BASE + "ledger..")
          .and()
          .doNotHaveSimpleName("Lake")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.apache.spark..", "scala..", BASE + "table..");

  @ArchTest
  static final ArchRule deltaHasOneDoorWithSpark =
      noClasses()
          .that()
          .resideOutsideOfPackage(BASE + "table..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "io.delta.tables..",
              "io.delta.exceptions..",
              "io.delta.sql..",
              "org.apache.spark.sql.delta..");

  @ArchTest
  static final ArchRule deltaHasOneDoorWithoutSpark =
      noClasses()
          .that()
          .resideOutsideOfPackage(BASE + "lookup..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.delta.kernel..");

  /** A log store of ours stands before another one: it knows nothing else of Delta. */
  @ArchTest
  static final ArchRule commitsToStorageHaveOneDoor =
      noClasses()
          .that()
          .resideOutsideOfPackages(BASE + "lookup..", BASE + "prove..", BASE + "aws..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.delta.storage..");

  @ArchTest
  static final ArchRule amazonHasOneDoor =
      noClasses()
          .that()
          .resideOutsideOfPackage(BASE + "aws..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("software.amazon..", "com.amazonaws..");

  @ArchTest
  static final ArchRule onlyTheCommandLineKnowsTerminals =
      noClasses()
          .that()
          .resideOutsideOfPackage(BASE + "cli..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("picocli..", "me.tongfei..", "org.jline..");

  @ArchTest
  static final ArchRule onlyContractsAreYaml =
      noClasses()
          .that()
          .resideOutsideOfPackage(BASE + "contract..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.yaml..", "com.networknt..");

  @ArchTest
  static final ArchRule onlyTheGeneratorInventsPeople =
      noClasses()
          .that()
          .resideOutsideOfPackage(BASE + "generate..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("net.datafaker..");

  /** A contract names its model, and the engine finds it by that name. */
  @ArchTest
  static final ArchRule nothingImportsAModel =
      noClasses()
          .that()
          .resideOutsideOfPackage(BASE + "model..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage(BASE + "model..");

  @ArchTest
  static final ArchRule onlyTheEntryPointEndsTheProcess =
      noClasses().should().callMethod(System.class, "exit", int.class);

  private static void checkRing(JavaClass type, ConditionEvents events) {
    Optional<Integer> own = ring(type);
    if (own.isEmpty()) {
      if (!type.getSimpleName().equals("package-info")) {
        events.add(SimpleConditionEvent.violated(type, type.getName() + " is in no ring"));
      }
      return;
    }
    for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
      Optional<Integer> used = ring(dependency.getTargetClass());
      if (used.isPresent() && used.get() > own.get()) {
        events.add(SimpleConditionEvent.violated(type, dependency.getDescription()));
      }
    }
  }

  private static Optional<Integer> ring(JavaClass type) {
    String name = type.getPackageName() + ".";
    if (!name.startsWith(BASE)) {
      return Optional.empty();
    }
    String rest = name.substring(BASE.length());
    return Optional.ofNullable(RINGS.get(rest.substring(0, Math.max(0, rest.indexOf('.')))));
  }
}
