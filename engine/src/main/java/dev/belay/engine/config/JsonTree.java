package dev.belay.engine.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.json.JsonFactory;

/** Parses JSON (RFC 8259) into nodes that know where they stand. One use each, not thread-safe. */
final class JsonTree {

  private static final JsonFactory FACTORY = new JsonFactory();

  private final JsonParser parser;
  private final TreeBuilder tree;

  private JsonTree(JsonParser parser, Findings findings) {
    this.parser = parser;
    this.tree = new TreeBuilder(findings);
  }

  /**
   * Parses one value.
   *
   * @throws FatalFault if the text is not JSON, or has too many values
   */
  static Node parse(String text, Findings findings) throws FatalFault {
    try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), text)) {
      JsonTree json = new JsonTree(parser, findings);
      parser.nextToken();
      Node root = json.node("", 0);
      if (parser.nextToken() != null) {
        throw new FatalFault(
            Optional.of(json.position()),
            "the file goes on after the JSON value; write one plan a file");
      }
      return root;
    } catch (JacksonException broken) {
      throw new FatalFault(
          Optional.ofNullable(broken.getLocation()).map(JsonTree::position),
          "the file is not JSON: " + Show.sentence(broken.getOriginalMessage()));
    }
  }

  private Node node(String path, int depth) throws FatalFault {
    Position position = position();
    tree.checkDepth(depth, position);
    tree.count(1, position);
    JsonToken token = parser.currentToken();
    return switch (token) {
      case START_OBJECT -> object(path, position, depth);
      case START_ARRAY -> array(path, position, depth);
      case VALUE_STRING -> tree.text(path, position, parser.getString());
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> number(parser.getString(), position);
      case VALUE_TRUE -> new Node.Bool(position, true);
      case VALUE_FALSE -> new Node.Bool(position, false);
      case VALUE_NULL -> new Node.Null(position);
      default -> throw new FatalFault(Optional.of(position), "the file is not JSON: it ends early");
    };
  }

  private static Node number(String written, Position position) {
    // A number that cannot be meant stays a text: the schema then says what the key takes.
    return CoreSchema.number(written)
        .<Node>map(value -> new Node.Numeral(position, written, value))
        .orElseGet(() -> new Node.Text(position, written));
  }

  private Node object(String path, Position position, int depth) throws FatalFault {
    TreeBuilder.Entries entries = tree.new Entries(path);
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      Position keyPosition = position();
      String key = parser.currentName();
      parser.nextToken();
      entries.add(key, keyPosition, node(Paths.key(path, key), depth + 1));
    }
    return entries.build(position);
  }

  private Node array(String path, Position position, int depth) throws FatalFault {
    List<Node> items = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      items.add(node(Paths.index(path, items.size()), depth + 1));
    }
    return new Node.Sequence(position, items);
  }

  private Position position() {
    return position(parser.currentTokenLocation());
  }

  private static Position position(TokenStreamLocation location) {
    return new Position(Math.max(1, location.getLineNr()), Math.max(1, location.getColumnNr()));
  }
}
