package dev.belay.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.belay.stats.Seed;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** The AECE that is made for speed has the bits of the one that is made to be read. */
class GridAeceTest {
  private static final long SEED = 341;

  private static double score(SplittableRandom random, int kind) {
    double t = 0.01 * Math.exp(-20 * random.nextDouble());
    return switch (kind) {
      case 0 -> random.nextDouble();
      case 1 -> 1 - t;
      case 2 -> t;
      case 3 -> random.nextBoolean() ? t : 1 - t;
      case 4 -> random.nextInt(5) / 4.0;
      default -> Math.nextDown(0.5) + random.nextInt(3) * 1e-17;
    };
  }

  @Test
  void itsBitsAreThoseOfTheCalibrationOfTheGrid() {
    SplittableRandom seeds = Seed.random(SEED);
    for (int round = 0; round < 3000; round++) {
      SplittableRandom random = seeds.split();
      ScoreGrid grid = new ScoreGrid();
      int n = 1 + random.nextInt(1 << random.nextInt(11));
      int kind = random.nextInt(6);
      double tilt = random.nextDouble();
      for (int i = 0; i < n; i++) {
        double score = score(random, random.nextInt(4) == 0 ? random.nextInt(6) : kind);
        grid.addLabel(score, random.nextDouble() < (score + tilt) / 2);
        if (random.nextInt(4) == 0) {
          grid.add(score);
        }
      }
      int bins = round % 3 == 0 ? 1 + random.nextInt(1000) : 1 + (int) Math.sqrt(n);
      assertThat(GridAece.of(grid, bins).getAsDouble())
          .as("belay.seed %d, round %d: %d labels, %d bins", Seed.value(SEED), round, n, bins)
          .isEqualTo(GridCalibration.of(grid).aece(bins).orElseThrow().value());
    }
  }

  @Test
  void sumsBeyondWhatALongHoldsAreExactToo() {
    SplittableRandom random = Seed.random(SEED + 1);
    for (int round = 0; round < 200; round++) {
      ScoreGrid grid = new ScoreGrid();
      for (int i = 0; i < 40; i++) {
        int cell = random.nextInt(ScoreCells.COUNT);
        grid.counters().reserve(cell);
        for (int label = 0; label <= 1; label++) {
          long count = random.nextLong(1L << (1 + random.nextInt(31)));
          long least = ScoreCells.minUnits(cell);
          long units =
              count * least + random.nextLong(count * (ScoreCells.maxUnits(cell) - least) + 1);
          int plane = ScoreGrid.countPlane(label == 1);
          grid.counters().add(cell, plane, count - grid.labelled(cell, label == 1));
          grid.counters().add(cell, plane + 1, units - grid.sumUnits(cell, label == 1));
        }
      }
      if (grid.labelled() > 0) {
        assertThat(GridAece.of(grid, 15).getAsDouble())
            .as("belay.seed %d, round %d", Seed.value(SEED + 1), round)
            .isEqualTo(GridCalibration.of(grid).aece(15).orElseThrow().value());
      }
    }
  }

  @Test
  void withoutLabelsThereIsNone() {
    ScoreGrid grid = new ScoreGrid();
    grid.add(0.5);
    assertThat(GridAece.of(grid, 10)).isEmpty();
  }

  @Test
  void binsOutOfRangeAreRefused() {
    assertThatThrownBy(() -> GridAece.of(new ScoreGrid(), 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("the number of bins is 0");
  }
}
