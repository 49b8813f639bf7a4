package dev.belay.house;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.house.SourceTree.SourceFile;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** House rules that no compiler knows. Each failure says where and what to do instead. */
class TidyTest {
  private static final SourceTree TREE = SourceTree.read();
  private static final int LONGEST_JAVA_FILE = 500;

  /** Promises; the brackets keep the words out of this file. */
  private static final Pattern PROMISE = Pattern.compile("\\b(T[O]DO|F[I]XME|X[X]X)\\b");

  private static final Pattern MACHINE_PATH =
      Pattern.compile("/(?:work|farm|root)/|/tmp/[a-z]/|/home/[a-z]");

  /** A call that is not made here, and what to write instead. */
  private static final Map<Pattern, String> BANNED = new LinkedHashMap<>();

  static {
    ban("@(Disabled|Ignore)\\b", "mend or delete the test: one that never runs proves nothing");
    ban("\\bassum(e|ing)(True|False|That)\\(", "let the test run everywhere, or delete it");
    ban("Thread\\.sleep\\(", "pass the time as a parameter, or wait on a latch");
    ban("String\\.format\\(\\s*\"", "String.format(Locale.ROOT, ...) or plain concatenation");
    ban("\\.formatted\\(", "String.format(Locale.ROOT, ...) or plain concatenation");
    ban("\\bnew Random\\(", "new SplittableRandom(seed), with the seed in the failure's message");
    ban("\\.printStackTrace\\(\\)", "throw it on, or say in one sentence what happened");
    ban("catch \\([^)]+\\) \\{\\s*\\}", "handle the exception or let it pass: never swallow it");
    ban("org\\.junit\\.jupiter\\.api\\.Assertions\\b", "AssertJ's assertThat");
    ban("org\\.mockito|org\\.easymock", "a real part, or a small stand-in written by hand");
    ban("import (static )?[\\w.]+\\.\\*;", "import each name");
    ban("\\bimport lombok\\b", "a record, or a few lines written out");
    ban("@SuppressWarnings\\(\"all\"\\)", "suppress one warning by name, with the reason");
  }

  private static void ban(String regex, String instead) {
    BANNED.put(Pattern.compile(regex), instead);
  }

  @Test
  void noPromises() {
    assertNone(
        linesWhere(TREE.files(), PROMISE.asPredicate()),
        "do it now, or open an issue; no promises");
  }

  @Test
  void noMachinePaths() {
    assertNone(
        linesWhere(TREE.files(), MACHINE_PATH.asPredicate()),
        "name no path of one machine: use a path relative to the checkout");
  }

  @Test
  void noBannedCalls() {
    List<String> found = new ArrayList<>();
    for (SourceFile file : TREE.java()) {
      BANNED.forEach(
          (pattern, instead) -> {
            Matcher matcher = pattern.matcher(file.text());
            while (matcher.find()) {
              found.add(place(file, matcher.start()) + " " + matcher.group() + " -> " + instead);
            }
          });
    }
    assertNone(found, "write what stands behind the arrow");
  }

  @Test
  void noTabsAndNoTrailingSpaces() {
    assertNone(
        linesWhere(
            texts(), line -> line.indexOf('\t') >= 0 || line.endsWith(" ") || line.endsWith("\r")),
        "indent with spaces, end lines with \\n alone, and strip what follows the last word");
  }

  @Test
  void everyFile_endsInOneNewline() {
    assertNone(
        texts().stream()
            .filter(file -> !file.text().endsWith("\n") || file.text().endsWith("\n\n"))
            .map(SourceFile::path)
            .toList(),
        "end the file in exactly one newline");
  }

  @Test
  void noJavaFile_isLong() {
    assertNone(
        TREE.java().stream()
            .filter(file -> file.lines().size() > LONGEST_JAVA_FILE)
            .map(file -> file.path() + " has " + file.lines().size() + " lines")
            .toList(),
        "give each file one purpose: split it below " + LONGEST_JAVA_FILE + " lines");
  }

  @Test
  void everyMainPackage_isNullMarked() {
    TreeSet<String> folders = new TreeSet<>();
    TreeSet<String> marked = new TreeSet<>();
    for (SourceFile file : TREE.java()) {
      if (file.path().contains("/src/main/java/") && !file.name().equals("module-info.java")) {
        String folder = file.path().substring(0, file.path().lastIndexOf('/'));
        folders.add(folder);
        if (file.name().equals("package-info.java") && file.text().contains("@NullMarked")) {
          marked.add(folder);
        }
      }
    }
    assertThat(folders).as("packages in src/main/java").isNotEmpty();
    folders.removeAll(marked);
    assertNone(List.copyOf(folders), "add a package-info.java with @NullMarked and one sentence");
  }

  @Test
  void versions_areNamedOnce() {
    List<String> found = new ArrayList<>();
    for (SourceFile pom : TREE.files()) {
      if (pom.name().equals("pom.xml")) {
        String text =
            pom.text()
                .replaceFirst("<version>[^<]*</version>", "")
                .replaceAll("<version>\\[[^<]*</version>", "");
        Matcher matcher = Pattern.compile("<version>(?!\\$\\{)[^<]*</version>").matcher(text);
        matcher.results().forEach(hit -> found.add(pom.path() + " " + hit.group()));
        if (!pom.path().equals("pom.xml")) {
          Matcher property = Pattern.compile("<[\\w.-]+\\.version>").matcher(text);
          property.results().forEach(hit -> found.add(pom.path() + " " + hit.group()));
        }
      }
    }
    assertNone(found, "name the version once, as a property of the parent pom");
  }

  @Test
  void everyDocument_isLinkedFromTheReadme() {
    String readme = TREE.file("README.md").text();
    assertNone(
        Stream.concat(
                TREE.under("docs").stream().map(SourceFile::path).filter(p -> p.endsWith(".md")),
                Stream.of("CONTRIBUTING.md", "CHANGELOG.md", "LICENSE"))
            .filter(path -> !readme.contains("](" + path + ")"))
            .toList(),
        "link the document from README.md");
  }

  @Test
  void noDeadFiles() {
    List<String> dead = new ArrayList<>();
    for (SourceFile file : TREE.files()) {
      boolean kept = file.path().matches("(conformance|config|docs)/.*");
      if (kept && TREE.files().stream().noneMatch(other -> mentions(other, file))) {
        dead.add(file.path());
      }
    }
    assertNone(dead, "nobody names this file: delete it, or refer to it where it is used");
  }

  private static boolean mentions(SourceFile other, SourceFile file) {
    return !other.path().equals(file.path()) && other.text().contains(file.name());
  }

  private static List<SourceFile> texts() {
    return TREE.files().stream().filter(file -> !file.isData()).toList();
  }

  private static List<String> linesWhere(List<SourceFile> files, Predicate<String> bad) {
    List<String> found = new ArrayList<>();
    for (SourceFile file : files) {
      int number = 0;
      for (String line : file.text().split("\n", -1)) {
        number++;
        if (bad.test(line)) {
          found.add(file.path() + ":" + number + " " + line.strip());
        }
      }
    }
    return found;
  }

  private static String place(SourceFile file, int offset) {
    return file.path()
        + ":"
        + (1 + file.text().substring(0, offset).chars().filter(c -> c == '\n').count());
  }

  private static void assertNone(List<String> found, String remedy) {
    assertThat(found).as(remedy).isEmpty();
  }
}
