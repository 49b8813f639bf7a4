package dev.belay.house;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * The arrows of the design, as data: which of our packages a package may import, and which
 * libraries. A new package needs a row here, and an arrow that is not drawn is not there.
 */
class ArrowsTest {

  /** The core is the JDK and itself; JSpecify's annotations are in every package. */
  private static final Set<String> NO_LIBRARY = Set.of();

  private static final Set<String> ENGINE_LIBRARIES =
      Set.of(
          "com.networknt",
          "tools.jackson",
          "org.erdtman",
          "org.flywaydb",
          "org.snakeyaml.engine",
          "org.sqlite");
  private static final Set<String> CLI_LIBRARIES =
      Set.of("picocli", "de.siegmar.fastcsv", "tools.jackson");

  private static final Set<String> CORE =
      Set.of(
          "dev.belay.stats",
          "dev.belay.calibration",
          "dev.belay.telemetry",
          "dev.belay.flag",
          "dev.belay.attest",
          "dev.belay.plan",
          "dev.belay.gate",
          "dev.belay.drift",
          "dev.belay.sequential",
          "dev.belay.canary");

  /** What a gate may look at. */
  private static final Set<String> JUDGED =
      Set.of(
          "dev.belay.stats",
          "dev.belay.calibration",
          "dev.belay.telemetry",
          "dev.belay.flag",
          "dev.belay.plan");

  private static final Map<String, Row> ROWS =
      Map.ofEntries(
          entry("dev.belay.stats", Set.of(), NO_LIBRARY),
          entry("dev.belay.calibration", Set.of("dev.belay.stats"), NO_LIBRARY),
          entry(
              "dev.belay.telemetry",
              Set.of("dev.belay.stats", "dev.belay.calibration", "dev.belay.flag"),
              NO_LIBRARY),
          entry("dev.belay.flag", Set.of(), NO_LIBRARY),
          entry("dev.belay.attest", Set.of(), NO_LIBRARY),
          entry("dev.belay.plan", Set.of("dev.belay.flag"), NO_LIBRARY),
          entry("dev.belay.gate", JUDGED, NO_LIBRARY),
          entry("dev.belay.drift", with(JUDGED, "dev.belay.gate"), NO_LIBRARY),
          entry("dev.belay.sequential", with(JUDGED, "dev.belay.gate"), NO_LIBRARY),
          entry(
              "dev.belay.canary",
              with(with(with(JUDGED, "dev.belay.gate"), "dev.belay.drift"), "dev.belay.sequential"),
              NO_LIBRARY),
          entry("dev.belay.engine", CORE, ENGINE_LIBRARIES),
          entry("dev.belay.cli", with(CORE, "dev.belay.engine"), CLI_LIBRARIES));

  private static final JavaClasses OURS =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("dev.belay");

  private static Map.Entry<String, Row> entry(
      String name, Set<String> packages, Set<String> libraries) {
    return Map.entry(name, new Row(packages, libraries));
  }

  private record Row(Set<String> packages, Set<String> libraries) {}

  @TestFactory
  List<DynamicTest> everyPackage_importsOnlyWhatItsRowNames() {
    List<DynamicTest> tests = new ArrayList<>();
    new TreeMap<>(ROWS)
        .forEach((name, row) -> tests.add(DynamicTest.dynamicTest(name, () -> check(name, row))));
    return tests;
  }

  private static void check(String name, Row row) {
    List<String> allowed = new ArrayList<>(List.of(name + "..", "java..", "org.jspecify.."));
    row.packages().forEach(p -> allowed.add(p + ".."));
    row.libraries().forEach(p -> allowed.add(p + ".."));
    classes()
        .that()
        .resideInAPackage(name + "..")
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(allowed.toArray(String[]::new))
        .because("the row of " + name + " in ArrowsTest names nothing else (see the design)")
        .check(OURS);
  }

  @Test
  void everyPackage_hasARow() {
    Set<String> without = new java.util.TreeSet<>();
    for (JavaClass type : OURS) {
      Optional<String> row =
          ROWS.keySet().stream()
              .filter(name -> (type.getPackageName() + ".").startsWith(name + "."))
              .findAny();
      if (row.isEmpty()) {
        without.add(type.getPackageName());
      }
    }
    assertThat(without)
        .as("packages without a row in ArrowsTest: say what they may import")
        .isEmpty();
  }

  @Test
  void packages_haveNoCycles() {
    slices().matching("dev.belay.(**)").should().beFreeOfCycles().check(OURS);
  }

  @Test
  void theImport_sawEveryModule() {
    for (String name : ROWS.keySet()) {
      assertThat(OURS.stream().anyMatch(type -> type.getPackageName().startsWith(name)))
          .as("classes of %s on the class path", name)
          .isTrue();
    }
  }

  private static Set<String> with(Set<String> names, String more) {
    Set<String> all = new java.util.TreeSet<>(names);
    all.add(more);
    return Set.copyOf(all);
  }
}
