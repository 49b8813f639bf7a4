package dev.belay.lab;

import dev.belay.flag.Variant;
import dev.belay.plan.RolloutPlan;
import dev.belay.stats.NormalDistribution;
import dev.belay.telemetry.ArmCounter;
import dev.belay.telemetry.ArmSummary;
import dev.belay.telemetry.LatencyLayout;
import dev.belay.telemetry.Population;
import dev.belay.telemetry.ScoreCells;
import dev.belay.telemetry.Summary;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** What is done by hand: a t-test, looked at again and again. Immutable. */
final class TTestRule extends PeerRule {
  private static final Duration INTERVAL = Duration.ofMinutes(15);
  private static final double CRITICAL = NormalDistribution.quantile(0.975);

  private final List<SteppedRun.Step> steps;

  TTestRule(RolloutPlan plan) {
    super(
        "repeated t-test",
        "Welch's t-test (1947) of treatment against control over the step so far, on latency,"
            + " failures, score and recall, every 15 minutes at a two-sided 0.05 each (normal"
            + " quantiles, as there are hundreds of queries); the first significant harm, or any"
            + " shift of scores, reverts.",
        plan);
    this.steps = Peers.ladder(plan);
  }

  @Override
  public Run start() {
    return new SteppedRun(steps, INTERVAL) {
      private final Summary soFar = new Summary(layout());

      @Override
      void stepBegins() {
        soFar.clear();
      }

      @Override
      Verdict judge(Summary interval, boolean stepEnds) {
        soFar.merge(interval);
        return harmful(soFar) ? Verdict.REVERT : Verdict.GO_ON;
      }
    };
  }

  private static boolean harmful(Summary summary) {
    Optional<ArmSummary> treatment = summary.total(Population.SERVED, Variant.TREATMENT);
    Optional<ArmSummary> control = summary.total(Population.SERVED, Variant.CONTROL);
    if (treatment.isEmpty() || control.isEmpty()) {
      return false;
    }
    ArmSummary treated = treatment.get();
    ArmSummary controlled = control.get();
    return latency(treated).welchT(latency(controlled)) > CRITICAL
        || failures(treated).welchT(failures(controlled)) > CRITICAL
        || Math.abs(scores(treated).welchT(scores(controlled))) > CRITICAL
        || recall(treated).welchT(recall(controlled)) < -CRITICAL;
  }

  private static Moments latency(ArmSummary arm) {
    LatencyLayout layout = arm.latencies().layout();
    double n = 0;
    double sum = 0;
    double squares = 0;
    for (int cell = arm.latencies().nextCell(0);
        cell < layout.cells();
        cell = arm.latencies().nextCell(cell + 1)) {
      double count = arm.latencies().count(cell);
      double high = Math.min((double) layout.highNanos(cell), LatencyLayout.OPEN_NANOS);
      double middle = (layout.lowNanos(cell) + high) / 2;
      n += count;
      sum += count * middle;
      squares += count * middle * middle;
    }
    return new Moments(n, sum, squares);
  }

  private static Moments failures(ArmSummary arm) {
    return Moments.ofShare((double) arm.observations(), (double) arm.get(ArmCounter.FAILURES));
  }

  private static Moments scores(ArmSummary arm) {
    double n = 0;
    double sum = 0;
    double squares = 0;
    for (int cell = arm.scores().nextCell(0);
        cell < ScoreCells.COUNT;
        cell = arm.scores().nextCell(cell + 1)) {
      double count = arm.scores().served(cell);
      double middle = (ScoreCells.lower(cell) + ScoreCells.upper(cell)) / 2;
      n += count;
      sum += count * middle;
      squares += count * middle * middle;
    }
    return new Moments(n, sum, squares);
  }

  private static Moments recall(ArmSummary arm) {
    double unit = ArmSummary.RECALL_UNITS_PER_ONE;
    return new Moments(
        arm.get(ArmCounter.SLA_RECALL_MEASURED),
        arm.get(ArmCounter.SLA_RECALL_UNITS) / unit,
        arm.get(ArmCounter.SLA_RECALL_SQUARE_UNITS) / unit);
  }
}
