package dev.belay.engine.config;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** Writes configuration files. Stateless and thread-safe. */
public final class PlanWriter {

  private PlanWriter() {}

  /**
   * The default plan as commented YAML: every key, its default and a line on what it means. Ends
   * with a line feed.
   */
  public static String defaultPlan() {
    return resource("default-plan.yaml");
  }

  /** The JSON Schema (draft 2020-12) of the configuration file, for editors. */
  public static String schema() {
    return resource(SchemaCheck.RESOURCE);
  }

  private static String resource(String name) {
    try (InputStream in = PlanWriter.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("the jar lacks " + name + "; build it again");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException unreadable) {
      throw new UncheckedIOException("cannot read " + name, unreadable);
    }
  }
}
