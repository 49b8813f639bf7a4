package dev.belay.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.belay.stats.Seed;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class LatencyGridTest {
  private static final long[] LIMITS = {
    1, 31, 63, 64, 500_000, 1_000_000, 68_000_000_000L, LatencyLayout.OPEN_NANOS - 1
  };

  @Test
  void everyLatencyLiesInItsCellAndCellsAscend() {
    LatencyLayout layout = LatencyLayout.of(LIMITS);
    int before = 0;
    long next = 0;
    for (int cell = 0; cell < layout.cells(); cell++) {
      if (layout.lowNanos(cell) <= layout.highNanos(cell)) {
        assertThat(layout.lowNanos(cell)).isEqualTo(next);
        assertThat(layout.cellOf(layout.lowNanos(cell))).isEqualTo(cell);
        assertThat(layout.cellOf(layout.highNanos(cell))).isEqualTo(cell);
        assertThat(cell).isGreaterThanOrEqualTo(before);
        before = cell;
        next = layout.highNanos(cell) + 1;
      }
    }
    assertThat(layout.highNanos(layout.cells() - 1)).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void cellsAreAtMostAThirtySecondOfTheirLatencyWide() {
    LatencyLayout layout = LatencyLayout.of(LIMITS);
    for (long nanos = 1; nanos < LatencyLayout.OPEN_NANOS; nanos += nanos / 40 + 1) {
      int cell = layout.cellOf(nanos);
      long width = layout.highNanos(cell) - layout.lowNanos(cell);
      assertThat(32 * width).isLessThanOrEqualTo(layout.lowNanos(cell));
    }
  }

  @Test
  void shareOverALimitIsExactAtTheLimitItself() {
    for (long limit : LIMITS) {
      LatencyGrid grid = new LatencyGrid(LatencyLayout.of(LIMITS));
      grid.add(limit);
      assertThat(grid.over(limit)).isZero();
      grid.add(limit + 1);
      assertThat(grid.over(limit)).isEqualTo(1);
    }
  }

  @Test
  void quantilesAndSharesAgreeWithTheSortedSample() {
    SplittableRandom random = Seed.random(21);
    for (int round = 0; round < 200; round++) {
      long[] limits = random.longs(3, 1, 1L << (1 + random.nextInt(35))).toArray();
      LatencyGrid grid = new LatencyGrid(LatencyLayout.of(limits));
      long[] sample = new long[1 + random.nextInt(300)];
      Arrays.setAll(sample, i -> (long) Math.exp(random.nextDouble() * 27));
      for (long nanos : sample) {
        grid.add(nanos);
      }
      Arrays.sort(sample);
      String seed = "seed " + Seed.value(21) + ", round " + round;
      for (long limit : limits) {
        assertThat(grid.over(limit))
            .as(seed)
            .isEqualTo(Arrays.stream(sample).filter(v -> v > limit).count());
      }
      double p = random.nextDouble();
      long exact = sample[(int) Math.max(1, Math.ceil(p * sample.length)) - 1];
      QuantileEstimate quantile = grid.quantileNanos(p).orElseThrow();
      assertThat((double) exact).as(seed).isBetween(quantile.lower(), quantile.upper());
      assertThat(quantile.estimate()).as(seed).isBetween(quantile.lower(), quantile.upper());
      assertThat(grid.maxNanos()).as(seed).hasValue(sample[sample.length - 1]);
      long cap = LatencyLayout.DEFAULT_MEAN_CAP_NANOS;
      assertThat(grid.cappedSumNanos())
          .as(seed)
          .isEqualTo(Arrays.stream(sample).map(v -> Math.min(v, cap)).sum());
    }
  }

  @Test
  void nothingMeasuredIsAbsentNotZero() {
    LatencyGrid grid = new LatencyGrid(LatencyLayout.of(1_000));
    assertThat(grid.quantileNanos(0.99)).isEmpty();
    assertThat(grid.maxNanos()).isEmpty();
    assertThat(grid.cappedMeanNanos()).isEmpty();
  }

  @Test
  void differentLayoutsAreNotMerged() {
    LatencyGrid grid = new LatencyGrid(LatencyLayout.of(1_000));
    assertThatThrownBy(() -> grid.merge(new LatencyGrid(LatencyLayout.of(1_001))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("1000")
        .hasMessageContaining("1001");
  }

  @Test
  void badArgumentsAreNamed() {
    assertThatThrownBy(() -> LatencyLayout.of(0)).hasMessageContaining("limit is 0 ns");
    assertThatThrownBy(() -> LatencyLayout.of(1L << 36)).hasMessageContaining("68719476736");
    assertThatThrownBy(() -> LatencyLayout.of(1, 2, 3, 4, 5, 6, 7, 8, 9)).hasMessageContaining("9");
    assertThatThrownBy(() -> LatencyLayout.of(0, new long[] {5})).hasMessageContaining("cap");
    LatencyGrid grid = new LatencyGrid(LatencyLayout.of(1_000));
    assertThatThrownBy(() -> grid.add(-1)).hasMessageContaining("-1 ns");
    assertThatThrownBy(() -> grid.over(999)).hasMessageContaining("999 ns");
    assertThatThrownBy(() -> grid.quantileNanos(1.5)).hasMessageContaining("1.5");
  }
}
