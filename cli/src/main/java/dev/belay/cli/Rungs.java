package dev.belay.cli;

import dev.belay.flag.Decision;
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

  /** Decides a key at every rung, once each, from the lowest percentage to the highest. */
  Verdict decide(String key) {
    Decision[] decisions = new Decision[ascending.size()];
    boolean nested = true;
    for (int i = 0; i < decisions.length; i++) {
      decisions[i] = ascending.get(i).decide(key);
      nested &= i == 0 || !decisions[i - 1].treatment() || decisions[i].treatment();
    }
    Decision now = decisions[current];
    return new Verdict(now, decisions[nextIndex < 0 ? current : nextIndex].treatment(), nested);
  }

  /**
   * What becomes of one key.
   *
   * @param now the decision where the rollout stands
   * @param treatedNext whether it is treated at the next rung; at the top, whether it is now
   * @param nested whether raising the percentage step by step never takes treatment away from it
   */
  record Verdict(Decision now, boolean treatedNext, boolean nested) {
    /** Whether the next rung changes the variant. */
    boolean flips() {
      return now.treatment() != treatedNext;
    }
  }
}
