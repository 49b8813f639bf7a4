package dev.belay.stats;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads files of conformance/, which stands beside the modules. */
public final class Conformance {
  private Conformance() {}

  /** A file as JSON. */
  public static JsonNode json(String name) {
    return new JsonMapper().readTree(String.join("\n", lines(name)));
  }

  /** A file as lines. */
  public static List<String> lines(String name) {
    String root = System.getProperty("belay.root", "..");
    try {
      return Files.readAllLines(Path.of(root, "conformance", name), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
