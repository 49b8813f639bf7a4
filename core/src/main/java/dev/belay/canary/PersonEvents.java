package dev.belay.canary;

import dev.belay.flag.BucketStrategy;
import dev.belay.flag.Variant;
import java.util.Map;
import java.util.Optional;

/** The events of a person's word besides steps, checked before they are written. Immutable. */
final class PersonEvents {
  /** The most targeting keys that people may fix besides the plan's. */
  static final int MOST_OVERRIDES = 1000;

  private final String rollout;
  private final BucketStrategy bucketing;

  PersonEvents(String rollout, BucketStrategy bucketing) {
    this.rollout = rollout;
    this.bucketing = bucketing;
  }

  RolloutEvent.Reset reset(RolloutState state, String reason) {
    require(
        state.breaker() == Breaker.OPEN,
        "has nothing to reset: its breaker is " + state.breaker() + "; only an open one is reset");
    return new RolloutEvent.Reset(requireReason(reason));
  }

  RolloutEvent.Held held(RolloutState state, String reason) {
    require(!state.held(), "is held already; resume it to let it climb");
    return new RolloutEvent.Held(requireReason(reason));
  }

  RolloutEvent.Resumed resumed(RolloutState state, String reason) {
    require(state.held(), "is not held, so there is nothing to resume");
    return new RolloutEvent.Resumed(requireReason(reason));
  }

  RolloutEvent.Overridden overridden(
      RolloutState state, String targetingKey, Optional<Variant> variant, String reason) {
    // Checks that the key can be one.
    bucketing.withOverrides(Map.of(targetingKey, variant.orElse(Variant.CONTROL)));
    boolean known = state.overrides().containsKey(targetingKey);
    if (variant.isEmpty()) {
      require(
          known,
          "has no override of \"" + targetingKey + "\" by a person; the plan's are changed there");
    } else {
      require(
          known || state.overrides().size() < MOST_OVERRIDES,
          "has " + MOST_OVERRIDES + " overrides by people already; let one go first");
    }
    return new RolloutEvent.Overridden(targetingKey, variant, requireReason(reason));
  }

  /** The reason, if it is one. */
  static String requireReason(String reason) {
    if (reason.isBlank()) {
      throw new IllegalArgumentException("the reason is blank; say why, for the journal");
    }
    return reason;
  }

  private void require(boolean possible, String whyNot) {
    if (!possible) {
      throw new IllegalStateException("rollout " + rollout + " " + whyNot);
    }
  }
}
