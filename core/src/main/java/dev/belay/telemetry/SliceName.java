package dev.belay.telemetry;

import org.jspecify.annotations.Nullable;

/**
 * The rule for names of slices: 1 to {@value #MAX_LENGTH} UTF-16 units, well-formed, without
 * control characters. Thread-safe: there is no state.
 */
public final class SliceName {
  /** The most UTF-16 units of a name. */
  public static final int MAX_LENGTH = 128;

  private SliceName() {}

  /**
   * The name, if it follows the rule.
   *
   * @throws IllegalArgumentException if it does not
   */
  public static String check(String name) {
    String fault = faultOf(name);
    if (fault != null) {
      throw new IllegalArgumentException("the name of a slice " + fault);
    }
    return name;
  }

  static @Nullable String faultOf(String name) {
    if (name.isEmpty()) {
      return "is empty; give it a name, or use \"" + Summary.OTHER + "\"";
    }
    if (name.length() > MAX_LENGTH) {
      return "has " + name.length() + " UTF-16 units; it may have at most " + MAX_LENGTH;
    }
    for (int i = 0; i < name.length(); i++) {
      char unit = name.charAt(i);
      if (Character.isISOControl(unit)) {
        return "has a control character at " + i + "; leave it out";
      }
      if (Character.isHighSurrogate(unit)
          && i + 1 < name.length()
          && Character.isLowSurrogate(name.charAt(i + 1))) {
        i++;
      } else if (Character.isSurrogate(unit)) {
        return "has an unpaired surrogate at " + i + "; it must be well-formed UTF-16";
      }
    }
    return null;
  }
}
