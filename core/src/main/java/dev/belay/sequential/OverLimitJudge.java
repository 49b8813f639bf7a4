package dev.belay.sequential;

import dev.belay.flag.Variant;
import dev.belay.gate.Comparison;
import dev.belay.gate.GateResult;
import dev.belay.gate.Interval;
import dev.belay.plan.Durations;
import dev.belay.stats.OneSidedProportion;
import dev.belay.stats.ProportionProcess;
import dev.belay.telemetry.ArmSummary;
import dev.belay.telemetry.Population;
import dev.belay.telemetry.SliceSummary;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * The 99th percentile of latency: whether more than 1 % of the latencies that the treatment served
 * are over a limit. Exact, as summaries have an edge at the limit.
 */
final class OverLimitJudge extends Judge {
  /*
   * How. ProportionProcess with q0 = 0.01 over the attempt; OneSidedProportion.logPass over the
   * rung. What a rejection shows is the stretch since the excess Σ(k − q0 n) was last at its least:
   * the ticks that speak for the change, not diluted by a healthy past. The control of that stretch
   * says whether the breach is pre-existing. If so it is held against the control from then on:
   * OneSidedProportion.logPass of the control, begun anew whenever it falls below 0, shows that the
   * control keeps the limit; where the treatment of the same ticks does not, the breach is its own.
   */
  private static final double SHARE = 0.01;
  private static final double PERCENT = 100;

  private final long limitNanos;
  private final long minSamples;
  private final Tuning tuning;
  private final OneSidedProportion proportion;
  private ProportionProcess process;
  private long tickN;
  private long tickOver;
  private long rungN;
  private long rungOver;
  private long stretchN;
  private long stretchOver;
  private long controlN;
  private long controlOver;

  OverLimitJudge(String gate, Duration limit, double alpha, Tuning tuning) {
    super(gate, "% over " + Durations.format(limit), alpha, tuning.minSamples());
    this.limitNanos = limit.toNanos();
    this.minSamples = tuning.minSamples();
    this.tuning = tuning;
    this.proportion = new OneSidedProportion(SHARE, tuning.dispersion());
    this.process = new ProportionProcess(proportion, tuning.weights());
  }

  @Override
  void begin() {
    tickN = 0;
    tickOver = 0;
  }

  @Override
  void take(SliceSummary slice) {
    ArmSummary treatment = slice.arm(Population.SERVED, Variant.TREATMENT).orElse(null);
    if (treatment != null) {
      tickN += treatment.observations();
      tickOver += treatment.latencies().over(limitNanos);
    }
    ArmSummary control = slice.arm(Population.SERVED, Variant.CONTROL).orElse(null);
    if (control != null) {
      controlN += control.observations();
      controlOver += control.latencies().over(limitNanos);
    }
  }

  @Override
  void end() {
    rungN += tickN;
    rungOver += tickOver;
    stretchN += tickN;
    stretchOver += tickOver;
    if (!isPreExisting() && !isOver(stretchOver, stretchN)) {
      beginStretch();
    }
    process.add(tickOver, tickN);
    if (isPreExisting()) {
      review();
    }
    if (tickN > 0 && !hasRejected() && process.rejects(alpha())) {
      boolean before = controlN >= minSamples && isOver(controlOver, controlN);
      double estimate = percent(stretchOver, stretchN);
      reject(estimate, SHARE * PERCENT, stretchN, Comparison.LIMIT, before, process.logValue());
      beginStretch();
    }
  }

  private void beginStretch() {
    stretchN = 0;
    stretchOver = 0;
    controlN = 0;
    controlOver = 0;
  }

  /** Looks whether the control has recovered, and the treatment has not. */
  private void review() {
    double kept = proportion.logPass(controlOver, controlN);
    if (kept >= Tuning.LOG_CONFIRMS) {
      if (isOver(stretchOver, stretchN)) {
        notPreExisting();
      }
      beginStretch();
    } else if (kept < 0) {
      beginStretch();
    }
  }

  private static boolean isOver(long over, long n) {
    return over > n / 100;
  }

  private static double percent(long over, long n) {
    return n == 0 ? 0 : PERCENT * over / n;
  }

  @Override
  void beginRung() {
    rungN = 0;
    rungOver = 0;
  }

  @Override
  GateResult open(String slice) {
    if (rungN == 0) {
      return nothing(slice, Comparison.LIMIT, "observations of the treatment");
    }
    return undecided(
        slice,
        percent(rungOver, rungN),
        SHARE * PERCENT,
        rungN,
        Comparison.LIMIT,
        process.logValue(),
        proportion.logPass(rungOver, rungN));
  }

  @Override
  Optional<Interval> interval() {
    return Intervals.mean((double) rungOver, (double) rungN, PERCENT, Intervals.ALPHA, tuning);
  }

  @Override
  Optional<Interval> intervalAtRejection(Comparison by) {
    double alpha = Intervals.alphaOfStretch(tuning, process.ticks());
    return Intervals.mean((double) stretchOver, (double) stretchN, PERCENT, alpha, tuning);
  }

  @Override
  OptionalDouble logBreach() {
    return OptionalDouble.of(process.logValue());
  }

  @Override
  void writeState(StateWriter out) {
    out.varint(process.ticks());
    out.reals(process.logCapitals());
    for (long count : counts()) {
      out.varint(count);
    }
  }

  private long[] counts() {
    return new long[] {rungN, rungOver, stretchN, stretchOver, controlN, controlOver};
  }

  @Override
  void readState(StateReader in) {
    long ticks = in.count();
    process =
        ProportionProcess.restore(
            proportion, tuning.weights(), ticks, in.reals(proportion.alarmPoints()));
    rungN = in.count();
    rungOver = in.varint(rungN);
    stretchN = in.count();
    stretchOver = in.varint(stretchN);
    controlN = in.count();
    controlOver = in.varint(controlN);
  }
}
