package dev.belay.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.belay.stats.Seed;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ScoreGridTest {

  @Test
  void quantilesLieBetweenTheirBoundsWhichAreNarrow() {
    SplittableRandom random = Seed.random(31);
    for (int round = 0; round < 500; round++) {
      double[] sample = new double[1 + random.nextInt(200)];
      double spread = 15 * random.nextDouble();
      Arrays.setAll(
          sample,
          i -> {
            double t = 0.5 * Math.exp(-spread * random.nextDouble());
            return random.nextInt(4) == 0 ? t : 1 - t;
          });
      ScoreGrid grid = new ScoreGrid();
      for (double score : sample) {
        grid.add(score);
      }
      Arrays.sort(sample);
      double p = random.nextInt(5) / 4.0;
      QuantileEstimate quantile = grid.quantile(p).orElseThrow();
      double exact = sample[(int) Math.max(1, Math.ceil(p * sample.length)) - 1];
      String seed = "seed " + Seed.value(31) + ", round " + round;
      assertThat(exact).as(seed).isBetween(quantile.lower(), quantile.upper());
      assertThat(quantile.estimate()).as(seed).isBetween(quantile.lower(), quantile.upper());
      assertThat(quantile.upper() - quantile.lower()).as(seed).isLessThan(0.002);
    }
  }

  @Test
  void medianShiftOfTwoHundredthsIsSeenInTheMiddle() {
    ScoreGrid before = new ScoreGrid();
    ScoreGrid after = new ScoreGrid();
    for (int i = 0; i <= 1000; i++) {
      before.add(0.4 + i * 0.0002);
      after.add(0.42 + i * 0.0002);
    }
    double shift =
        after.median().orElseThrow().estimate() - before.median().orElseThrow().estimate();
    assertThat(shift).isBetween(0.0195, 0.0205);
  }

  @Test
  void medianOfNothingIsAbsent() {
    ScoreGrid grid = new ScoreGrid();
    grid.addLabel(0.3, true);
    assertThat(grid.median()).isEmpty();
    assertThat(grid.labelled()).isEqualTo(1);
  }

  @Test
  void sumsOfManyAreExact() {
    ScoreGrid grid = new ScoreGrid();
    int n = 100_000;
    for (int i = 0; i < n; i++) {
      grid.addLabel(0.9990234375, true);
      grid.addLabel(0.0009765625, false);
    }
    assertThat(grid.sumScore(ScoreCells.indexOf(0.9990234375), true)).isEqualTo(n * 0.9990234375);
    assertThat(grid.sumScore(ScoreCells.indexOf(0.0009765625), false)).isEqualTo(n * 0.0009765625);
    assertThat(grid.positives()).isEqualTo(n);
  }

  @Test
  void whatIsNoScoreIsRefused() {
    assertThatThrownBy(() -> new ScoreGrid().add(Double.NaN)).hasMessageContaining("NaN");
    assertThatThrownBy(() -> new ScoreGrid().addLabel(1.5, true)).hasMessageContaining("1.5");
  }

  @Test
  void passingTheRangeOfALongIsAnErrorNotAWrap() {
    ScoreGrid grid = new ScoreGrid();
    grid.addLabel(0.49, true);
    for (int doubling = 0; doubling < 31; doubling++) {
      ScoreGrid copy = new ScoreGrid();
      copy.merge(grid);
      grid.merge(copy);
    }
    ScoreGrid copy = new ScoreGrid();
    copy.merge(grid);
    assertThatThrownBy(() -> grid.merge(copy)).isInstanceOf(ArithmeticException.class);
  }
}
