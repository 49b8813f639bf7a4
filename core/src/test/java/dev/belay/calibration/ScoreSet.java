package dev.belay.calibration;

import dev.belay.stats.Conformance;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import tools.jackson.databind.JsonNode;

/** A data set of conformance/calibration with what other implementations say of it. */
final class ScoreSet {
  private static final JsonNode EXPECTED = Conformance.json("calibration/expected.json");

  private final String name;
  private final double[] scores;
  private final int[] labels;
  private final double[] weights;

  private ScoreSet(String name, int n) {
    this.name = name;
    scores = new double[n];
    labels = new int[n];
    weights = new double[n];
  }

  static List<ScoreSet> all() {
    List<ScoreSet> sets = new ArrayList<>();
    for (String name : EXPECTED.get("sets").propertyNames()) {
      sets.add(read(name));
    }
    return sets;
  }

  static double[] grid() {
    return doubles(EXPECTED.get("grid"));
  }

  static double[] doubles(JsonNode array) {
    double[] values = new double[array.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = array.get(i).doubleValue();
    }
    return values;
  }

  JsonNode expected() {
    return EXPECTED.get("sets").get(name);
  }

  int size() {
    return scores.length;
  }

  double score(int i) {
    return scores[i];
  }

  int label(int i) {
    return labels[i];
  }

  double weight(int i) {
    return weights[i];
  }

  LabelledScores samples() {
    return LabelledScores.of(scores, labels, weights);
  }

  @Override
  public String toString() {
    return name;
  }

  /** Samples whose labels are drawn with the given distortion of their scores. */
  static LabelledScores drawn(SplittableRandom random, int n, double exponent) {
    LabelledScores samples = new LabelledScores();
    for (int i = 0; i < n; i++) {
      double score = random.nextDouble();
      samples.add(score, random.nextDouble() < Math.pow(score, exponent) ? 1 : 0);
    }
    return samples;
  }

  static ScoreSet read(String name) {
    List<String> lines = Conformance.lines("calibration/" + name + ".csv");
    ScoreSet set = new ScoreSet(name, lines.size() - 1);
    for (int i = 0; i < set.size(); i++) {
      List<String> cells = List.of(lines.get(i + 1).split(",", -1));
      set.scores[i] = Double.parseDouble(cells.get(0));
      set.labels[i] = Integer.parseInt(cells.get(1));
      set.weights[i] = cells.size() < 3 ? 1 : Double.parseDouble(cells.get(2));
    }
    return set;
  }
}
