package dev.belay.sequential;

import dev.belay.flag.Variant;
import dev.belay.gate.Comparison;
import dev.belay.gate.GateNames;
import dev.belay.gate.GateResult;
import dev.belay.gate.Interval;
import dev.belay.gate.Verdict;
import dev.belay.telemetry.ArmCounter;
import dev.belay.telemetry.ArmSummary;
import dev.belay.telemetry.PairCounter;
import dev.belay.telemetry.Population;
import dev.belay.telemetry.SliceSummary;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalDouble;

/** The change of SLA-recall@50, treatment less control. */
final class RecallJudge extends RelativeJudge {
  /*
   * How. On pairs that both arms delivered inside the query SLA. No change allowed: a pair that
   * differs is a change, a fact that needs no α; as many pairs as a window asks for, none of which
   * differs, pass. With a tolerance c, the loss D = control − treatment of a pair has a mean of at most
   * c: 1 + λ(D − c) is an e-value, λ < 1/(1 + c). Its logarithm is concave in D, so from n pairs, the
   * sum of the losses and that of the gains,
   *   n f(0) + Σlost (f(1) − f(0)) + Σgained (f(−1) − f(0)),   f(d) = ln(1 + λ(d − c)),
   * is a lower bound (chords from 0 to 1 and from −1 to 0). Signs of discordant pairs alone would
   * reject a loss that is tolerated. Confirming "the mean loss is below c": the same with −λ.
   *
   * The interval of the change is between those of the mean gain less the mean loss, each at α/2. With
   * no change allowed the stretch of a rejection is the attempt, whose begin nobody chose.
   *
   * Without pairs the estimate is the difference of the arms' means. Shards may refute it. It is never
   * confirmed: a pass is one that was not refuted, marked so.
   */
  private static final double UNIT = ArmSummary.RECALL_UNITS_PER_ONE;
  private static final double MOST_PAIRS = 0x1p50;
  private static final int PAIRS = 0;
  private static final int LOST = 1;
  private static final int GAINED = 2;

  private final OptionalDouble tolerance;
  private final Tuning tuning;
  private final double[] passWorth;
  private final Bets bets;

  /** Pairs, Σ lost and Σ gained of the tick. */
  private final double[] tick = new double[3];

  /** The pairs of the tick that differ. */
  private long changed;

  /** The same sums of the rung. */
  private final double[] rung = new double[3];

  /** The same since the loss was last within the limit. */
  private final double[] stretch = new double[3];

  /** Per arm, the control first: measured, and the units of their recall. */
  private final long[] served = new long[4];

  RecallJudge(OptionalDouble tolerance, double alpha, Tuning tuning) {
    super(
        GateNames.SLA_RECALL_50,
        "",
        tolerance.isPresent() ? alpha * PAIRED_PART : alpha,
        tuning.minSamples());
    this.tolerance = tolerance;
    this.tuning = tuning;
    double c = tolerance.orElse(0);
    this.bets = new Bets(worth(c, 1), tuning);
    this.passWorth = worth(c, -1);
  }

  private static double[] worth(double c, int direction) {
    double[] worth = new double[3 * Bets.STAKES];
    double[] stakes = Bets.stakes(1 + c);
    for (int j = 0; j < Bets.STAKES; j++) {
      double stake = direction * stakes[j];
      double none = StrictMath.log1p(-stake * c);
      worth[PAIRS * Bets.STAKES + j] = none;
      worth[LOST * Bets.STAKES + j] = StrictMath.log1p(stake * (1 - c)) - none;
      worth[GAINED * Bets.STAKES + j] = StrictMath.log1p(stake * (-1 - c)) - none;
    }
    return worth;
  }

  @Override
  void begin() {
    Arrays.fill(tick, 0);
    changed = 0;
  }

  @Override
  void take(SliceSummary slice) {
    tick[PAIRS] += slice.get(PairCounter.RECALL_PAIRS);
    tick[LOST] += slice.get(PairCounter.CONTROL_RECALL_EXCESS_UNITS) / UNIT;
    tick[GAINED] += slice.get(PairCounter.TREATMENT_RECALL_EXCESS_UNITS) / UNIT;
    changed +=
        slice.get(PairCounter.CONTROL_RECALL_HIGHER)
            + slice.get(PairCounter.TREATMENT_RECALL_HIGHER);
    addArm(slice, Variant.CONTROL, 0);
    addArm(slice, Variant.TREATMENT, 2);
  }

  @Override
  void end() {
    if (tick[PAIRS] == 0) {
      return;
    }
    addTo(rung);
    addTo(stretch);
    if (tolerance.isEmpty()) {
      if (changed > 0) {
        rejectPairs(Double.NaN);
      }
      return;
    }
    if (stretch[LOST] - stretch[GAINED] <= tolerance.getAsDouble() * stretch[PAIRS]) {
      Arrays.fill(stretch, 0);
    }
    bets.begin();
    for (int kind = 0; kind < tick.length; kind++) {
      bets.add(kind, tick[kind]);
    }
    bets.end();
    if (!hasRejected() && bets.rejects(alpha())) {
      rejectPairs(bets.logValue());
    }
  }

  private void addTo(double[] sums) {
    for (int kind = 0; kind < sums.length; kind++) {
      sums[kind] += tick[kind];
    }
  }

