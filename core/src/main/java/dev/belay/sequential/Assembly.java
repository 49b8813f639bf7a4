package dev.belay.sequential;

import dev.belay.gate.Comparison;
import dev.belay.gate.GateNames;
import dev.belay.plan.AeceMinusTauGate;
import dev.belay.plan.ConfidenceBaseline;
import dev.belay.plan.Gates;
import dev.belay.plan.RolloutPlan;
import dev.belay.plan.Unlabelled;
import dev.belay.stats.FalseRevertBudget;
import dev.belay.stats.LateChangeWeights;
import dev.belay.telemetry.LabelCells;
import dev.belay.telemetry.SummaryLayout;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/** Makes the gates of a plan and divides its budget over them. Not thread-safe. */
final class Assembly {
  private static final double GREATEST_ERROR = 1 - 0x1p-20;
  private static final String GREEN_MISSING =
      "a control of the same time: the green baseline is of other days and is left to windows";

  private final RolloutPlan plan;
  private final SummaryLayout layout;
  private final Tuning tuning;
  private final FalseRevertBudget budget;
  private final List<BudgetShare> shares = new ArrayList<>();
  private final List<Judge> judges = new ArrayList<>();
  private @Nullable LabelBins bins;
  private @Nullable CalibrationJudge calibration;
  private @Nullable SliceJudges slices;
  private final OptionalDouble level;
  private final double overallAlpha;

  /** Those of an attempt. */
  Assembly(RolloutPlan plan, SummaryLayout layout, double dispersion) {
    this(plan, layout, dispersion, Pace.planned(plan), OptionalDouble.empty());
  }

  /** Those of something that is so many ticks long; each with this α, or with its share. */
  Assembly(
      RolloutPlan plan,
      SummaryLayout layout,
      double dispersion,
      long ticks,
      OptionalDouble level) {
    if (!(dispersion >= 1 && dispersion <= Double.MAX_VALUE)) {
      throw new IllegalArgumentException(
          "The dispersion is " + dispersion + ": pass a finite number of at least 1.");
    }
    this.plan = plan;
    this.layout = layout;
    this.budget = new FalseRevertBudget(plan.evaluation().falseRevertRate());
    this.tuning =
        new Tuning(
            new LateChangeWeights(ticks),
            dispersion,
            plan.evaluation().minWindowSamples());
    List<String> gates = gates(plan);
    boolean green = comparesWithGreen(plan);
    this.level = level;
    this.overallAlpha =
        level.orElseGet(() -> budget.sequentialOverall(gates.size() - (green ? 1 : 0)));
    for (String gate : gates) {
      if (green && gate.equals(GateNames.CONFIDENCE_SHIFT)) {
        judges.add(
            new UntestedJudge(gate, Comparison.BASELINE, GREEN_MISSING, tuning.minSamples()));
      } else {
        shares.add(new BudgetShare(gate, false, 1, overallAlpha));
        make(gate);
      }
    }
    plan.gates().aeceMinusTau().ifPresent(this::makeSlices);
  }

  private static boolean comparesWithGreen(RolloutPlan plan) {
    return plan.gates()
        .confidenceShift()
        .map(gate -> gate.baseline() == ConfidenceBaseline.GREEN)
        .orElse(false);
  }

  /** The gates over all slices, in the order of their results. */
  private static List<String> gates(RolloutPlan plan) {
    Gates on = plan.gates();
    List<String> names = new ArrayList<>();
    if (on.p99Latency().isPresent()) {
      names.add(GateNames.P99_LATENCY);
      names.add(GateNames.P99_LATENCY_INCREASE);
    }
    if (on.aeceMinusTau().isPresent()) {
      names.add(GateNames.AECE_MINUS_TAU);
    }
    if (on.confidenceShift().isPresent()) {
      names.add(GateNames.CONFIDENCE_SHIFT);
    }
    if (on.slaRecall50().isPresent()) {
      names.add(GateNames.SLA_RECALL_50);
    }
    if (on.failureRate().isPresent()) {
      names.add(GateNames.FAILURE_RATE);
    }
    if (!sharesTripwire(plan)) {
      names.add(GateNames.TRIPWIRE_P99);
    }
    names.add(GateNames.TRIPWIRE_MEAN);
    return names;
  }

