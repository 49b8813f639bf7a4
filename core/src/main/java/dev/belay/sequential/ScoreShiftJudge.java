package dev.belay.sequential;

import dev.belay.gate.GateNames;
import dev.belay.gate.Interval;
import dev.belay.stats.BetaMixture;
import dev.belay.stats.TwoSampleQuantile;
import dev.belay.telemetry.ArmCounter;
import dev.belay.telemetry.ArmSummary;
import dev.belay.telemetry.ScoreCells;
import org.jspecify.annotations.Nullable;

/** The shift of the median score from that of the control, in either direction. */
final class ScoreShiftJudge extends QuantileJudge {
  private static final double MEDIAN = 0.5;
  private static final double BEST_AT = 3000;

  /** Keeps a limit that is a multiple of a cell from meeting an edge, against the evidence. */
  private static final double STRICT = 0x1p-30;

  private final double limit;
  private final TwoSampleQuantile apart;
  private final TwoSampleQuantile asked;
  private final CellCounts counts = new CellCounts(ScoreCells.COUNT);

  ScoreShiftJudge(double limit, double alpha, Tuning tuning) {
    super(GateNames.CONFIDENCE_SHIFT, "", Cells.ofScores(), MEDIAN, alpha * PAIRED_PART, tuning);
    this.limit = limit;
    BetaMixture alarm = Tuning.mixture(MEDIAN, BEST_AT, alpha * PAIRED_PART / 2);
    BetaMixture pass = Tuning.mixture(MEDIAN, BEST_AT, Tuning.BETA);
    double[] edges = cells().edges();
    this.apart = TwoSampleQuantile.shift(alarm, edges, limit, tuning.dispersion());
    this.asked = TwoSampleQuantile.shift(pass, edges, STRICT - limit, tuning.dispersion());
  }

  @Override
  void addCells(ArmSummary arm, boolean treatment, ArmCells to, @Nullable ArmCells too) {
    counts.fill(arm.scores());
    addTo(to, treatment, counts);
    if (too != null) {
      addTo(too, treatment, counts);
    }
  }

  @Override
  long measured(ArmSummary arm) {
    return arm.observations() - arm.get(ArmCounter.INVALID_SCORES);
  }

  @Override
  boolean reaches(long[] treatment, long[] control, double threshold) {
    return apart.eitherReaches(treatment, control, threshold);
  }

  @Override
  double logBreach(long[] treatment, long[] control) {
    return apart.logEither(treatment, control);
  }

  /** Both directions have to be confirmed, each at β: together they are wrong with at most β. */
  @Override
  double logPass(long[] treatment, long[] control) {
    return Math.min(logNotAbove(asked, treatment, control), logNotAbove(asked, control, treatment));
  }

  @Override
  double distance(double difference) {
    return Math.abs(difference);
  }

  @Override
  Interval distance(Interval difference) {
    double low = difference.low();
    double high = difference.high();
    double nearest = low <= 0 && high >= 0 ? 0 : Math.min(Math.abs(low), Math.abs(high));
    return new Interval(nearest, Math.max(Math.abs(low), Math.abs(high)));
  }

  @Override
  double limit() {
    return limit;
  }

  @Override
  ShardCount[] shardCounts() {
    return new ShardCount[] {ShardCount.ABOVE_MEDIAN, ShardCount.BELOW_MEDIAN};
  }
}
