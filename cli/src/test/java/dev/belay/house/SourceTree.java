package dev.belay.house;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** The files of the checkout as the house rules see them: no build output, no version control. */
final class SourceTree {
  private static final Set<String> SKIPPED =
      Set.of(".git", "target", ".idea", ".vscode", ".settings");
  private static final Pattern BINARY = Pattern.compile(".*\\.(bin|gz|jar|png|class)");

  /** The wrapper's scripts and the licence are other people's text. */
  private static final Pattern FOREIGN =
      Pattern.compile("mvnw|mvnw\\.cmd|LICENSE|\\.mvn/wrapper/.*");

  private final Path root;
  private final List<SourceFile> files;

  /** One text file; {@code path} is relative to the root, with forward slashes. */
  record SourceFile(String path, String text) {

    String name() {
      return path.substring(path.lastIndexOf('/') + 1);
    }

    List<String> lines() {
      return text.lines().toList();
    }

    boolean isJava() {
      return path.endsWith(".java");
    }

    /** Whether the content is input of a test, free to be as odd as the test needs it. */
    boolean isData() {
      return path.contains("/src/test/resources/") || path.endsWith(".csv");
    }
  }

  private SourceTree(Path root, List<SourceFile> files) {
    this.root = root;
    this.files = List.copyOf(files);
  }

  static SourceTree read() {
    Path root = findRoot();
    List<SourceFile> files = new ArrayList<>();
    try {
      Files.walkFileTree(
          root,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path dir, BasicFileAttributes attributes) {
              return SKIPPED.contains(String.valueOf(dir.getFileName()))
                  ? FileVisitResult.SKIP_SUBTREE
                  : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                throws IOException {
              String path = root.relativize(file).toString().replace('\\', '/');
              if (attributes.isRegularFile() && isOurText(path)) {
                files.add(
                    new SourceFile(
                        path, new String(Files.readAllBytes(file), StandardCharsets.UTF_8)));
              }
              return FileVisitResult.CONTINUE;
            }
          });
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new SourceTree(root, files);
  }

  private static boolean isOurText(String path) {
    return !BINARY.matcher(path).matches()
        && !FOREIGN.matcher(path).matches()
        && !path.startsWith(".git")
        && !path.startsWith(".belay-build");
  }

  private static Path findRoot() {
    Path dir = Path.of("").toAbsolutePath();
    while (dir != null && !Files.isDirectory(dir.resolve(".mvn"))) {
      dir = dir.getParent();
    }
    if (dir == null) {
      throw new IllegalStateException("no directory above the working directory holds .mvn");
    }
    return dir;
  }

  Path root() {
    return root;
  }

  List<SourceFile> files() {
    return files;
  }

  List<SourceFile> java() {
    return files.stream().filter(SourceFile::isJava).toList();
  }

  List<SourceFile> under(String folder) {
    return files.stream().filter(file -> file.path().startsWith(folder + "/")).toList();
  }

  SourceFile file(String path) {
    return files.stream()
        .filter(file -> file.path().equals(path))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException(path + " is missing from the checkout"));
  }
}
