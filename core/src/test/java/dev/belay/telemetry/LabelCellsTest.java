package dev.belay.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Every cell, as there are few. */
class LabelCellsTest {
  @Test
  void cells_areWholeScoreCells_inTheirOrder_andCoverTheScale() {
    assertThat(LabelCells.of(0)).isZero();
    assertThat(LabelCells.of(ScoreCells.COUNT - 1)).isEqualTo(LabelCells.COUNT - 1);
    assertThat(LabelCells.lower(0)).isZero();
    assertThat(LabelCells.upper(LabelCells.COUNT - 1)).isEqualTo(1);
    for (int cell = 0; cell < ScoreCells.COUNT; cell++) {
      int in = LabelCells.of(cell);
      assertThat(ScoreCells.lower(cell)).isGreaterThanOrEqualTo(LabelCells.lower(in));
      assertThat(ScoreCells.upper(cell)).isLessThanOrEqualTo(LabelCells.upper(in));
      assertThat(ScoreCells.unitsPerOne(cell)).isEqualTo(LabelCells.unitsPerOne(in));
      assertThat(ScoreCells.mirrored(cell)).isEqualTo(LabelCells.mirrored(in));
      assertThat(ScoreCells.minUnits(cell)).isGreaterThanOrEqualTo(LabelCells.minUnits(in));
      assertThat(ScoreCells.maxUnits(cell)).isLessThanOrEqualTo(LabelCells.maxUnits(in));
      assertThat(LabelCells.of(ScoreCells.COUNT - 1 - cell)).isEqualTo(LabelCells.COUNT - 1 - in);
      if (cell > 0) {
        assertThat(in - LabelCells.of(cell - 1)).as("cell %d", cell).isBetween(0, 1);
      }
    }
    for (int cell = 1; cell < LabelCells.COUNT; cell++) {
      assertThat(LabelCells.lower(cell)).isEqualTo(LabelCells.upper(cell - 1));
      assertThat(LabelCells.upper(cell) - LabelCells.lower(cell)).isLessThanOrEqualTo(0x1p-7);
    }
  }

  @Test
  void noScore_isFurtherFromTheMiddleOfItsScoreCell_thanIsSaid() {
    for (int cell = 0; cell < ScoreCells.COUNT; cell++) {
      double width = ScoreCells.upper(cell) - ScoreCells.lower(cell);
      assertThat(width / 2).as("cell %d", cell).isLessThanOrEqualTo(LabelCells.MIDDLE_ERROR);
    }
  }
}