  /** Whether {@code p99Latency} and {@code tripwires.p99} are one and the same test. */
  static boolean sharesTripwire(RolloutPlan plan) {
    return plan.gates()
        .p99Latency()
        .map(gate -> gate.limit().equals(plan.tripwires().p99()))
        .orElse(false);
  }

  private void make(String gate) {
    switch (gate) {
      case GateNames.P99_LATENCY ->
          judges.add(overLimit(gate, plan.gates().p99Latency().orElseThrow().limit()));
      case GateNames.TRIPWIRE_P99 -> judges.add(overLimit(gate, plan.tripwires().p99()));
      case GateNames.TRIPWIRE_MEAN ->
          judges.add(
              new MeanLatencyJudge(
                  gate, plan.tripwires().mean(), layout.latency(), overallAlpha, tuning));
      case GateNames.AECE_MINUS_TAU -> {
        AeceMinusTauGate on = plan.gates().aeceMinusTau().orElseThrow();
        calibration = new CalibrationJudge(on, bins(on), overallAlpha, tuning);
        judges.add(calibration);
      }
      case GateNames.P99_LATENCY_INCREASE ->
          judges.add(
              new LatencyIncreaseJudge(
                  plan.gates().p99Latency().orElseThrow().maxIncrease(),
                  layout.latency(),
                  overallAlpha,
                  tuning));
      case GateNames.CONFIDENCE_SHIFT ->
          judges.add(
              new ScoreShiftJudge(
                  plan.gates().confidenceShift().orElseThrow().limit(), overallAlpha, tuning));
      case GateNames.SLA_RECALL_50 ->
          judges.add(
              new RecallJudge(
                  plan.gates().slaRecall50().orElseThrow().change(), overallAlpha, tuning));
      case GateNames.FAILURE_RATE ->
          judges.add(
              new FailureJudge(
                  plan.gates().failureRate().orElseThrow().ratio(), overallAlpha, tuning));
      default -> throw new IllegalArgumentException("There is no sequential gate " + gate + ".");
    }
  }

  private OverLimitJudge overLimit(String gate, Duration limit) {
    if (!layout.latency().hasLimit(limit.toNanos())) {
      throw new IllegalArgumentException(
          "The layout has no edge at the limit of "
              + gate
              + ", "
              + limit.toNanos()
              + " ns: make it by SummaryLayouts.of the same plan.");
    }
    return new OverLimitJudge(gate, limit, overallAlpha, tuning);
  }

  /** The bins of all calibration judges: what slices add up is added to the whole. */
  private LabelBins bins(AeceMinusTauGate on) {
    LabelBins known = bins;
    if (known == null) {
      // Sums of scores without a label are known by the middle of their cells only.
      double slack = on.unlabelled() == Unlabelled.NEGATIVE ? LabelCells.MIDDLE_ERROR : 0;
      double limit = Math.min(GREATEST_ERROR, on.floor() + on.limit());
      known = new LabelBins(limit, slack, tuning.dispersion());
      bins = known;
    }
    return known;
  }

  private void makeSlices(AeceMinusTauGate on) {
    int named = plan.evaluation().maxSlices();
    // One more for OTHER, which is a slice too.
    int tests = named + 1;
    double alpha = level.orElseGet(() -> budget.sequentialSlice(1, tests));
    shares.add(new BudgetShare(GateNames.AECE_MINUS_TAU, true, tests, alpha));
    slices = new SliceJudges(on, bins(on), alpha, tuning, named);
  }

  List<BudgetShare> shares() {
    return List.copyOf(shares);
  }

  List<Judge> judges() {
    return List.copyOf(judges);
  }

  List<RelativeJudge> relative() {
    List<RelativeJudge> relative = new ArrayList<>();
    for (Judge judge : judges) {
      if (judge instanceof RelativeJudge one) {
        relative.add(one);
      }
    }
    return List.copyOf(relative);
  }

  Optional<CalibrationJudge> calibration() {
    return Optional.ofNullable(calibration);
  }

  Optional<SliceJudges> slices() {
    return Optional.ofNullable(slices);
  }
}
