package dev.belay.engine.config;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What YAML and JSON have in common: limits, duplicate keys, texts that are not Unicode. Not
 * thread-safe.
 */
final class TreeBuilder {

  static final int MAX_DEPTH = 50;
  static final int MAX_NODES = 200_000;

  private final Findings findings;
  private long nodes;

  TreeBuilder(Findings findings) {
    this.findings = findings;
  }

  /** Counts values, those that an alias repeats included, and so bounds the work that follows. */
  void count(long added, Position position) throws FatalFault {
    nodes += added;
    if (nodes > MAX_NODES) {
      throw new FatalFault(
          Optional.of(position),
          "the file has more than "
              + MAX_NODES
              + " values, those that aliases repeat included; make it smaller");
    }
  }

  long count() {
    return nodes;
  }

  void checkDepth(int depth, Position position) throws FatalFault {
    if (depth > MAX_DEPTH) {
      throw new FatalFault(
          Optional.of(position),
          "the file is nested deeper than " + MAX_DEPTH + " levels; a plan needs 6");
    }
  }

  Node.Text text(String path, Position position, String value) {
    if (Utf8.unpairedSurrogate(value) >= 0) {
      findings.fault(
          path,
          position,
          Optional.of(Show.quoted(value)),
          Paths.subject(path)
              + " is "
              + Show.quoted(value)
              + "; it holds an unpaired surrogate, write whole characters");
    }
    return new Node.Text(position, value);
  }

  /** A mapping under construction. */
  final class Entries {
    private final String path;
    private final Map<String, Node.Entry> entries = new LinkedHashMap<>();

    Entries(String path) {
      this.path = path;
    }

    void add(String key, Position keyPosition, Node value) {
      String keyPath = Paths.key(path, key);
      Node.Entry first = entries.get(key);
      if (first != null) {
        findings.fault(
            keyPath,
            keyPosition,
            Optional.empty(),
            keyPath + " comes twice, first at " + first.keyPosition() + "; keep one of them");
        return;
      }
      if (Utf8.unpairedSurrogate(key) >= 0) {
        findings.fault(
            keyPath,
            keyPosition,
            Optional.empty(),
            keyPath + " has an unpaired surrogate in its name; write whole characters");
      }
      entries.put(key, new Node.Entry(keyPosition, value));
    }

    Node.Mapping build(Position position) {
      return new Node.Mapping(position, entries);
    }
  }
}
