package dev.belay.sequential;

import dev.belay.flag.Variant;
import dev.belay.gate.Comparison;
import dev.belay.gate.GateNames;
import dev.belay.gate.GateResult;
import dev.belay.gate.Interval;
import dev.belay.telemetry.ArmCounter;
import dev.belay.telemetry.ArmSummary;
import dev.belay.telemetry.PairCounter;
import dev.belay.telemetry.Population;
import dev.belay.telemetry.SliceSummary;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalDouble;

/** The treatment's failure rate against a multiple of the control's. */
final class FailureJudge extends RelativeJudge {
  /*
   * How. On pairs, with r the ratio, D = 1{treatment fails} − r 1{control fails} has a mean of at most
   * 0 if the treatment's rate is at most r times the control's: 1 + λD is an e-value for
   * λ < 1/max(1, r). Three kinds of pairs count: treatment alone (D = 1), control alone (−r), both
   * (1 − r); those in which neither failed are worth nothing. At r = 1 this is the sign test on
   * discordant pairs, with losses of probability (1 + λ)/2. Confirming: 1 − λD. At r = 1 a change that
   * changes nothing is at the limit and cannot be confirmed; a ratio above 1 can.
   */
  private static final int TREATMENT_ALONE = 0;
  private static final int CONTROL_ALONE = 1;
  private static final int BOTH = 2;
  private static final int PAIRS = 3;

  private final double ratio;
  private final Tuning tuning;
  private final double[] passWorth;
  private final Bets bets;

  /** Treatment alone, control alone, both, pairs of the tick. */
  private final long[] tick = new long[4];

  /** The same of the rung. */
  private final long[] rung = new long[4];

  /** The same since the rate was last within the limit. */
  private final long[] stretch = new long[4];

  /** Per arm, the control first: observations and failures. */
  private final long[] served = new long[4];

  FailureJudge(double ratio, double alpha, Tuning tuning) {
    super(GateNames.FAILURE_RATE, "", alpha * PAIRED_PART, tuning.minSamples());
    this.ratio = ratio;
    this.tuning = tuning;
    this.bets = new Bets(worth(ratio, 1), tuning);
    this.passWorth = worth(ratio, -1);
  }

  private static double[] worth(double ratio, int direction) {
    double[] worth = new double[3 * Bets.STAKES];
    double[] stakes = Bets.stakes(Math.max(1, ratio));
    for (int j = 0; j < Bets.STAKES; j++) {
      double stake = direction * stakes[j];
      worth[TREATMENT_ALONE * Bets.STAKES + j] = StrictMath.log1p(stake);
      worth[CONTROL_ALONE * Bets.STAKES + j] = StrictMath.log1p(-stake * ratio);
      worth[BOTH * Bets.STAKES + j] = StrictMath.log1p(stake * (1 - ratio));
    }
    return worth;
  }

  @Override
  void begin() {
    Arrays.fill(tick, 0);
  }

  @Override
  void take(SliceSummary slice) {
    long alone = slice.get(PairCounter.TREATMENT_FAILED_ALONE);
    ArmSummary treatment = slice.armOrNull(Population.PAIRED, Variant.TREATMENT);
    tick[PAIRS] += slice.get(PairCounter.PAIRS);
    tick[TREATMENT_ALONE] += alone;
    tick[CONTROL_ALONE] += slice.get(PairCounter.CONTROL_FAILED_ALONE);
    tick[BOTH] += treatment == null ? 0 : treatment.get(ArmCounter.FAILURES) - alone;
    addArm(slice, Variant.CONTROL, 0);
    addArm(slice, Variant.TREATMENT, 2);
  }

