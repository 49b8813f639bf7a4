package dev.belay.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

/** Runs programs as a shell would and keeps what they print. */
final class Shell {
  static final Path JAVA = Path.of(System.getProperty("java.home"), "bin", "java");
  static final Path ROOT = Path.of(System.getProperty("belay.root"));
  static final Path JAR = ROOT.resolve("cli/target/belay.jar");

  private final Path dir;
  private final Map<String, String> environment = new LinkedHashMap<>();

  /** What a finished program printed, and its exit code. */
  record Result(int exit, String stdout, String stderr) {}

  /** A program that was started. */
  record Running(Process process, Path out, Path err) {
    Result end() throws IOException, InterruptedException {
      int exit = process.waitFor();
      return new Result(exit, Files.readString(out), Files.readString(err));
    }
  }

  private Shell(Path dir) {
    this.dir = dir;
  }

  static Shell in(Path dir) {
    return new Shell(dir);
  }

  Shell with(String name, String value) {
    environment.put(name, value);
    return this;
  }

  Running start(String... command) throws IOException {
    String id = UUID.randomUUID().toString();
    Path out = dir.resolve(id + ".out");
    Path err = dir.resolve(id + ".err");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(dir.toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    builder
        .environment()
        .keySet()
        .removeIf(name -> name.startsWith("JAVA_") || name.startsWith("MAVEN_"));
    builder.environment().putAll(environment);
    return new Running(builder.start(), out, err);
  }

  Result run(String... command) throws IOException, InterruptedException {
    return start(command).end();
  }
}
