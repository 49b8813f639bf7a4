package dev.belay.flag;

import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;

/**
 * A fixed variant for every target whose attributes match, such as {@code language} in {@code
 * cobol, fortran}. Immutable.
 *
 * @param name the rule's name, for people
 * @param match for each attribute the values that match; a target matches if every attribute here
 *     has one of its values. Neither the map nor a set is empty
 * @param variant what matching targets are served
 */
public record SegmentRule(String name, Map<String, Set<String>> match, Variant variant) {
  /**
   * @throws IllegalArgumentException if there is nothing to match
   * @throws NullPointerException if a component is null
   */
  public SegmentRule {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(variant, "variant");
    if (match.isEmpty()) {
      throw new IllegalArgumentException(
          "segment \"" + name + "\" matches on no attribute; name at least one");
    }
    var copy = new TreeMap<String, Set<String>>();
    match.forEach((attribute, values) -> copy.put(attribute, Set.copyOf(values)));
    copy.forEach(
        (attribute, values) -> {
          if (values.isEmpty()) {
            throw new IllegalArgumentException(
                "segment \"" + name + "\" has no value for \"" + attribute + "\"; name one");
          }
        });
    match = Map.copyOf(copy);
  }

  /** Whether every attribute of the rule has one of its values in {@code attributes}. */
  public boolean matches(Map<String, String> attributes) {
    for (Map.Entry<String, Set<String>> condition : match.entrySet()) {
      String value = attributes.get(condition.getKey());
      if (value == null || !condition.getValue().contains(value)) {
        return false;
      }
    }
    return true;
  }
}
