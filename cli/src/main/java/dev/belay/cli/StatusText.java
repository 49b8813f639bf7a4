package dev.belay.cli;

import dev.belay.canary.CanaryDecision;
import dev.belay.canary.Condition;
import dev.belay.canary.RolloutState;
import dev.belay.canary.TimeText;
import dev.belay.drift.HealthReport;
import dev.belay.drift.HealthStatus;
import dev.belay.engine.canary.ArmTotals;
import dev.belay.engine.canary.CanaryStatus;
import dev.belay.engine.canary.EvidenceHistory;
import dev.belay.engine.canary.StageTransition;
import dev.belay.gate.EValue;
import dev.belay.gate.GateResult;
import dev.belay.plan.Stage;
import dev.belay.sequential.BudgetShare;
import dev.belay.sequential.DispersionChoice;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** Prints a status for people. */
final class StatusText {
  private static final int STEPS = 8;
  private static final int POINTS = 8;
  private static final long NANOS_PER_SECOND = 1_000_000_000L;

  private final Output out;
  private final Style style;

  StatusText(Output out, Style style) {
    this.out = out;
    this.style = style;
  }

  void print(CanaryStatus status, Optional<Long> holder) {
    out.line(
        style.bold(status.plan().metadata().key())
            + "  "
            + status.currentStage()
            + " at "
            + status.rolloutPercentage().text()
            + " %  "
            + status.fingerprint());
    out.line("");
    out.line("ladder      " + ladder(status));
    out.line("breaker     " + breaker(status.state()));
    out.line(
        "embedded    "
            + holder.map(pid -> "by process " + pid).orElse("by no process at the moment"));
    out.line(
        "health      "
            + status
                .health()
                .flatMap(HealthReport::status)
                .map(HealthStatus::name)
                .orElse("not measured"));
    grace(status);
    out.line("treatment   " + arm(status.treatment()));
    out.line("control     " + arm(status.control()));
    out.line(
        Text.format(
            "windows     %d judged in this stage, %d breached, %d in a row",
            status.state().stage().windows(),
            status.state().stage().breaching(),
            status.consecutiveBreaches()));
    gates("gates over the stage", status.gates());
    gates("evidence over the attempt", status.sequential());
    status.dispersion().ifPresent(used -> out.line("  dispersion    " + dispersion(used)));
    history(status.evidenceHistory());
    budget(status);
    outlook(status.decision());
    steps(status.transitions());
  }

  private void grace(CanaryStatus status) {
    long left = status.plan().evaluation().gracePeriod().toNanos() - status.stageNanos();
    if (left > 0 && status.state().rung() != RolloutState.DISABLED) {
      out.line("grace       nothing is judged for another " + time(left + NANOS_PER_SECOND - 1));
    }
  }

  private static String ladder(CanaryStatus status) {
    StringBuilder text = new StringBuilder();
    for (Stage stage : status.plan().ladder()) {
      boolean here = stage.name().equals(status.currentStage());
      text.append(text.isEmpty() ? "" : " > ");
      text.append(here ? "[" : "").append(stage.name()).append(here ? "]" : "");
    }
    return text + "  " + time(status.stageNanos()) + " in " + status.currentStage();
  }

  private static String time(long nanos) {
    return TimeText.of(nanos - nanos % NANOS_PER_SECOND);
  }

  private static String breaker(RolloutState state) {
    StringBuilder text = new StringBuilder(state.breaker().name());
    if (state.latched()) {
      text.append(", latched off by the daily limit until a person resets it");
    } else if (state.personNeeded()) {
      text.append(", until a person resets it");
    } else if (state.cooldownNanos() > 0) {
      text.append(", cooldown ").append(time(state.cooldownNanos()));
    }
    return text.append(state.held() ? ", held by a person" : "").toString();
  }

  private static String arm(ArmTotals arm) {
    OptionalDouble rate = arm.successRate();
    return rate.isEmpty()
        ? "nothing judged in this stage yet"
        : Text.format(
            "%s, success rate %.4f",
            Text.count(arm.observations(), "observation"), rate.getAsDouble());
  }

  private void gates(String title, List<GateResult> gates) {
    if (gates.isEmpty()) {
      return;
    }
    out.line("");
    out.line(style.bold(title));
    for (GateResult gate : gates) {
      out.line(Text.format("  %-12s  %s", gate.verdict(), Text.printable(gate.sentence())));
    }
  }

  /** The last points of each gate, as powers of ten. */
  private void history(List<EvidenceHistory> gates) {
    if (gates.isEmpty()) {
      return;
    }
    out.line("");
    out.line(style.bold("evidence of a breach at the ends of the last windows, as powers of ten"));
    for (EvidenceHistory gate : gates) {
      List<EvidenceHistory.Point> points = gate.points();
      StringBuilder text = new StringBuilder();
      for (EvidenceHistory.Point point :
          points.subList(Math.max(0, points.size() - POINTS), points.size())) {
        text.append(Text.format(" %5s", power(point.evidence().log())));
      }
      double enough = points.get(points.size() - 1).evidence().logThreshold();
      out.line(Text.format("  %-20s %s of %s", gate.gate(), text, power(enough)));
    }
  }

  private static String power(double log) {
    return log <= EValue.FLOOR ? "none" : Text.format("%.1f", log / Math.log(10));
  }

  private void budget(CanaryStatus status) {
    if (status.budget().isEmpty()) {
      return;
    }
    out.line("");
    out.line(
        style.bold(
            "budget of false reverts: "
                + Text.format("%.3g an attempt", status.plan().evaluation().falseRevertRate())));
    for (BudgetShare share : status.budget()) {
      out.line(
          Text.format(
              "  %-27s  %.3g%s",
              share.gate() + (share.ofSlices() ? " by slice" : ""),
              share.total(),
              share.tests() == 1
                  ? ""
                  : ", "
                      + Text.count(share.tests(), "test")
                      + Text.format(" at %.3g", share.alpha())));
    }
  }

  private static String dispersion(DispersionChoice used) {
    return switch (used.origin()) {
      case PLAN -> Text.format("%.3g, as the plan says", used.value());
      case OPEN -> "will be measured when treatment begins; nothing is judged before";
      case MEASURED ->
          Text.format(
              "%.3g, measured over %s of control: an estimate",
              used.value(), Text.count(used.hours(), "hour"));
      case NOT_MEASURED -> "1, not measured: there was too little control before";
    };
  }

  private void outlook(Optional<CanaryDecision> outlook) {
    List<Condition> open = outlook.map(CanaryDecision::open).orElse(List.of());
    out.line("");
    if (open.isEmpty()) {
      outlook.ifPresent(decision -> out.line(Text.printable(decision.reason())));
      return;
    }
    out.line(style.bold("waits for"));
    for (Condition condition : open) {
      out.line("  " + Text.printable(condition.sentence()));
    }
  }

  private void steps(List<StageTransition> steps) {
    out.line("");
    out.line(style.bold("last steps"));
    for (StageTransition step : steps.subList(Math.max(0, steps.size() - STEPS), steps.size())) {
      String stages = step.from().equals(step.to()) ? step.to() : step.from() + " > " + step.to();
      out.line(
          Text.format(
              "  %s  %-17s  %s  %s: %s",
              Instant.ofEpochSecond(step.timeNanos() / NANOS_PER_SECOND),
              step.event(),
              stages,
              Text.printable(step.actor()),
              Text.printable(step.reason())));
    }
  }
}
