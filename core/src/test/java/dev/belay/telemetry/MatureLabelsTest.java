package dev.belay.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.belay.flag.Assignment;
import dev.belay.flag.Decision;
import dev.belay.flag.Fallback;
import dev.belay.flag.Reason;
import dev.belay.flag.Variant;
import dev.belay.stats.Seed;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class MatureLabelsTest {
  private static final SummaryLayout LAYOUT = SummaryLayout.ofLimit(1_000_000);

  private static final Decision TREATED =
      new Decision(
          Variant.TREATMENT,
          Reason.SPLIT,
          null,
          Assignment.BUCKET,
          7,
          "Canary",
          Fallback.LAST_GOOD,
          "r1",
          0);

  private final Set<String> known = new HashSet<>();

  private static Summary served(String slice, double... scores) {
    Summary summary = new Summary(LAYOUT);
    for (double score : scores) {
      summary.add(TREATED, Observation.of(slice, 100_000, score, true).build());
    }
    return summary;
  }

  private MatureLabels labels(boolean negative, Summary served) {
    MatureLabels labels = new MatureLabels(negative);
    labels.add(served, known, 2);
    return labels;
  }

  private static long n(MatureLabels labels, String slice, boolean label) {
    long n = 0;
    for (int cell = 0; cell < LabelCells.COUNT; cell++) {
      int at = cell;
      n += labels.arm(slice, Variant.TREATMENT).map(grid -> grid.labelled(at, label)).orElse(0L);
    }
    return n;
  }

  private static double scores(MatureLabels labels) {
    double sum = 0;
    for (String name : labels.names()) {
      LabelGrid grid = labels.arm(name, Variant.TREATMENT).orElseThrow();
      for (int cell = 0; cell < LabelCells.COUNT; cell++) {
        for (boolean label : new boolean[] {false, true}) {
          double t = grid.sumUnits(cell, label) / LabelCells.unitsPerOne(cell);
          sum += LabelCells.mirrored(cell) ? grid.labelled(cell, label) - t : t;
        }
      }
    }
    return sum;
  }

  @Test
  void aLabelThatStandsBeforeItsScore_takesTheNextZeroAway() {
    MatureLabels owed = new MatureLabels(true);
    MatureLabels late = new MatureLabels(true);
    late.addLabel(Variant.TREATMENT, "go", 0.7, true, 2);
    late.addLabel(Variant.TREATMENT, "go", 0.7, true, 2);
    late.addLabel(Variant.TREATMENT, "go", 0.7, false, 2);
    MatureLabels first = labels(true, served("go", 0.7, 0.2));
    first.settle(late, known, owed);
    assertThat(n(first, "go", true)).isEqualTo(2);
    assertThat(n(first, "go", false)).as("0.2; one of 0.7 is owed").isEqualTo(1);
    assertThat(first.arm("go", Variant.TREATMENT).orElseThrow().scores()).isEqualTo(3);
    MatureLabels second = labels(true, served("go", 0.7, 0.7, 0.9));
    second.settle(new MatureLabels(true), known, owed);
    assertThat(n(second, "go", true)).isZero();
    assertThat(n(second, "go", false)).isEqualTo(2);
    MatureLabels third = labels(true, served("go", 0.7));
    third.settle(new MatureLabels(true), known, owed);
    assertThat(n(third, "go", false)).as("once only").isEqualTo(1);
  }

  @Test
  void whereWhatHasNoLabelIsLeftOut_labelsAreOnlyAdded() {
    MatureLabels late = new MatureLabels(false);
    late.addLabel(Variant.TREATMENT, "go", 0.7, true, 2);
    late.addLabel(Variant.TREATMENT, "go", Double.NaN, true, 2);
    MatureLabels labels = labels(false, served("go", 0.7, 0.2, 2.0));
    labels.settle(late, known, new MatureLabels(false));
    assertThat(n(labels, "go", true)).isEqualTo(1);
    assertThat(n(labels, "go", false)).isZero();
    assertThat(labels.arm("go", Variant.TREATMENT).orElseThrow().scores())
        .as("scores that are scores")
        .isEqualTo(2);
  }

  @Test
  void labelsOfASliceWithoutAName_areWhereItsScoresAre() {
    MatureLabels labels = labels(true, served("go", 0.7));
    labels.add(served("java", 0.7), known, 2);
    labels.add(served("rust", 0.7), known, 2);
    assertThat(labels.names()).containsExactly("go", "java", "other");
    MatureLabels late = new MatureLabels(true);
    late.addLabel(Variant.TREATMENT, "rust", 0.7, true, 2);
    labels.settle(late, known, new MatureLabels(true));
    assertThat(n(labels, "other", true)).isEqualTo(1);
    assertThat(n(labels, "other", false)).isZero();
  }

  @Test
  void inTotal_everyScoreCountsOnce_andSumsAreThoseOfTheScores() {
    SplittableRandom random = Seed.random(41);
    MatureLabels owed = new MatureLabels(true);
    List<Double> early = new ArrayList<>();
    double sum = 0;
    double counted = 0;
    long served = 0;
    long n = 0;
    for (int interval = 0; interval < 300; interval++) {
      Summary summary = new Summary(LAYOUT);
      MatureLabels late = new MatureLabels(true);
      // Scores whose labels stood in the interval before.
      for (double score : early) {
        summary.add(TREATED, Observation.of("go", 100_000, score, true).build());
      }
      early.clear();
      for (int i = 0; interval < 299 && i < 200; i++) {
        double score = random.nextDouble() * random.nextDouble();
        sum += score;
        served++;
        boolean after = random.nextInt(20) == 0;
        boolean label = random.nextDouble() < score;
        if (after) {
          early.add(score);
        } else {
          summary.add(TREATED, Observation.of("go", 100_000, score, true).build());
        }
        if (label) {
          late.addLabel(Variant.TREATMENT, "go", score, true, 2);
        }
      }
      MatureLabels labels = labels(true, summary);
      labels.settle(late, known, owed);
      n += n(labels, "go", false) + n(labels, "go", true);
      counted += scores(labels);
    }
    assertThat(served).as("seed %d", Seed.value(41)).isEqualTo(n);
    assertThat(counted / n)
        .as("seed %d: middles of cells", Seed.value(41))
        .isCloseTo(sum / served, within(LabelCells.MIDDLE_ERROR / 4));
  }
}
