package dev.belay.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.belay.stats.Seed;
import java.math.BigDecimal;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ScoreCellsTest {

  @Test
  void cellsFollowOneAnotherWithoutGaps() {
    assertThat(ScoreCells.lower(0)).isZero();
    assertThat(ScoreCells.upper(ScoreCells.COUNT - 1)).isEqualTo(1.0);
    for (int cell = 1; cell < ScoreCells.COUNT; cell++) {
      assertThat(ScoreCells.lower(cell)).isEqualTo(ScoreCells.upper(cell - 1));
    }
  }

  @Test
  void noCellIsWiderThanASixteenthOfItsDistanceNorThanTwoThousandths() {
    for (int cell = 0; cell < ScoreCells.COUNT; cell++) {
      double lower = ScoreCells.lower(cell);
      double upper = ScoreCells.upper(cell);
      double width = upper - lower;
      double t = Math.min(lower, 1 - upper);
      assertThat(width).isLessThan(0.002);
      if (t > 0) {
        assertThat(width).isLessThanOrEqualTo(t / 16);
      } else {
        assertThat(width).isEqualTo(0x1p-26);
      }
    }
  }

  @Test
  void edgesBelongToTheCellAwayFromTheEndTheyAreNearer() {
    for (int cell = 0; cell < ScoreCells.COUNT; cell++) {
      double lower = ScoreCells.lower(cell);
      double upper = ScoreCells.upper(cell);
      if (lower == upper) {
        assertThat(lower).isEqualTo(0.5);
        assertThat(ScoreCells.indexOf(0.5)).isEqualTo(cell);
      } else if (lower < 0.5) {
        assertThat(ScoreCells.indexOf(lower)).isEqualTo(cell);
        assertThat(ScoreCells.indexOf(Math.nextDown(upper))).isEqualTo(cell);
      } else {
        assertThat(ScoreCells.indexOf(upper)).isEqualTo(cell);
        assertThat(ScoreCells.indexOf(Math.nextUp(lower))).isEqualTo(cell);
      }
    }
  }

  @Test
  void whatIsNotInZeroToOneHasNoCell() {
    for (double score :
        new double[] {
          Double.NaN,
          Double.POSITIVE_INFINITY,
          Double.NEGATIVE_INFINITY,
          -Double.MIN_VALUE,
          Math.nextUp(1.0),
          -1,
          2
        }) {
      assertThat(ScoreCells.indexOf(score)).isEqualTo(-1);
    }
    assertThat(ScoreCells.indexOf(-0.0)).isZero();
    assertThat(ScoreCells.indexOf(Double.MIN_VALUE)).isZero();
    assertThat(ScoreCells.indexOf(Double.MIN_NORMAL)).isZero();
    assertThat(ScoreCells.indexOf(1)).isEqualTo(ScoreCells.COUNT - 1);
  }

  @Test
  void everyScoreLiesInItsCellAndItsUnitsAreTheNearest() {
    SplittableRandom random = Seed.random(11);
    for (int i = 0; i < 30_000; i++) {
      double t = 0.5 * Math.exp(-20 * random.nextDouble());
      double score = random.nextBoolean() ? t : 1 - t;
      int cell = ScoreCells.indexOf(score);
      assertThat(ScoreCells.lower(cell)).isLessThanOrEqualTo(score);
      assertThat(ScoreCells.upper(cell)).isGreaterThanOrEqualTo(score);
      long units = ScoreCells.toUnits(cell, score);
      assertThat(units).isBetween(ScoreCells.minUnits(cell), ScoreCells.maxUnits(cell));
      double exact = score < 0.5 ? score : 1 - score;
      assertThat(units / ScoreCells.unitsPerOne(cell))
          .isCloseTo(exact, within(Math.max(exact * 0x1p-32, 0x1p-58)));
    }
  }

  @Test
  void oneMinusAScoreOfAtLeastOneHalfIsExact() {
    SplittableRandom random = Seed.random(12);
    for (int i = 0; i < 10_000; i++) {
      double score = 0.5 + random.nextDouble() / 2;
      assertThat(new BigDecimal(1 - score))
          .isEqualByComparingTo(BigDecimal.ONE.subtract(new BigDecimal(score)));
    }
  }

  @Test
  void aFloatNextToOneIsNotInTheUnderflowCell() {
    assertThat(ScoreCells.indexOf(Math.nextDown(1f))).isLessThan(ScoreCells.COUNT - 1);
  }
}
