package dev.belay.lab;

import dev.belay.flag.Variant;
import dev.belay.plan.RolloutPlan;
import dev.belay.telemetry.Summary;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** Kayenta's published judge. Immutable. */
final class KayentaRule extends PeerRule {
  private static final Duration STEP = Duration.ofMinutes(1);
  private static final int POINTS_PER_JUDGEMENT = 60;
  private static final double CONFIDENCE = 0.98;
  private static final double TOLERANCE = 0.25;
  private static final double MARGINAL = 75;
  private static final double PASS = 95;

  private static final List<Metric> METRICS =
      List.of(
          new Metric(ArmNumbers::p99Nanos, true, false),
          new Metric(ArmNumbers::failureRate, true, false),
          new Metric(ArmNumbers::medianScore, true, true),
          new Metric(ArmNumbers::bias, true, true),
          new Metric(ArmNumbers::recall, false, true));

  private final List<SteppedRun.Step> steps;

  private record Metric(ToDoubleFunction<ArmNumbers> value, boolean increase, boolean decrease) {}

  KayentaRule(RolloutPlan plan) {
    super(
        "Kayenta",
        "NetflixACAJudge: minute by minute p99, failure rate, median score, mean of label less"
            + " score and recall of both arms; a metric fails where the 98 % Mann–Whitney interval"
            + " of the shift lies beyond a quarter of its own estimate and the ratio of means is on"
            + " that side of 1; the score is the share of"
            + " metrics that pass, judged every hour over the step so far: below 75 aborts, below"
            + " 95 at its end too. Source: kayenta, NetflixACAJudge.scala and"
            + " MannWhitneyClassifier.scala.",
        plan);
    this.steps = Peers.ladder(plan);
  }

  @Override
  public Run start() {
    return new SteppedRun(steps, STEP) {
      private final List<ArmNumbers> control = new ArrayList<>();
      private final List<ArmNumbers> experiment = new ArrayList<>();

      @Override
      void stepBegins() {
        control.clear();
        experiment.clear();
      }

      @Override
      Verdict judge(Summary interval, boolean stepEnds) {
        control.add(ArmNumbers.of(interval, Variant.CONTROL));
        experiment.add(ArmNumbers.of(interval, Variant.TREATMENT));
        if (!stepEnds && control.size() % POINTS_PER_JUDGEMENT != 0) {
          return Verdict.HOLD;
        }
        double score = score(control, experiment);
        return score < (stepEnds ? PASS : MARGINAL) ? Verdict.REVERT : Verdict.GO_ON;
      }
    };
  }

  /** The share of the metrics with data that pass, in percent. */
  static double score(List<ArmNumbers> control, List<ArmNumbers> experiment) {
    int judged = 0;
    int passed = 0;
    for (Metric metric : METRICS) {
      double[] before = values(control, metric);
      double[] after = values(experiment, metric);
      if (before.length > 0 && after.length > 0) {
        judged++;
        passed += fails(metric, before, after) ? 0 : 1;
      }
    }
    return judged == 0 ? 0 : 100.0 * passed / judged;
  }

  private static double[] values(List<ArmNumbers> points, Metric metric) {
    return points.stream()
        .mapToDouble(metric.value())
        .filter(value -> !Double.isNaN(value))
        .toArray();
  }

  private static boolean fails(Metric metric, double[] control, double[] experiment) {
    if (Arrays.stream(control).allMatch(value -> value == control[0])
        && Arrays.stream(experiment).allMatch(value -> value == control[0])) {
      return false;
    }
    MannWhitney shift = MannWhitney.of(control, experiment, CONFIDENCE);
    double bound = TOLERANCE * Math.abs(shift.estimate());
    double ratio = ratioOfMeans(control, experiment);
    return (metric.increase() && shift.lower() > bound && !(ratio < 1))
        || (metric.decrease() && shift.upper() < -bound && !(ratio > 1));
  }

  /** Its effect size, with the default of allowing none; NaN, which is ignored, where one is 0. */
  private static double ratioOfMeans(double[] control, double[] experiment) {
    double before = Arrays.stream(control).average().orElse(0);
    double after = Arrays.stream(experiment).average().orElse(0);
    return before == 0 || after == 0 ? Double.NaN : after / before;
  }
}
