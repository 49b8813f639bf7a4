package dev.belay.sequential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.belay.gate.Interval;
import dev.belay.stats.AnytimeInterval;
import dev.belay.stats.LateChangeWeights;
import dev.belay.stats.Seed;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Intervals cover what is true at all looks together, as often as they say. */
class IntervalsTest {
  private static final int RUNS = 300;
  private static final int LOOKS = 40;
  private static final int PER_LOOK = 50;

  /** What RUNS may miss at most where 5 % are missed in truth: three standard errors more. */
  private static final long MOST_MISSED = 26;

  private static final Tuning TUNING = tuning(1);

  private static Tuning tuning(double dispersion) {
    return new Tuning(new LateChangeWeights(LOOKS), dispersion, 100);
  }

  private static boolean covers(Optional<Interval> interval, double value) {
    return interval.isEmpty() || (interval.get().low() <= value && value <= interval.get().high());
  }

  @Test
  void aShare_isTheAnytimeInterval_inTheEstimatesUnit() {
    AnytimeInterval share = AnytimeInterval.of(50, 10_000, 0.05, 3000);
    Interval percent = Intervals.mean(50, 10_000, 100, 0.05, TUNING).orElseThrow();
    assertThat(percent.low()).isCloseTo(100 * share.lower(), within(1e-12));
    assertThat(percent.high()).isCloseTo(100 * share.upper(), within(1e-12));
    assertThat(Intervals.mean(0, 0, 1, 0.05, TUNING)).isEmpty();
    assertThat(Intervals.mean(1, 1e12, 1, 0.05, TUNING)).isEmpty();
    Interval grouped = Intervals.mean(50, 10_000, 100, 0.05, tuning(10)).orElseThrow();
    assertThat(grouped.low()).isLessThan(percent.low());
    assertThat(grouped.high()).isGreaterThan(percent.high());
  }

  /** Values between 0 and 1 that are not successes and failures, in groups of three alike. */
  @Test
  void aMeanOfGroupedValues_isCovered() {
    SplittableRandom random = Seed.random(1);
    Tuning grouped = tuning(3);
    long missed = 0;
    for (int run = 0; run < RUNS; run++) {
      double sum = 0;
      boolean miss = false;
      for (int look = 1; look <= LOOKS; look++) {
        for (int i = 0; i < PER_LOOK; i++) {
          sum += 3 * (random.nextDouble() < 0.02 ? 0.9 : 0.05);
        }
        double n = 3.0 * look * PER_LOOK;
        miss |= !covers(Intervals.mean(sum, n, 1, Intervals.ALPHA, grouped), 0.067);
      }
      missed += miss ? 1 : 0;
    }
    assertThat(missed).as("seed %d", Seed.value(1)).isLessThanOrEqualTo(MOST_MISSED);
  }

  /**
   * The stretch is begun anew whenever its share is low: it is chosen, and covered all the same.
   */
  @Test
  void aStretchThatWasChosen_isCovered() {
    SplittableRandom random = Seed.random(2);
    double p = 0.05;
    long missed = 0;
    long missedIfNotChosen = 0;
    for (int run = 0; run < RUNS; run++) {
      long n = 0;
      long k = 0;
      boolean miss = false;
      boolean naive = false;
      for (int look = 1; look <= LOOKS; look++) {
        for (int i = 0; i < PER_LOOK; i++) {
          k += random.nextDouble() < p ? 1 : 0;
        }
        n += PER_LOOK;
        double alpha = Intervals.alphaOfStretch(TUNING, look);
        miss |= !covers(Intervals.mean((double) k, (double) n, 1, alpha, TUNING), p);
        naive |= !covers(Intervals.mean((double) k, (double) n, 1, Intervals.ALPHA, TUNING), p);
        if (k <= p * n) {
          n = 0;
          k = 0;
        }
      }
      missed += miss ? 1 : 0;
      missedIfNotChosen += naive ? 1 : 0;
    }
    assertThat(missed).as("seed %d", Seed.value(2)).isLessThanOrEqualTo(MOST_MISSED);
    assertThat(missed).isLessThanOrEqualTo(missedIfNotChosen);
  }

  @Test
  void aDifferenceOfMedians_isCovered_andGetsNarrow() {
    SplittableRandom random = Seed.random(3);
    double[] edges = Cells.ofScores().edges();
    double shift = 0.05;
    long missed = 0;
    double width = 0;
    for (int run = 0; run < RUNS; run++) {
      long[] first = new long[edges.length - 1];
      long[] second = new long[edges.length - 1];
      boolean miss = false;
      for (int look = 1; look <= LOOKS; look++) {
        for (int i = 0; i < PER_LOOK; i++) {
          double both = 0.4 * random.nextDouble() + 0.4 * random.nextDouble();
          first[(int) ((both + shift) * first.length)]++;
          second[(int) (both * second.length)]++;
        }
        Optional<Interval> interval =
            Intervals.quantileDifference(first, second, edges, 0.5, TUNING);
        miss |= !covers(interval, shift);
        width = interval.map(known -> known.high() - known.low()).orElse(1.0);
      }
      missed += miss ? 1 : 0;
      assertThat(width).as("seed %d", Seed.value(3)).isBetween(0.02, 0.1);
    }
    assertThat(missed).as("seed %d", Seed.value(3)).isLessThanOrEqualTo(MOST_MISSED);
  }

  @Test
  void aHighQuantile_hasNoUpperEndBeforeThereIsOne() {
    double[] edges = {0, 1, 2, Double.POSITIVE_INFINITY};
    long[] few = {50, 50, 0};
    assertThat(Intervals.quantileDifference(few, few, edges, 0.99, TUNING)).isEmpty();
    long[] many = {50_000, 50_000, 0};
    assertThat(Intervals.quantileDifference(many, many, edges, 0.99, TUNING))
        .contains(new Interval(-1, 1));
    long[] beyond = {0, 0, 100_000};
    assertThat(Intervals.quantileDifference(beyond, many, edges, 0.99, TUNING)).isEmpty();
    assertThat(Intervals.quantileDifference(new long[3], many, edges, 0.99, TUNING)).isEmpty();
  }
}
