package dev.belay.engine.config;

import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import com.networknt.schema.path.NodePath;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.Optional;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Validates a parsed file against {@code rollout-v1.json} and says each fault in our own words,
 * taken from the schema itself. Immutable and thread-safe.
 */
final class SchemaCheck {

  static final String RESOURCE = "rollout-v1.json";

  private final JsonNode document;
  private final Schema schema;

  SchemaCheck() {
    try (InputStream in = SchemaCheck.class.getResourceAsStream(RESOURCE)) {
      if (in == null) {
        throw new IllegalStateException("the jar lacks " + RESOURCE + "; build it again");
      }
      document = JsonMapper.shared().readTree(in);
    } catch (IOException unreadable) {
      throw new UncheckedIOException("cannot read " + RESOURCE, unreadable);
    }
    schema =
        SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12).getSchema(document);
  }

  /** The schema itself. */
  JsonNode document() {
    return document;
  }

  void check(Node root, Findings findings) {
    for (Error error : schema.validate(Trees.toJson(root))) {
      if (findings.full()) {
        findings.countOneMore();
      } else {
        translate(error, root, findings);
      }
    }
  }

  private void translate(Error error, Node root, Findings findings) {
    Place place = Place.of(root, error.getInstanceLocation());
    JsonNode rule = rule(error);
    switch (error.getKeyword()) {
      case "additionalProperties" -> unknownKey(place, error.getProperty(), rule, findings);
      case "required" -> missingKey(place, error.getProperty(), findings);
      case "propertyNames" -> badName(place, error.getProperty(), findings);
      case "uniqueItems" -> {
        // The semantic check names the very item.
      }
      default ->
          findings.wrongValue(place.path(), place.node(), "write " + SchemaWords.valid(rule));
    }
  }

  /** The schema object that holds the violated keyword. */
  private JsonNode rule(Error error) {
    NodePath location = error.getSchemaLocation().getFragment();
    JsonNode at = document;
    for (int i = 0; i < location.getNameCount() - 1; i++) {
      Object step = location.getElement(i);
      at = step instanceof Integer index ? at.path(index) : at.path(String.valueOf(step));
    }
    return at;
  }

  private void unknownKey(Place parent, String key, JsonNode rule, Findings findings) {
    String path = Paths.key(parent.path(), key);
    Collection<String> known = new TreeSet<>(rule.path("properties").propertyNames());
    findings.fault(
        path,
        parent.keyPosition(key),
        Optional.of(Show.quoted(key)),
        path + " is not a known key; " + SchemaWords.remedyForKey(key, known, document));
  }

  private static void missingKey(Place parent, String key, Findings findings) {
    String path = Paths.key(parent.path(), key);
    findings.fault(
        path,
        Optional.of(parent.node().position()),
        Optional.empty(),
        path + " is missing; every stage needs its stage and percent");
  }

  private static void badName(Place parent, String key, Findings findings) {
    String path = Paths.key(parent.path(), key);
    findings.fault(
        path,
        parent.keyPosition(key),
        Optional.of(Show.quoted(key)),
        path + " has an empty targeting key; name the key");
  }

  /** A value of the file that an error speaks of. */
  private record Place(String path, Node node) {

    static Place of(Node root, NodePath location) {
      String path = "";
      Node at = root;
      for (int i = 0; i < location.getNameCount(); i++) {
        String step = String.valueOf(location.getElement(i));
        if (at instanceof Node.Sequence sequence) {
          int index = Integer.parseInt(step);
          path = Paths.index(path, index);
          at = sequence.items().get(index);
        } else if (at instanceof Node.Mapping mapping) {
          Node.Entry entry = mapping.entries().get(step);
          if (entry == null) {
            throw new IllegalStateException("the validator names no value: " + location);
          }
          path = Paths.key(path, step);
          at = entry.value();
        }
      }
      return new Place(path, at);
    }

    Optional<Position> keyPosition(String key) {
      Node.Entry entry = node instanceof Node.Mapping m ? m.entries().get(key) : null;
      return Optional.of(entry == null ? node.position() : entry.keyPosition());
    }
  }
}
