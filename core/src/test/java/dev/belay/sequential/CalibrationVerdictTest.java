package dev.belay.sequential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.belay.plan.AeceMinusTauGate;
import dev.belay.sequential.CalibrationVerdict.Answer;
import dev.belay.stats.Seed;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class CalibrationVerdictTest {
  /** Scores that are so far above the true probability, evenly spread. */
  private static CalibrationVerdict after(int labels, double tooHigh, long number) {
    SplittableRandom random = Seed.random(number);
    CalibrationVerdict verdict = CalibrationVerdict.of(AeceMinusTauGate.builder().build(), labels);
    for (int i = 0; i < labels; i++) {
      double truth = 0.1 + 0.7 * random.nextDouble();
      verdict.add(truth + tooHigh, random.nextDouble() < truth);
    }
    verdict.end();
    return verdict;
  }

  @Test
  void wrongScores_areRefuted_goodOnesConfirmed_fewUndecided() {
    assertThat(after(5_000, 0.1, 1).answer()).isEqualTo(Answer.REFUTED);
    assertThat(after(60_000, 0, 2).answer()).isEqualTo(Answer.CONFIRMED);
    assertThat(after(50, 0.1, 3).answer()).isEqualTo(Answer.UNDECIDED);
    CalibrationVerdict none = new CalibrationVerdict(0.025, 1);
    none.end();
    assertThat(none.answer()).isEqualTo(Answer.UNDECIDED);
    assertThat(none.logRefuting()).isEqualTo(Double.NEGATIVE_INFINITY);
  }

  /** Exactly at the limit either answer is wrong in at most one of twenty: of 60, three are due. */
  @Test
  void atTheLimit_answersAreRare() {
    int answers = 0;
    for (int round = 0; round < 60; round++) {
      answers += after(2_000, 0.025, 10 + round).answer() == Answer.UNDECIDED ? 0 : 1;
    }
    assertThat(answers).as("of 60, seed %d", Seed.value(10)).isLessThanOrEqualTo(8);
  }

  @Test
  void argumentsOutOfRange_areNamed() {
    CalibrationVerdict verdict = new CalibrationVerdict(0.025, 1);
    assertThatThrownBy(() -> verdict.add(1.5, true))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("1.5");
    assertThatThrownBy(() -> new CalibrationVerdict(0, 1))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
