package dev.belay.calibration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class LabelledScoresTest {
  @Test
  void a_storm_of_invalid_scores_is_refused_one_by_one_and_leaves_nothing_behind() {
    LabelledScores samples = new LabelledScores();
    samples.add(0.5, 1);
    double[] invalid = {
      Double.NaN,
      Double.POSITIVE_INFINITY,
      Double.NEGATIVE_INFINITY,
      -1e-300,
      Math.nextUp(1.0),
      Double.longBitsToDouble(0x7ff8_0000_dead_beefL)
    };
    for (int round = 0; round < 1_000; round++) {
      double score = invalid[round % invalid.length];
      assertThatThrownBy(() -> samples.add(score, 1))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("Sample 1: the score is " + score);
    }
    assertThat(samples.size()).isEqualTo(1);
  }

  @Test
  void invalid_labels_and_weights_are_refused_with_their_place() {
    assertThatThrownBy(() -> LabelledScores.of(new double[] {0.1, 0.2, 0.3}, new int[] {0, 1, 2}))
        .hasMessageContaining("Sample 2: the label is 2");
    for (double weight : new double[] {-1, Double.NaN, Double.POSITIVE_INFINITY}) {
      assertThatThrownBy(() -> new LabelledScores().add(0.5, 0, weight))
          .hasMessageContaining("the weight is " + weight);
    }
    assertThatThrownBy(() -> LabelledScores.of(new double[2], new int[3]))
        .hasMessageContaining("3 labels for 2 scores");
    assertThatThrownBy(() -> LabelledScores.of(new double[2], new int[2], new double[1]))
        .hasMessageContaining("1 weights for 2 scores");
  }

  @Test
  void what_was_added_comes_back_through_growth_and_late_weights() {
    LabelledScores samples = new LabelledScores();
    for (int i = 0; i < 5_000; i++) {
      samples.add(i / 5_000.0, i % 2);
    }
    samples.add(-0.0, 1, 2.5);
    samples.add(1, 0, 0);
    assertThat(samples.size()).isEqualTo(5_001);
    assertThat(samples.droppedCount()).isEqualTo(1);
    assertThat(samples.totalWeight()).isEqualTo(5_002.5);
    for (int i = 0; i < 5_000; i++) {
      assertThat(samples.score(i)).isEqualTo(i / 5_000.0);
      assertThat(samples.label(i)).isEqualTo(i % 2);
      assertThat(samples.weight(i)).isEqualTo(1);
    }
    assertThat(Double.doubleToRawLongBits(samples.score(5_000))).isZero();
    assertThat(samples.label(5_000)).isEqualTo(1);
    assertThat(samples.weight(5_000)).isEqualTo(2.5);
    assertThatThrownBy(() -> samples.score(5_001))
        .isInstanceOf(IndexOutOfBoundsException.class)
        .hasMessageContaining("Sample 5001");
  }
}
