package dev.belay.engine.config;

import dev.belay.canary.CanaryPolicy;
import dev.belay.gate.SummaryLayouts;
import dev.belay.plan.AeceMinusTauGate;
import dev.belay.plan.Durations;
import dev.belay.plan.Evaluation;
import dev.belay.plan.Mode;
import dev.belay.plan.RolloutPlan;
import dev.belay.plan.Stage;
import dev.belay.sequential.BudgetShare;
import dev.belay.sequential.SequentialGates;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

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
    significance(plan, spec, findings);
    labels(plan, spec, findings);
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

  /** What does not go together: controller and replay refuse it, so a file may be written so. */
  private static void refused(RolloutPlan plan, Section spec, Findings findings) {
    try {
      CanaryPolicy.requireJudgeable(plan);
    } catch (IllegalArgumentException refused) {
      Section section = spec.section("automation");
      findings.warning(
          section.path("promotion"),
          position(section, "promotion"),
          "spec." + refused.getMessage() + "; until then controller and replay refuse the plan");
    }
  }

  private static void significance(RolloutPlan plan, Section spec, Findings findings) {
    Evaluation evaluation = plan.evaluation();
    if (evaluation.mode() != Mode.GUARDED || evaluation.significance().isEmpty()) {
      return;
    }
    double total = total(gates(plan));
    if (total > evaluation.falseRevertRate()) {
      RolloutPlan auto =
          plan.toBuilder()
              .evaluation(evaluation.toBuilder().significance(OptionalDouble.empty()).build())
              .build();
      Section section = spec.section("evaluation");
      findings.warning(
          section.path("significance"),
          position(section, "significance"),
          section.path("significance")
              + " is "
              + rounded(evaluation.significance().getAsDouble())
              + ", with which up to "
              + rounded(Math.min(1, total))
              + " of good changes may be reverted, more than evaluation.falseRevertRate says; the"
              + " greatest that keeps it is "
              + rounded(gates(auto).significance().orElseThrow())
              + ", which auto is");
    }
  }

  private static SequentialGates gates(RolloutPlan plan) {
    return SequentialGates.of(plan, SummaryLayouts.of(plan), 1, 0);
  }

  private static double total(SequentialGates gates) {
    return gates.budget().stream().mapToDouble(BudgetShare::total).sum();
  }

  /** To three digits, rounded down. */
  private static String rounded(double value) {
    return new BigDecimal(value)
        .round(new MathContext(3, RoundingMode.DOWN))
        .stripTrailingZeros()
        .toPlainString();
  }

  private static void labels(RolloutPlan plan, Section spec, Findings findings) {
    Duration all = Duration.ZERO;
    for (Stage stage : plan.ladder()) {
      all = all.plus(stage.minObservation());
    }
    Duration maturity =
        plan.gates().aeceMinusTau().map(AeceMinusTauGate::labelMaturity).orElse(Duration.ZERO);
    if (plan.evaluation().mode() != Mode.WINDOWS && maturity.compareTo(all) >= 0) {
      Section section = spec.section("gates").section("aeceMinusTau");
      findings.warning(
          section.path("labelMaturity"),
          position(section, "labelMaturity"),
          section.path("labelMaturity")
              + " is "
              + Durations.format(maturity)
              + ", and all stages together take "
              + Durations.format(all)
              + " at least: no label counts as evidence before the last one is over");
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
