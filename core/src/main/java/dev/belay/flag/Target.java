package dev.belay.flag;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Whom a decision is for. Immutable; the map is copied.
 *
 * @param targetingKey the unit of assignment, the repository's name; null and empty are answered
 *     with control and {@link ErrorCode#TARGETING_KEY_MISSING}
 * @param sessionId the session to keep stable; null or empty for none
 * @param attributes what segment rules match on
 */
public record Target(
    @Nullable String targetingKey, @Nullable String sessionId, Map<String, String> attributes) {
  /**
   * @throws NullPointerException if {@code attributes}, a name or a value in it is null
   */
  public Target {
    attributes = Map.copyOf(attributes);
  }
}
