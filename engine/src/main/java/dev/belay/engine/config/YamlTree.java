package dev.belay.engine.config;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.common.Anchor;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.MappingStartEvent;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.events.SequenceStartEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.ReaderException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.parser.ParserImpl;
import org.snakeyaml.engine.v2.scanner.StreamReader;

/** Parses YAML 1.2 into nodes that know where they stand. One use each, not thread-safe. */
final class YamlTree {

  private record Anchored(Node node, long size) {}

  private static final String STRING_TAG = "tag:yaml.org,2002:str";

  private final Findings findings;
  private final TreeBuilder tree;
  private final Iterator<Event> events;
  private final Map<Anchor, Anchored> anchors = new HashMap<>();

  private YamlTree(String text, Findings findings) {
    this.findings = findings;
    this.tree = new TreeBuilder(findings);
    LoadSettings settings = LoadSettings.builder().setLabel("plan").setUseMarks(true).build();
    this.events = new ParserImpl(settings, new StreamReader(settings, text));
  }

  /**
   * Parses one document.
   *
   * @throws FatalFault if nothing can be read: broken syntax, an empty file, too many values
   */
  static Node parse(String text, Findings findings) throws FatalFault {
    try {
      return new YamlTree(text, findings).document();
    } catch (MarkedYamlEngineException broken) {
      throw new FatalFault(
          broken.getProblemMark().or(broken::getContextMark).map(YamlTree::position),
          "the file is not YAML: " + inWords(broken));
    } catch (ReaderException control) {
      throw new FatalFault(
          Optional.of(Utf8.positionOf(text, text.indexOf(control.getCodePoint()))),
          "the file is not YAML: the character "
              + Show.quoted(Character.toString(control.getCodePoint()))
              + " is not allowed; remove it, or escape it in double quotes");
    } catch (YamlEngineException broken) {
      throw new FatalFault(Optional.empty(), "the file is not YAML: " + broken.getMessage());
    }
  }

  private static String inWords(MarkedYamlEngineException broken) {
    String context = broken.getContext();
    String problem = broken.getProblem();
    return Show.sentence(context == null ? problem : context + ", " + problem);
  }

  private Node document() throws FatalFault {
    expect(Event.ID.StreamStart);
    Event first = events.next();
    if (first.getEventId() == Event.ID.StreamEnd) {
      throw new FatalFault(Optional.empty(), "the file is empty; `belay init` writes a plan");
    }
    Node root = node(events.next(), "", 0);
    expect(Event.ID.DocumentEnd);
    Event after = events.next();
    if (after.getEventId() != Event.ID.StreamEnd) {
      throw new FatalFault(
          Optional.of(position(after)),
          "the file has several documents; write one plan a file and no second `---`");
    }
    return root;
  }

  private void expect(Event.ID id) {
    Event event = events.next();
    if (event.getEventId() != id) {
      throw new IllegalStateException("the parser gave " + event.getEventId() + " for " + id);
    }
  }

  private Node node(Event event, String path, int depth) throws FatalFault {
    Position position = position(event);
    tree.checkDepth(depth, position);
    if (event instanceof AliasEvent alias) {
      return alias(alias, position);
    }
    long before = tree.count();
    tree.count(1, position);
    Node node;
    if (event instanceof ScalarEvent scalar) {
      node = scalar(scalar, path, position);
    } else if (event instanceof SequenceStartEvent sequence) {
      refuseTag(sequence.getTag(), path, position);
      node = sequence(path, position, depth);
    } else if (event instanceof MappingStartEvent mapping) {
      refuseTag(mapping.getTag(), path, position);
      node = mapping(path, position, depth);
    } else {
      throw new IllegalStateException("the parser gave " + event.getEventId() + " for a value");
    }
    long size = tree.count() - before;
    ((NodeEvent) event).getAnchor().ifPresent(name -> anchors.put(name, new Anchored(node, size)));
    return node;
  }

  private Node alias(AliasEvent alias, Position position) throws FatalFault {
    Anchored anchored = anchors.get(alias.getAlias());
    if (anchored == null) {
      throw new FatalFault(
          Optional.of(position),
          "*"
              + Show.shortened(alias.getAlias().getValue())
              + " has no complete anchor before it; write the value out");
    }
    tree.count(anchored.size(), position);
    return anchored.node();
  }

  private Node sequence(String path, Position position, int depth) throws FatalFault {
    List<Node> items = new ArrayList<>();
    for (Event event = events.next();
        event.getEventId() != Event.ID.SequenceEnd;
        event = events.next()) {
      items.add(node(event, Paths.index(path, items.size()), depth + 1));
    }
    return new Node.Sequence(position, items);
  }

  private Node mapping(String path, Position position, int depth) throws FatalFault {
    TreeBuilder.Entries entries = tree.new Entries(path);
    for (Event event = events.next();
        event.getEventId() != Event.ID.MappingEnd;
        event = events.next()) {
      Position keyPosition = position(event);
      String key = key(event, path, keyPosition);
      entries.add(key, keyPosition, node(events.next(), Paths.key(path, key), depth + 1));
    }
    return entries.build(position);
  }

  private String key(Event event, String path, Position position) throws FatalFault {
    if (event instanceof ScalarEvent scalar && scalar.getAnchor().isEmpty()) {
      refuseTag(scalar.getTag(), path, position);
      return scalar.getValue();
    }
    throw new FatalFault(
        Optional.of(position),
        Paths.subject(path) + " has a key that is not a plain text; write the key as text");
  }

  private Node scalar(ScalarEvent scalar, String path, Position position) {
    String value = scalar.getValue();
    Optional<String> tag = scalar.getTag();
    boolean text = !scalar.isPlain() || tag.isPresent();
    if (text) {
      refuseTag(tag, path, position);
      return tree.text(path, position, value);
    }
    if (CoreSchema.isNull(value)) {
      return new Node.Null(position);
    }
    Optional<Node> bool = CoreSchema.bool(value).map(b -> new Node.Bool(position, b));
    return bool.or(() -> CoreSchema.number(value).map(n -> new Node.Numeral(position, value, n)))
        .orElseGet(() -> tree.text(path, position, value));
  }

  private void refuseTag(Optional<String> tag, String path, Position position) {
    if (tag.isPresent() && !tag.get().equals("!") && !tag.get().equals(STRING_TAG)) {
      findings.fault(
          path,
          position,
          Optional.empty(),
          Paths.subject(path)
              + " has the tag "
              + Show.quoted(tag.get())
              + "; remove the tag, a plan needs none");
    }
  }

  private static Position position(Event event) {
    return event.getStartMark().map(YamlTree::position).orElse(new Position(1, 1));
  }

  private static Position position(Mark mark) {
    return new Position(mark.getLine() + 1, mark.getColumn() + 1);
  }
}
