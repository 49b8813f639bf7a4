package dev.belay.sequential;

import dev.belay.stats.LateChange;
import java.util.Arrays;

/**
 * A sequential test that the mean of bounded observations is above a limit, from totals of kinds of
 * observations. Mutable and not thread-safe; adding allocates nothing.
 */
final class Bets {
  /*
   * How. An observation X with a mean of at most 0 given the past, X ≥ −c, and a stake λ < 1/c make
   * 1 + λX an e-value. For each stake and kind of observation the table holds the logarithm of what
   * one of that kind is worth, or a lower bound; ln e of a tick is the sum of amount times worth over
   * the kinds. Eight stakes, λ c in {0.0125, 0.025, 0.05, 0.1, 0.2, 0.35, 0.6, 0.95}, are the grid of
   * a late-change process: P(ever mean ≥ 1/α) ≤ α. With a dispersion φ, e^(1/φ) (Hölder).
   *
   * Confirming uses the same with −X, without late change. After Waudby-Smith & Ramdas (2024).
   */
  private static final double[] LEVELS = {0.0125, 0.025, 0.05, 0.1, 0.2, 0.35, 0.6, 0.95};

  /** The number of stakes. */
  static final int STAKES = LEVELS.length;

  private final double[] worth;
  private final Tuning tuning;
  private final double[] logE = new double[STAKES];
  private LateChange process;

  /**
   * A test before its first tick.
   *
   * @param worth of each kind, those of all stakes one after the other
   */
  Bets(double[] worth, Tuning tuning) {
    this.worth = worth;
    this.tuning = tuning;
    this.process = new LateChange(tuning.weights(), STAKES);
  }

  /** The stakes where an observation loses at most this. */
  static double[] stakes(double greatestLoss) {
    double[] stakes = new double[STAKES];
    for (int j = 0; j < STAKES; j++) {
      stakes[j] = LEVELS[j] / greatestLoss;
    }
    return stakes;
  }

  /** Begins to add up a tick. */
  void begin() {
    Arrays.fill(logE, 0);
  }

  /** Adds an amount of a kind to the tick. */
  void add(int kind, double amount) {
    int from = kind * STAKES;
    for (int j = 0; j < STAKES; j++) {
      logE[j] += amount * worth[from + j];
    }
  }

  /** Takes the tick in; not called for one without observations. */
  void end() {
    for (int j = 0; j < STAKES; j++) {
      logE[j] /= tuning.dispersion();
    }
    process.advance(logE);
  }

  boolean rejects(double alpha) {
    return process.rejects(alpha);
  }

  double logValue() {
    return process.logValue();
  }

  /** The ticks that were taken in. */
  long ticks() {
    return process.ticks();
  }

  /** ln of the mean over the stakes, for totals of the kinds that a table gives the worth of. */
  static double logMean(double[] worth, double dispersion, double... amounts) {
    double[] logs = new double[STAKES];
    double high = Double.NEGATIVE_INFINITY;
    for (int j = 0; j < STAKES; j++) {
      for (int kind = 0; kind < amounts.length; kind++) {
        logs[j] += amounts[kind] * worth[kind * STAKES + j];
      }
      logs[j] /= dispersion;
      high = Math.max(high, logs[j]);
    }
    double sum = 0;
    for (double log : logs) {
      sum += StrictMath.exp(log - high);
    }
    return high + StrictMath.log(sum / STAKES);
  }

  void write(StateWriter out) {
    out.varint(process.ticks());
    out.reals(process.logCapitals());
  }

  void read(StateReader in) {
    long ticks = in.count();
    process = LateChange.restore(tuning.weights(), ticks, in.reals(STAKES));
  }
}
