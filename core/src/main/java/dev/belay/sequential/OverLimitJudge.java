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
   * the ticks that speak for the change, not diluted by a healthy past.
   *
   * A breach is pre-existing where the control is shown to be over the limit as well: by the same
   * process at 20 to 1, with a window's least samples in the rung. From then on the control is bet to
   * keep the limit (Bets, X = q0 − 1{over}). While that stands at 20 to 1 the treatment is tested anew,
   * and at 20 to 1 against it the breach is its own; so it is where a rung has no control to tell.
   */
  private static final double SHARE = 0.01;
  private static final double PERCENT = 100;
  private static final int WITHIN = 0;
  private static final int OVER = 1;

  private final long limitNanos;
  private final long minSamples;
  private final Tuning tuning;
  private final OneSidedProportion proportion;
  private ProportionProcess process;
  private ProportionProcess ofControl;
  private Bets kept;

  /** Of the treatment, while the control is shown to keep the limit; has seen nothing else. */
  private ProportionProcess whileKept;

  private long tickN;
  private long tickOver;
  private long rungN;
  private long rungOver;
  private long stretchN;
  private long stretchOver;
  private long controlTickN;
  private long controlTickOver;
  private long controlN;

  OverLimitJudge(String gate, Duration limit, double alpha, Tuning tuning) {
    super(gate, "% over " + Durations.format(limit), alpha, tuning.minSamples());
    this.limitNanos = limit.toNanos();
    this.minSamples = tuning.minSamples();
    this.tuning = tuning;
    this.proportion = new OneSidedProportion(SHARE, tuning.dispersion());
    this.process = new ProportionProcess(proportion, tuning.weights());
    this.ofControl = new ProportionProcess(proportion, tuning.weights());
    this.kept = newKept();
    this.whileKept = new ProportionProcess(proportion, tuning.weights());
  }

  private Bets newKept() {
    double[] stakes = Bets.stakes(1 - SHARE);
    double[] worth = new double[2 * Bets.STAKES];
    for (int j = 0; j < Bets.STAKES; j++) {
      worth[WITHIN * Bets.STAKES + j] = StrictMath.log1p(stakes[j] * SHARE);
      worth[OVER * Bets.STAKES + j] = StrictMath.log1p(stakes[j] * (SHARE - 1));
    }
    return new Bets(worth, tuning);
  }

  @Override
  void begin() {
    tickN = 0;
    tickOver = 0;
    controlTickN = 0;
    controlTickOver = 0;
  }

  @Override
  void take(SliceSummary slice) {
    ArmSummary treatment = slice.armOrNull(Population.SERVED, Variant.TREATMENT);
    if (treatment != null) {
      tickN += treatment.observations();
      tickOver += treatment.latencies().over(limitNanos);
    }
    ArmSummary control = slice.armOrNull(Population.SERVED, Variant.CONTROL);
    if (control != null) {
      controlTickN += control.observations();
      controlTickOver += control.latencies().over(limitNanos);
    }
  }

  @Override
  void end() {
    rungN += tickN;
    rungOver += tickOver;
    stretchN += tickN;
    stretchOver += tickOver;
    if (!isOver(stretchOver, stretchN)) {
      stretchN = 0;
      stretchOver = 0;
    }
    process.add(tickOver, tickN);
    ofControl.add(controlTickOver, controlTickN);
    controlN += controlTickN;
    if (isPreExisting()) {
      review();
    }
    if (tickN > 0 && !hasRejected() && process.rejects(alpha())) {
      boolean before = controlN >= minSamples && ofControl.logValue() >= Tuning.LOG_CONFIRMS;
      double estimate = percent(stretchOver, stretchN);
      reject(estimate, SHARE * PERCENT, stretchN, Comparison.LIMIT, before, process.logValue());
      kept = newKept();
    }
  }

  /** Looks whether the control has recovered, and the treatment has not. */
  private void review() {
    if (controlTickN > 0) {
      kept.begin();
      kept.add(OVER, (double) controlTickOver);
      kept.add(WITHIN, (double) (controlTickN - controlTickOver));
      kept.end();
    }
    if (kept.logValue() >= Tuning.LOG_CONFIRMS) {
      whileKept.add(tickOver, tickN);
    } else if (whileKept.ticks() > 0) {
      whileKept = new ProportionProcess(proportion, tuning.weights());
    }
    boolean unwatched = controlN == 0 && rungN >= minSamples;
    if (unwatched || whileKept.logValue() >= Tuning.LOG_CONFIRMS) {
      notPreExisting();
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
    controlN = 0;
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
    out.varint(ofControl.ticks());
    out.reals(ofControl.logCapitals());
    kept.write(out);
    out.varint(whileKept.ticks());
    out.reals(whileKept.logCapitals());
    for (long count : counts()) {
      out.varint(count);
    }
  }

  private long[] counts() {
    return new long[] {rungN, rungOver, stretchN, stretchOver, controlN};
  }

  @Override
  void readState(StateReader in) {
    process = readProcess(in);
    ofControl = readProcess(in);
    kept.read(in);
    whileKept = readProcess(in);
    rungN = in.count();
    rungOver = in.varint(rungN);
    stretchN = in.count();
    stretchOver = in.varint(stretchN);
    controlN = in.count();
  }

  private ProportionProcess readProcess(StateReader in) {
    long ticks = in.count();
    return ProportionProcess.restore(
        proportion, tuning.weights(), ticks, in.reals(proportion.alarmPoints()));
  }
}
