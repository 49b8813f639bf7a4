package dev.belay.sequential;

import dev.belay.flag.Variant;
import dev.belay.gate.Comparison;
import dev.belay.gate.GateResult;
import dev.belay.gate.Interval;
import dev.belay.stats.TwoSampleQuantile;
import dev.belay.telemetry.ArmSummary;
import dev.belay.telemetry.Population;
import dev.belay.telemetry.SliceSummary;
import java.util.Optional;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/** A quantile of the treatment against that of the control plus a distance. */
abstract class QuantileJudge extends RelativeJudge {
  /*
   * How. TwoSampleQuantile on the pairs of the attempt refutes "the quantiles are no further apart
   * than the limit"; on those of the rung, with the limit negative, it confirms it. Without pairs the
   * estimate is that of the served arms of the rung, gathered until it has pairs.
   */
  private final Cells cells;
  private final double p;
  private final Tuning tuning;
  private final ArmCells pairs;
  private final ArmCells pairsOfRung;
  private final ArmCells served;
  private boolean morePairs;

  QuantileJudge(String gate, String unit, Cells cells, double p, double alpha, Tuning tuning) {
    super(gate, unit, alpha, tuning.minSamples());
    this.tuning = tuning;
    this.cells = cells;
    this.p = p;
    this.pairs = new ArmCells(cells.count());
    this.pairsOfRung = new ArmCells(cells.count());
    this.served = new ArmCells(cells.count());
  }

  /** Adds what an arm holds in each cell, to both where there are two. */
  abstract void addCells(ArmSummary arm, boolean treatment, ArmCells to, @Nullable ArmCells too);

  /** Adds counts of a summary's cells. */
  final void addTo(ArmCells to, boolean treatment, CellCounts counts) {
    for (int i = 0; i < counts.size(); i++) {
      to.add(treatment, cells.placeOf(counts.cell(i)), counts.n(i));
    }
  }

  /** How many observations of an arm are in the cells. */
  abstract long measured(ArmSummary arm);

  /** Whether the evidence on the pairs of the attempt reaches the threshold. */
  abstract boolean reaches(long[] treatment, long[] control, double threshold);

  /** ln of the evidence of a breach. */
  abstract double logBreach(long[] treatment, long[] control);

  /** ln of the evidence that the limit is kept. */
  abstract double logPass(long[] treatment, long[] control);

  /** The distance of quantiles as the gate reports it, from that in the cells' unit. */
  abstract double distance(double difference);

  /** Where such a distance lies, from where that in the cells' unit does. */
  abstract Interval distance(Interval difference);

  /** The limit as the gate reports it. */
  abstract double limit();

  @Override
  final void begin() {
    morePairs = false;
  }

  @Override
  final void take(SliceSummary slice) {
    ArmSummary treatment = slice.armOrNull(Population.PAIRED, Variant.TREATMENT);
    ArmSummary control = slice.armOrNull(Population.PAIRED, Variant.CONTROL);
    long n = Math.max(count(treatment), count(control));
    if (pairs.admit(n)) {
      pairsOfRung.admit(n);
      morePairs = true;
      addTo(pairs, pairsOfRung, treatment, control);
    }
    ArmSummary treated = slice.armOrNull(Population.SERVED, Variant.TREATMENT);
    ArmSummary controlled = slice.armOrNull(Population.SERVED, Variant.CONTROL);
    if (pairsOfRung.size() == 0 && served.admit(Math.max(count(treated), count(controlled)))) {
      addTo(served, null, treated, controlled);
    }
  }

  private void addTo(
      ArmCells to,
      @Nullable ArmCells too,
      @Nullable ArmSummary treatment,
      @Nullable ArmSummary control) {
    if (treatment != null) {
      addCells(treatment, true, to, too);
    }
    if (control != null) {
      addCells(control, false, to, too);
    }
  }

  @Override
  final void end() {
    if (morePairs
        && !hasRejected()
        && reaches(pairs.treatment(), pairs.control(), logThreshold())) {
      double logE = logBreach(pairs.treatment(), pairs.control());
      reject(estimate(pairs), limit(), pairs.size(), Comparison.PAIRS, false, logE);
    }
  }

  private long count(@Nullable ArmSummary arm) {
    return arm == null ? 0 : measured(arm);
  }

  final Cells cells() {
    return cells;
  }

  private double estimate(ArmCells of) {
    return distance(cells.quantile(of.treatment(), p) - cells.quantile(of.control(), p));
  }

  @Override
  final long rungPairs() {
    return pairsOfRung.size();
  }

  @Override
  final Estimate arms() {
    long n = served.scarcer();
    double value = n == 0 ? 0 : estimate(served);
    return new Estimate(value, limit(), n, value > limit());
  }

  @Override
  final void beginRung() {
    pairsOfRung.clear();
    served.clear();
  }

  @Override
  final GateResult open(String slice) {
    if (pairsOfRung.size() == 0) {
      return unpaired(slice);
    }
    return undecided(
        slice,
        estimate(pairsOfRung),
        limit(),
        pairsOfRung.size(),
        Comparison.PAIRS,
        logBreach(pairs.treatment(), pairs.control()),
        logPass(pairsOfRung.treatment(), pairsOfRung.control()));
  }

  @Override
  final Optional<Interval> interval() {
    return interval(pairsOfRung.size() == 0 ? served : pairsOfRung);
  }

  /** On pairs the estimate is that of all pairs of the attempt. */
  @Override
  final Optional<Interval> intervalAtRejection(Comparison by) {
    return interval(by == Comparison.PAIRS ? pairs : served);
  }

  private Optional<Interval> interval(ArmCells of) {
    return Intervals.quantileDifference(of.treatment(), of.control(), cells.edges(), p, tuning)
        .map(this::distance);
  }

  @Override
  final OptionalDouble logBreach() {
    return pairs.size() == 0
        ? OptionalDouble.empty()
        : OptionalDouble.of(logBreach(pairs.treatment(), pairs.control()));
  }

  @Override
  final void writeRelative(StateWriter out) {
    pairs.write(out);
    pairsOfRung.write(out);
    served.write(out);
  }

  @Override
  final void readRelative(StateReader in) {
    pairs.read(in);
    pairsOfRung.read(in);
    served.read(in);
  }

  /** Evidence against "the quantile of the first is above that of the second by the shift". */
  static double logNotAbove(TwoSampleQuantile asked, long[] first, long[] second) {
    return asked.logUp(second, first);
  }
}
