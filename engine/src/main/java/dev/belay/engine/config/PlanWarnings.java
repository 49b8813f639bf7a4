package dev.belay.engine.config;

import dev.belay.canary.CanaryPolicy;
import dev.belay.plan.Durations;
import dev.belay.plan.RolloutPlan;
import dev.belay.plan.Stage;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** What a valid plan allows that its author may not have meant. Stateless. */
final class PlanWarnings {
  private PlanWarnings() {}

  static void add(RolloutPlan plan, Section spec, Findings findings) {
    if (!plan.enabled()) {
      String path = spec.path("enabled");
      findings.warning(
          path, position(spec, "enabled"), path + " is false: every repository is served control");
    }
    refused(plan, spec, findings);
    Duration judged = plan.evaluation().gracePeriod().plus(plan.evaluation().window());
    List<Stage> ladder = plan.ladder();
    for (int i = 0; i < ladder.size(); i++) {
      boolean last = i == ladder.size() - 1;
      Duration stays = ladder.get(i).minObservation();
      if (last) {
        stays = stays.plus(plan.completion().hold());
      }
      if (stays.compareTo(judged) < 0) {
        unjudged(spec, i, ladder.get(i), last, judged, findings);
      }
    }
  }

  /**
   * A plan may be written for a later version, and may ask for what does not go together. The
   * policy alone knows; its sentence begins with the key that it speaks of.
   */
  private static void refused(RolloutPlan plan, Section spec, Findings findings) {
    try {
      CanaryPolicy.requireJudgeable(plan);
    } catch (IllegalArgumentException refused) {
      String sentence = String.valueOf(refused.getMessage());
      String[] words = sentence.split(" ", 2);
      String[] key = words[0].split("\\.");
      Section section = spec;
      for (int i = 0; i < key.length - 1; i++) {
        section = section.section(key[i]);
      }
      String last = key[key.length - 1];
      findings.warning(
          section.path(last),
          position(section, last),
          section.path(last)
              + " "
              + words[words.length - 1]
              + "; until then controller and replay refuse the plan");
    }
  }

  private static void unjudged(
      Section spec, int index, Stage stage, boolean last, Duration judged, Findings findings) {
    String rung = Paths.index(spec.path("ladder"), index);
    String path = Paths.key(rung, "minObservation");
    Section section = new Section(rung, item(spec, index).orElse(null), findings);
    Section evaluation = spec.section("evaluation");
    Optional<Position> position =
        position(section, "minObservation")
            .or(() -> position(evaluation, "window"))
            .or(() -> position(evaluation, "gracePeriod"))
            .or(() -> item(spec, index).map(Node::position));
    findings.warning(
        path,
        position,
        path
            + " is "
            + Durations.format(stage.minObservation())
            + (last
                ? ", and with completion.hold still shorter than gracePeriod and window together,"
                    + " so "
                : ", shorter than gracePeriod and window together, so ")
            + stage.name()
            + (last ? " may be completed" : " may be left")
            + " before its first window is judged; write at least "
            + Durations.format(judged));
  }

  private static Optional<Node> item(Section spec, int index) {
    return spec.node("ladder").orElse(null) instanceof Node.Sequence ladder
        ? Optional.of(ladder.items().get(index))
        : Optional.empty();
  }

  private static Optional<Position> position(Section section, String key) {
    return section.node(key).map(Node::position);
  }
}