  private void rejectPairs(double logE) {
    reject(change(stretch), limit(), (long) stretch[PAIRS], Comparison.PAIRS, false, logE);
  }

  private static double change(double[] sums) {
    return sums[PAIRS] == 0 ? 0 : (sums[GAINED] - sums[LOST]) / sums[PAIRS];
  }

  /** The tolerated loss, below 0, as the change is then; or 0. */
  private double limit() {
    return tolerance.isPresent() ? -tolerance.getAsDouble() : 0;
  }

  private void addArm(SliceSummary slice, Variant variant, int at) {
    ArmSummary arm = slice.armOrNull(Population.SERVED, variant);
    if (arm != null) {
      served[at] = Math.addExact(served[at], arm.get(ArmCounter.SLA_RECALL_MEASURED));
      served[at + 1] = Math.addExact(served[at + 1], arm.get(ArmCounter.SLA_RECALL_UNITS));
    }
  }

  @Override
  long rungPairs() {
    return (long) rung[PAIRS];
  }

  @Override
  Estimate arms() {
    long n = Math.min(served[0], served[2]);
    double change = n == 0 ? 0 : (served[3] / UNIT) / served[2] - (served[1] / UNIT) / served[0];
    return new Estimate(change, limit(), n, tolerance.isEmpty() || change < limit());
  }

  @Override
  void beginRung() {
    Arrays.fill(rung, 0);
    Arrays.fill(served, 0);
  }

  @Override
  GateResult open(String slice) {
    if (rung[PAIRS] == 0) {
      Estimate estimate = arms();
      boolean enough = estimate.n() >= tuning.minSamples() && within(estimate.value());
      return enough ? notRefuted(slice, estimate) : unpaired(slice);
    }
    if (tolerance.isEmpty()) {
      return unchanged(slice);
    }
    // Held against each other as losses, which are over the limit where they are greater.
    double pass = Bets.logMean(passWorth, tuning.dispersion(), rung);
    GateResult losses =
        undecided(
            slice, -change(rung), -limit(), rungPairs(), Comparison.PAIRS, bets.logValue(), pass);
    return result(
        slice,
        losses.verdict(),
        OptionalDouble.of(change(rung)),
        OptionalDouble.of(limit()),
        rungPairs(),
        Comparison.PAIRS,
        false,
        "",
        losses.evidence());
  }

  private boolean within(double change) {
    return tolerance.isEmpty() || change >= limit();
  }

  private GateResult notRefuted(String slice, Estimate estimate) {
    return result(
            slice,
            Verdict.PASS,
            OptionalDouble.of(estimate.value()),
            tolerance.isPresent() ? OptionalDouble.of(limit()) : OptionalDouble.empty(),
            estimate.n(),
            Comparison.ARMS,
            false,
            "",
            Optional.empty())
        .unconfirmed();
  }

  private GateResult unchanged(String slice) {
    boolean enough = rungPairs() >= tuning.minSamples();
    return result(
        slice,
        enough ? Verdict.PASS : Verdict.INSUFFICIENT,
        OptionalDouble.of(0),
        OptionalDouble.of(0),
        rungPairs(),
        Comparison.PAIRS,
        false,
        enough ? "" : "pairs with recall@50",
        Optional.empty());
  }

  @Override
  Optional<Interval> interval() {
    return interval(rung, Intervals.ALPHA);
  }

  @Override
  Optional<Interval> intervalAtRejection(Comparison by) {
    if (by == Comparison.ARMS) {
      return Optional.empty();
    }
    boolean chosen = tolerance.isPresent();
    return interval(
        stretch, chosen ? Intervals.alphaOfStretch(tuning, bets.ticks()) : Intervals.ALPHA);
  }

  private Optional<Interval> interval(double[] sums, double alpha) {
    Optional<Interval> gain = Intervals.mean(sums[GAINED], sums[PAIRS], 1, alpha / 2, tuning);
    Optional<Interval> loss = Intervals.mean(sums[LOST], sums[PAIRS], 1, alpha / 2, tuning);
    if (gain.isEmpty() || loss.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new Interval(gain.get().low() - loss.get().high(), gain.get().high() - loss.get().low()));
  }

  @Override
  OptionalDouble logBreach() {
    return bets.ticks() == 0 ? OptionalDouble.empty() : OptionalDouble.of(bets.logValue());
  }

  @Override
  ShardCount[] shardCounts() {
    return new ShardCount[] {ShardCount.RECALL_MISSES};
  }

  @Override
  void writeRelative(StateWriter out) {
    bets.write(out);
    out.reals(rung);
    out.reals(stretch);
    for (long count : served) {
      out.varint(count);
    }
  }

  @Override
  void readRelative(StateReader in) {
    bets.read(in);
    readSums(in, rung);
    readSums(in, stretch);
    for (int i = 0; i < served.length; i++) {
      served[i] = in.varint(Long.MAX_VALUE);
    }
  }

  private static void readSums(StateReader in, double[] sums) {
    sums[PAIRS] = in.sum(MOST_PAIRS);
    sums[LOST] = in.sum(sums[PAIRS]);
    sums[GAINED] = in.sum(sums[PAIRS]);
  }
}
