package dev.belay.calibration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.belay.stats.Seed;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class SharedBinningCoreTest {
  private static final SharedBinningCore CORE = new SharedBinningCore(SharedBinningConfig.DEFAULT);

  @Test
  void the_result_is_the_same_to_the_last_bit_in_any_order() {
    long seed = Seed.value(31);
    SplittableRandom random = new SplittableRandom(seed);
    for (int round = 0; round < 300; round++) {
      Rows rows = Rows.random(random, round % 2 == 0);
      BinnedScores expected = CORE.bin(rows.samples());
      for (int shuffle = 0; shuffle < 3; shuffle++) {
        rows.shuffle(random);
        assertThat(CORE.bin(rows.samples()))
            .as("seed %d round %d", seed, round)
            .isEqualTo(expected);
      }
    }
  }

  @Test
  void weighted_samples_and_repeated_ones_give_the_same_bits() {
    long seed = Seed.value(32);
    SplittableRandom random = new SplittableRandom(seed);
    for (int round = 0; round < 300; round++) {
      Rows rows = Rows.random(random, true);
      LabelledScores repeated = new LabelledScores();
      for (int i = 0; i < rows.scores.length; i++) {
        for (int copy = 0; copy < rows.weights[i]; copy++) {
          repeated.add(rows.scores[i], rows.labels[i]);
        }
      }
      assertThat(CORE.bin(repeated))
          .as("seed %d round %d", seed, round)
          .isEqualTo(CORE.bin(rows.samples()));
    }
  }

  @Test
  void nothing_is_carried_over_from_other_data() {
    SplittableRandom random = Seed.random(33);
    LabelledScores low = new LabelledScores();
    LabelledScores high = new LabelledScores();
    for (int i = 0; i < 1_000; i++) {
      low.add(random.nextDouble() / 10, i % 2);
      high.add(0.9 + random.nextDouble() / 10, i % 2);
    }
    BinnedScores fresh = new SharedBinningCore(SharedBinningConfig.DEFAULT).bin(high);
    SharedBinningCore used = new SharedBinningCore(SharedBinningConfig.DEFAULT);
    used.bin(low);
    assertThat(used.bin(high)).isEqualTo(fresh);
  }

  @Test
  void edges_are_the_lowest_scores_of_the_bins_and_the_highest_of_all() {
    LabelledScores samples = new LabelledScores();
    for (int i = 0; i < 100; i++) {
      samples.add(i / 100.0, 0);
    }
    BinnedScores result = CORE.bin(samples);
    assertThat(result.edges())
        .containsExactly(0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.99);
    assertThat(result.bins().size()).isEqualTo(10);
    assertThat(result.mergedCount()).isZero();
    assertThat(result.configurationHash())
        .isEqualTo(SharedBinningConfig.DEFAULT.configurationHash());
  }

  @Test
  void scores_are_pooled_by_the_rounding_but_summed_unrounded() {
    LabelledScores samples =
        LabelledScores.of(
            new double[] {0.3, 0.3 + 4e-10, 0.3 - 4e-10, 0.3 + 6e-10}, new int[] {1, 0, 1, 0});
    SharedBinningCore core = new SharedBinningCore(new SharedBinningConfig(4, 9, 0));
    BinnedScores result = core.bin(samples);
    assertThat(result.edges()).containsExactly(0.3, 0.300000001, 0.300000001);
    assertThat(result.bins().weight(0)).isEqualTo(3);
    assertThat(result.bins().sumScore(1)).isEqualTo(0.3 + 6e-10);
  }

  @Test
  void nearly_all_scores_on_one_plateau_leave_the_plateau_one_bin() {
    LabelledScores samples = new LabelledScores();
    for (int i = 0; i < 990; i++) {
      samples.add(0.97, i % 33 == 0 ? 0 : 1);
    }
    for (int i = 0; i < 10; i++) {
      samples.add(i / 10.0, i % 2);
    }
    BinnedScores result = CORE.bin(samples);
    assertThat(result.binsOccupied()).isEqualTo(1);
    assertThat(result.mergedBinRate()).isZero();
    assertThat(result.bins().weight(0)).isEqualTo(1_000);
  }

  @Test
  void no_samples_give_no_bins_and_one_sample_gives_one() {
    assertThat(CORE.bin(new LabelledScores()).edges()).isEmpty();
    assertThat(CORE.bin(new LabelledScores()).bins().size()).isZero();
    BinnedScores one = CORE.bin(LabelledScores.of(new double[] {0.25}, new int[] {1}));
    assertThat(one.edges()).containsExactly(0.25, 0.25);
    assertThat(one.bins().sumLabel(0)).isEqualTo(1);
    LabelledScores weightless =
        LabelledScores.of(new double[] {0.25, 0.5}, new int[] {1, 0}, new double[] {0, 0});
    assertThat(CORE.bin(weightless).bins().size()).isZero();
    assertThat(weightless.droppedCount()).isEqualTo(2);
  }

  @Test
  void a_changed_configuration_changes_the_hash() {
    String standard = SharedBinningConfig.DEFAULT.configurationHash();
    assertThat(standard)
        .isEqualTo("2096e06e3ac8f9755741dc5b03d28cd69aa99494124a28dda108d820b9cc47e5");
    assertThat(new SharedBinningConfig(10, 9, 3).configurationHash()).isEqualTo(standard);
    assertThat(new SharedBinningConfig(11, 9, 3).configurationHash()).isNotEqualTo(standard);
    assertThat(new SharedBinningConfig(10, 8, 3).configurationHash()).isNotEqualTo(standard);
    assertThat(new SharedBinningConfig(10, 9, 2).configurationHash()).isNotEqualTo(standard);
  }

  @Test
  void bad_configurations_and_sums_are_refused() {
    assertThatThrownBy(() -> new SharedBinningConfig(0, 9, 3)).hasMessageContaining("bins is 0");
    assertThatThrownBy(() -> new SharedBinningConfig(1, 0, 3)).hasMessageContaining("is 0");
    assertThatThrownBy(() -> new SharedBinningConfig(1, 13, 3)).hasMessageContaining("is 13");
    assertThatThrownBy(() -> new SharedBinningConfig(1, 9, -1)).hasMessageContaining("is -1.0");
    LabelledScores heavy =
        LabelledScores.of(new double[] {0.1, 0.2}, new int[] {0, 1}, new double[] {1e308, 1.7e308});
    assertThatThrownBy(() -> CORE.bin(heavy)).hasMessageContaining("infinite in sum");
  }

  /** Samples that tie, lie within the rounding of one another, and lean to the ends. */
  private static final class Rows {
    private final double[] scores;
    private final int[] labels;
    private final double[] weights;

    private Rows(int n) {
      scores = new double[n];
      labels = new int[n];
      weights = new double[n];
    }

    static Rows random(SplittableRandom random, boolean integers) {
      Rows rows = new Rows(random.nextInt(1, 400));
      for (int i = 0; i < rows.scores.length; i++) {
        double score =
            switch (random.nextInt(4)) {
              case 0 -> random.nextInt(11) / 10.0;
              case 1 -> 0.5 + random.nextInt(-9, 10) * 1e-10;
              case 2 -> Math.pow(random.nextDouble(), 40);
              default -> random.nextDouble();
            };
        rows.scores[i] = score;
        rows.labels[i] = random.nextInt(2);
        rows.weights[i] = integers ? random.nextInt(5) : random.nextDouble() * 3;
      }
      return rows;
    }

    void shuffle(SplittableRandom random) {
      for (int i = scores.length - 1; i > 0; i--) {
        int j = random.nextInt(i + 1);
        double score = scores[i];
        scores[i] = scores[j];
        scores[j] = score;
        int label = labels[i];
        labels[i] = labels[j];
        labels[j] = label;
        double weight = weights[i];
        weights[i] = weights[j];
        weights[j] = weight;
      }
    }

    LabelledScores samples() {
      return LabelledScores.of(scores, labels, weights);
    }
  }
}
