package dev.belay.cli;

import dev.belay.flag.FeatureFlag;
import dev.belay.flag.FlagSnapshot;
import dev.belay.flag.Percentage;
import dev.belay.plan.RolloutPlan;
import dev.belay.plan.Stage;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A plan's rollout as it decides at one percentage and at every rung of its ladder. Each is a flag
 * of its own with a snapshot of the plan, so overrides, the strategy and {@code enabled} count as
 * in production.
 */
final class Rungs {
  private static final String OFF_THE_LADDER = "(none)";

  private final Percentage percent;
  private final Optional<Stage> next;
  private final List<FeatureFlag> ascending = new ArrayList<>();
  private int current;
  private int nextIndex = -1;

  /**
   * @param percent where the rollout stands; need not be a rung
   */
  Rungs(RolloutPlan plan, String fingerprint, Percentage percent, InstantSource clock) {
    this.percent = percent;
    this.next =
        plan.ladder().stream().filter(stage -> stage.percent().compareTo(percent) > 0).findFirst();
    TreeMap<Percentage, String> stages = new TreeMap<>(Map.of(percent, OFF_THE_LADDER));
    plan.ladder().forEach(stage -> stages.put(stage.percent(), stage.name()));
    stages.forEach(
        (rung, stage) -> {
          if (rung.equals(percent)) {
            current = ascending.size();
          }
          if (next.isPresent() && rung.equals(next.get().percent())) {
            nextIndex = ascending.size();
          }
          FlagSnapshot snapshot =
              FlagSnapshot.builder(plan.metadata().key(), plan.bucketing())
                  .enabled(plan.enabled())
                  .stage(stage, rung)
                  .fingerprint(fingerprint)
                  .build();
          ascending.add(new FeatureFlag(snapshot, clock));
        });
  }

  /** Where the rollout stands. */
  Percentage percent() {
    return percent;
  }

  /** The first rung above {@link #percent}; empty at the top. */
  Optional<Stage> next() {
    return next;
  }

  /** The flag at {@link #percent}. */
  FeatureFlag now() {
    return ascending.get(current);
  }

  /** Whether a key is treated at the next rung; at the top, whether it is treated now. */
  boolean treatedNext(String key) {
    return ascending.get(nextIndex < 0 ? current : nextIndex).decide(key).treatment();
  }

  /** Whether raising the percentage step by step never takes treatment away from a key. */
  boolean nested(String key) {
    boolean treatedBelow = false;
    for (FeatureFlag flag : ascending) {
      boolean treated = flag.decide(key).treatment();
      if (treatedBelow && !treated) {
        return false;
      }
      treatedBelow = treated;
    }
    return true;
  }
}
