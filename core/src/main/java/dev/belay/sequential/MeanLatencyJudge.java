package dev.belay.sequential;

import dev.belay.flag.Variant;
import dev.belay.gate.Comparison;
import dev.belay.gate.EValue;
import dev.belay.gate.GateResult;
import dev.belay.gate.Interval;
import dev.belay.gate.Verdict;
import dev.belay.telemetry.ArmSummary;
import dev.belay.telemetry.LatencyGrid;
import dev.belay.telemetry.LatencyLayout;
import dev.belay.telemetry.Population;
import dev.belay.telemetry.SliceSummary;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * The mean latency of the treatment against a limit. It can reject, never confirm: a mean of what
 * has no bound can be moved by a single latency that was not seen yet.
 */
final class MeanLatencyJudge extends Judge {
  /*
   * How. With the cap c = 16 limits and Z = min(latency, c)/c in [0, 1], a mean latency of at most
   * the limit implies E Z ≤ 1/16 = μ, so that 1 + λ(Z − μ), λ ≤ 1/μ, is an e-value (Bets). Latencies
   * are taken at the lower ends of their cells, at most 1/32 below: against the evidence. The stretch
   * that a rejection shows is as in OverLimitJudge. It is never pre-existing: to show that the control
   * is over the limit takes as much as to show it of the change.
   */
  private static final double CAP = 16;
  private static final double NANOS_PER_MICRO = 1000;

  private final double limitMicros;
  private final Tuning tuning;

  /** min(latency, cap) in limits, per cell. */
  private final double[] inLimits;

  private final CellCounts counts;
  private final Bets bets;
  private long tickN;
  private double tickSum;
  private long rungN;
  private double rungSum;
  private long stretchN;
  private double stretchSum;

  MeanLatencyJudge(String gate, Duration limit, LatencyLayout layout, double alpha, Tuning tuning) {
    super(gate, "us", alpha, tuning.minSamples());
    this.limitMicros = limit.toNanos() / NANOS_PER_MICRO;
    this.tuning = tuning;
    this.inLimits = new double[layout.cells()];
    this.counts = new CellCounts(layout.cells());
    double[] worth = new double[layout.cells() * Bets.STAKES];
    double[] stakes = Bets.stakes(1 / CAP);
    for (int cell = 0; cell < inLimits.length; cell++) {
      inLimits[cell] = Math.min(CAP, (double) layout.lowNanos(cell) / limit.toNanos());
      for (int j = 0; j < Bets.STAKES; j++) {
        double gain = (inLimits[cell] - 1) / CAP;
        worth[cell * Bets.STAKES + j] = StrictMath.log1p(stakes[j] * gain);
      }
    }
    this.bets = new Bets(worth, tuning);
  }

  @Override
  void begin() {
    tickN = 0;
    tickSum = 0;
    bets.begin();
  }

  @Override
  void take(SliceSummary slice) {
    ArmSummary treatment = slice.armOrNull(Population.SERVED, Variant.TREATMENT);
    if (treatment != null) {
      tickN += treatment.observations();
      tickSum += bet(treatment.latencies());
    }
  }

  @Override
  void end() {
    if (tickN > 0) {
      bets.end();
    }
    rungN += tickN;
    rungSum += tickSum;
    stretchN += tickN;
    stretchSum += tickSum;
    if (stretchSum <= stretchN) {
      stretchN = 0;
      stretchSum = 0;
    }
    if (!hasRejected() && bets.rejects(alpha())) {
      double estimate = mean(stretchSum, stretchN);
      reject(estimate, limitMicros, stretchN, Comparison.LIMIT, false, bets.logValue());
    }
  }

  /** Bets on the latencies; the sum of the capped ones, in limits. */
  private double bet(LatencyGrid grid) {
    counts.fill(grid);
    double sum = 0;
    for (int i = 0; i < counts.size(); i++) {
      sum += counts.n(i) * inLimits[counts.cell(i)];
      bets.add(counts.cell(i), (double) counts.n(i));
    }
    return sum;
  }

  private double mean(double sum, long n) {
    return n == 0 ? 0 : sum / n * limitMicros;
  }

  @Override
  void beginRung() {
    rungN = 0;
    rungSum = 0;
  }

  @Override
  GateResult open(String slice) {
    if (rungN == 0) {
      return nothing(slice, Comparison.LIMIT, "observations of the treatment");
    }
    return result(
        slice,
        Verdict.INSUFFICIENT,
        OptionalDouble.of(mean(rungSum, rungN)),
        OptionalDouble.of(limitMicros),
        rungN,
        Comparison.LIMIT,
        false,
        "",
        Optional.of(new EValue(bets.logValue(), logThreshold(), true)));
  }

  @Override
  Optional<Interval> interval() {
    return interval(rungSum, rungN, Intervals.ALPHA);
  }

  @Override
  Optional<Interval> intervalAtRejection(Comparison by) {
    return interval(stretchSum, stretchN, Intervals.alphaOfStretch(tuning, bets.ticks()));
  }

  private Optional<Interval> interval(double sum, long n, double alpha) {
    return Intervals.mean(sum / CAP, (double) n, CAP * limitMicros, alpha, tuning);
  }

  @Override
  OptionalDouble logBreach() {
    return OptionalDouble.of(bets.logValue());
  }

  @Override
  void writeState(StateWriter out) {
    bets.write(out);
    out.varint(rungN);
    out.varint(stretchN);
    out.real(rungSum);
    out.real(stretchSum);
  }

  @Override
  void readState(StateReader in) {
    bets.read(in);
    rungN = in.count();
    stretchN = in.count();
    rungSum = in.sum(CAP * rungN);
    stretchSum = in.sum(CAP * stretchN);
  }
}
