package dev.belay.engine.config;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Collects faults (at most one a path, the first) and warnings while a file is read. Not
 * thread-safe.
 */
final class Findings {

  /** More faults than this help nobody; the last one says that there are more. */
  static final int MAX_FAULTS = 1000;

  private static final Comparator<Finding> BY_POSITION =
      Comparator.comparing(finding -> finding.position().orElse(new Position(0, 0)));

  private final List<Finding> faults = new ArrayList<>();
  private final List<Finding> warnings = new ArrayList<>();
  private final Set<String> faultyPaths = new HashSet<>();
  private long left;

  /** A value is wrong: "path is value; write valid". */
  void wrongValue(String path, Node node, String remedy) {
    Optional<String> value = Node.shown(node);
    String is = value.map(text -> " is " + text + "; ").orElse(": ");
    fault(path, node.position(), value, Paths.subject(path) + is + remedy);
  }

  void fault(String path, Position position, Optional<String> value, String message) {
    fault(path, Optional.of(position), value, message);
  }

  void fault(String path, Optional<Position> position, Optional<String> value, String message) {
    if (!faultyPaths.add(path)) {
      return;
    }
    if (full()) {
      countOneMore();
      return;
    }
    faults.add(new Finding(path, position, value, message));
  }

  void warning(String path, Optional<Position> position, String message) {
    warnings.add(new Finding(path, position, Optional.empty(), message));
  }

  void addAll(Findings others) {
    others.faults.forEach(f -> fault(f.path(), f.position(), f.value(), f.message()));
    warnings.addAll(others.warnings);
  }

  /** Whether further faults are only counted, so that whoever finds them need not word them. */
  boolean full() {
    return faults.size() == MAX_FAULTS;
  }

  void countOneMore() {
    left++;
  }

  boolean faultyAt(String path) {
    return faultyPaths.contains(path);
  }

  boolean any() {
    return !faults.isEmpty();
  }

  List<Finding> faults() {
    List<Finding> sorted = new ArrayList<>(faults);
    sorted.sort(BY_POSITION);
    if (left > 0) {
      sorted.add(
          new Finding(
              "",
              Optional.empty(),
              Optional.empty(),
              left + " more faults are not shown; mend these first"));
    }
    return sorted;
  }

  List<Finding> warnings() {
    List<Finding> sorted = new ArrayList<>(warnings);
    sorted.sort(BY_POSITION);
    return sorted;
  }
}
