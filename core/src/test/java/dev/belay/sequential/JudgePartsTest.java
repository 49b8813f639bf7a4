package dev.belay.sequential;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.stats.LateChangeWeights;
import dev.belay.stats.Seed;
import dev.belay.stats.SignProcess;
import dev.belay.telemetry.LabelCells;
import dev.belay.telemetry.LatencyLayout;
import dev.belay.telemetry.ScoreCells;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class JudgePartsTest {
  @Test
  void bins_areWholeCells_andSymmetrical() {
    for (int cell = 0; cell < LabelCells.COUNT; cell++) {
      int bin = LabelBins.binOf(cell);
      assertThat(LabelCells.lower(cell)).isGreaterThanOrEqualTo(LabelBins.lower(bin));
      assertThat(LabelCells.upper(cell)).isLessThanOrEqualTo(LabelBins.upper(bin));
      if (cell != LabelCells.COUNT / 2) {
        assertThat(LabelBins.binOf(LabelCells.COUNT - 1 - cell))
            .as("cell %d", cell)
            .isEqualTo(LabelBins.COUNT - 1 - bin);
      }
    }
    assertThat(LabelBins.COUNT).isEqualTo(16);
    assertThat(LabelBins.lower(0)).isZero();
    assertThat(LabelBins.upper(15)).isEqualTo(1);
  }

  @Test
  void scoreCells_lieWholeInTheLinearGrid() {
    Cells cells = Cells.ofScores();
    double[] edges = cells.edges();
    for (int cell = 0; cell < ScoreCells.COUNT; cell++) {
      int place = cells.placeOf(cell);
      assertThat(ScoreCells.lower(cell)).isGreaterThanOrEqualTo(edges[place]);
      assertThat(ScoreCells.upper(cell)).isLessThanOrEqualTo(edges[place + 1]);
    }
  }

  @Test
  void latencyCells_thatNothingCanBeIn_areLeftOut() {
    // 63 ns ends a base cell, so that what lies above this limit begins one anyway.
    LatencyLayout layout = LatencyLayout.of(63, 1_000_000);
    Cells cells = Cells.ofLatencies(layout);
    assertThat(cells.count()).isLessThan(layout.cells());
    double[] edges = cells.edges();
    for (long nanos : new long[] {0, 1, 63, 64, 1_000_000, 1_000_001, 1L << 40}) {
      int place = cells.placeOf(layout.cellOf(nanos));
      assertThat((double) nanos).isBetween(edges[place], edges[place + 1]);
    }
  }

  @Test
  void quantiles_areThoseOfTheCounts() {
    Cells cells = Cells.ofScores();
    long[] counts = new long[cells.count()];
    assertThat(cells.quantile(counts, 0.5)).isZero();
    counts[256] = 10;
    assertThat(cells.quantile(counts, 0.5)).isBetween(0.5, 0.502);
    counts[100] = 11;
    assertThat(cells.quantile(counts, 0.5)).isBetween(100 / 512.0, 101 / 512.0);
  }

  @Test
  void failuresAtRatioOne_areASignTest() {
    Tuning tuning = new Tuning(new LateChangeWeights(10), 1, 1);
    double[] both = new double[2 * Bets.STAKES];
    double[] stakes = Bets.stakes(1);
    for (int j = 0; j < Bets.STAKES; j++) {
      both[j] = Math.log1p(stakes[j]);
      both[Bets.STAKES + j] = Math.log1p(-stakes[j]);
    }
    double grid = Bets.logMean(both, tuning.dispersion(), 30, 5);
    // The uniform mixture over θ = (1 + λ)/2 and the grid of eight agree within a factor of five.
    assertThat(grid).isBetween(SignProcess.logE(30, 5) - 1.5, SignProcess.logE(30, 5) + 1.5);
  }

  @Test
  void bets_onAMeanAtTheLimit_rarelyReject() {
    long seed = Seed.value(8);
    SplittableRandom random = new SplittableRandom(seed);
    double[] worth = new double[2 * Bets.STAKES];
    double[] stakes = Bets.stakes(0.5);
    for (int j = 0; j < Bets.STAKES; j++) {
      worth[j] = Math.log1p(0.5 * stakes[j]);
      worth[Bets.STAKES + j] = Math.log1p(-0.5 * stakes[j]);
    }
    int rejected = 0;
    for (int round = 0; round < 400; round++) {
      Bets bets = new Bets(worth, new Tuning(new LateChangeWeights(100), 1, 1));
      boolean ever = false;
      for (int tick = 0; tick < 100; tick++) {
        bets.begin();
        for (int i = 0; i < 5; i++) {
          bets.add(random.nextBoolean() ? 0 : 1, 1);
        }
        bets.end();
        ever |= bets.rejects(0.1);
      }
      rejected += ever ? 1 : 0;
    }
    // At most 10 % on average; 1/10 + 3.3 standard deviations.
    assertThat(rejected).as("seed %d", seed).isLessThan(60);
  }
}
