package dev.belay.drift;

import dev.belay.calibration.LabelledScores;
import dev.belay.stats.SplitMix64;

/** The data of the smoke probes. In each of them P(label 1 | score s) = s, weights counted. */
enum Probe {
  /** Scores all over [0, 1]. */
  IDENTITY("identity") {
    @Override
    LabelledScores draw(SplitMix64 random) {
      LabelledScores samples = new LabelledScores();
      for (int i = 0; i < SAMPLES; i++) {
        add(samples, random.nextDouble(), random);
      }
      return samples;
    }
  },

  /** Five different scores. */
  PLATEAUS("plateaus") {
    @Override
    LabelledScores draw(SplitMix64 random) {
      LabelledScores samples = new LabelledScores();
      for (int i = 0; i < SAMPLES; i++) {
        add(samples, PLATEAU[(int) (random.nextDouble() * PLATEAU.length)], random);
      }
      return samples;
    }
  },

  /**
   * Negatives stand for nine each, as after negative sampling, and one score in fifty weighs 200.
   * Without the weights the labels are far from the scores.
   */
  WEIGHTS("weights") {
    @Override
    LabelledScores draw(SplitMix64 random) {
      LabelledScores samples = new LabelledScores();
      double owed = random.nextDouble();
      for (int i = 0; i < SAMPLES; i++) {
        double score = (i + random.nextDouble()) / SAMPLES;
        if (i % HEAVY_EVERY == 0) {
          samples.add(score, 1, HEAVY * score);
          samples.add(score, 0, HEAVY * (1 - score));
          continue;
        }
        // Labels come as evenly as can be: weights of nine would make drawn ones too noisy.
        owed += NEGATIVE * score / (1 - score + NEGATIVE * score);
        int label = owed >= 1 ? 1 : 0;
        owed -= label;
        samples.add(score, label, label == 1 ? 1 : NEGATIVE);
      }
      return samples;
    }
  },

  /** Logits from a Cauchy distribution: half of them beyond ±4, some scores exactly 0 or 1. */
  TAILS("tails") {
    @Override
    LabelledScores draw(SplitMix64 random) {
      LabelledScores samples = new LabelledScores();
      samples.add(0, 0);
      samples.add(Double.MIN_VALUE, 0);
      samples.add(Math.nextDown(1.0), 1);
      samples.add(1, 1);
      for (int i = 0; i < SAMPLES; i++) {
        double logit = 4 * StrictMath.tan(Math.PI * (random.nextDouble() - 0.5));
        add(samples, 1 / (1 + StrictMath.exp(-logit)), random);
      }
      return samples;
    }
  };

  private static final int SAMPLES = 4_000;
  private static final double[] PLATEAU = {0.05, 0.2, 0.5, 0.8, 0.95};
  private static final double NEGATIVE = 9;
  private static final int HEAVY_EVERY = 50;
  private static final double HEAVY = 200;

  private final String word;

  Probe(String word) {
    this.word = word;
  }

  String word() {
    return word;
  }

  abstract LabelledScores draw(SplitMix64 random);

  private static void add(LabelledScores samples, double score, SplitMix64 random) {
    samples.add(score, random.nextDouble() < score ? 1 : 0);
  }
}