  @Override
  void end() {
    if (tick[PAIRS] == 0) {
      return;
    }
    for (int kind = 0; kind < tick.length; kind++) {
      rung[kind] += tick[kind];
      stretch[kind] += tick[kind];
    }
    if (!isOver(stretch)) {
      Arrays.fill(stretch, 0);
    }
    bets.begin();
    for (int kind = TREATMENT_ALONE; kind <= BOTH; kind++) {
      bets.add(kind, (double) tick[kind]);
    }
    bets.end();
    if (!hasRejected() && bets.rejects(alpha())) {
      double rate = treated(stretch);
      double logE = bets.logValue();
      reject(rate, limit(stretch), stretch[PAIRS], Comparison.PAIRS, false, logE);
    }
  }

  private boolean isOver(long[] sums) {
    return treated(sums) > limit(sums);
  }

  private static double treated(long[] sums) {
    return rate(sums[TREATMENT_ALONE] + sums[BOTH], sums[PAIRS]);
  }

  private double limit(long[] sums) {
    return ratio * rate(sums[CONTROL_ALONE] + sums[BOTH], sums[PAIRS]);
  }

  private static double rate(long failures, long n) {
    return n == 0 ? 0 : (double) failures / n;
  }

  private void addArm(SliceSummary slice, Variant variant, int at) {
    ArmSummary arm = slice.armOrNull(Population.SERVED, variant);
    if (arm != null) {
      served[at] += arm.observations();
      served[at + 1] += arm.get(ArmCounter.FAILURES);
    }
  }

  @Override
  long rungPairs() {
    return rung[PAIRS];
  }

  @Override
  Estimate arms() {
    double value = rate(served[3], served[2]);
    double limit = ratio * rate(served[1], served[0]);
    return new Estimate(value, limit, Math.min(served[0], served[2]), value > limit);
  }

  @Override
  void beginRung() {
    Arrays.fill(rung, 0);
    Arrays.fill(served, 0);
  }

  @Override
  GateResult open(String slice) {
    if (rung[PAIRS] == 0) {
      return unpaired(slice);
    }
    double pass =
        Bets.logMean(
            passWorth,
            tuning.dispersion(),
            (double) rung[TREATMENT_ALONE],
            (double) rung[CONTROL_ALONE],
            (double) rung[BOTH]);
    return undecided(
        slice, treated(rung), limit(rung), rung[PAIRS], Comparison.PAIRS, bets.logValue(), pass);
  }

  @Override
  Optional<Interval> interval() {
    return rung[PAIRS] == 0 ? intervalOfArm() : interval(rung, Intervals.ALPHA);
  }

  /** By shards, the estimate is that of the arms of the rung. */
  @Override
  Optional<Interval> intervalAtRejection(Comparison by) {
    return by == Comparison.ARMS
        ? intervalOfArm()
        : interval(stretch, Intervals.alphaOfStretch(tuning, bets.ticks()));
  }

  private Optional<Interval> intervalOfArm() {
    return Intervals.mean((double) served[3], (double) served[2], 1, Intervals.ALPHA, tuning);
  }

  private Optional<Interval> interval(long[] sums, double alpha) {
    double failed = (double) sums[TREATMENT_ALONE] + sums[BOTH];
    return Intervals.mean(failed, (double) sums[PAIRS], 1, alpha, tuning);
  }

  @Override
  OptionalDouble logBreach() {
    return bets.ticks() == 0 ? OptionalDouble.empty() : OptionalDouble.of(bets.logValue());
  }

  @Override
  ShardCount[] shardCounts() {
    return new ShardCount[] {ShardCount.FAILURES};
  }

  @Override
  void writeRelative(StateWriter out) {
    bets.write(out);
    write(out, rung);
    write(out, stretch);
    write(out, served);
  }

  private static void write(StateWriter out, long[] counts) {
    for (long count : counts) {
      out.varint(count);
    }
  }

  @Override
  void readRelative(StateReader in) {
    bets.read(in);
    read(in, rung);
    read(in, stretch);
    read(in, served);
  }

  private static void read(StateReader in, long[] counts) {
    for (int i = 0; i < counts.length; i++) {
      counts[i] = in.count();
    }
  }
}
