package dev.belay.engine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Files of the repository that tests read. */
public final class Conformance {

  private Conformance() {}

  /** The rows of a JSON file in {@code conformance/}. */
  public static List<JsonNode> rows(String name) {
    return JsonMapper.shared().readTree(text("conformance/" + name)).valueStream().toList();
  }

  /** The text of a file, by its path in the repository. */
  public static String text(String path) {
    try {
      return Files.readString(Path.of(System.getProperty("belay.root"), path));
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }
}
