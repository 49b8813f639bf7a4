package dev.belay.plan;

import dev.belay.flag.Percentage;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The mission's ladder, the defaults of a stage, and the rules that hold between stages. Stateless.
 */
public final class Ladder {

  /** The most stages a ladder may have. */
  public static final int MAX_STAGES = 100;

  private static final List<Stage> MISSION =
      List.of(
          new Stage("Canary", Percentage.of(5), Duration.ofHours(2), 500, 0.995),
          new Stage("Limited", Percentage.of(25), Duration.ofHours(4), 2_000, 0.998),
          new Stage("Major", Percentage.of(50), Duration.ofHours(6), 5_000, 0.999),
          new Stage("Full", Percentage.of(100), Duration.ofHours(12), 10_000, 0.9995));

  private Ladder() {}

  /** Canary 5 %, Limited 25 %, Major 50 %, Full 100 %. */
  public static List<Stage> mission() {
    return MISSION;
  }

  /**
   * The mission's stage whose conditions a stage of this percentage gets where its own are left
   * out: the first with at least that percentage.
   */
  public static Stage defaultsFor(Percentage percent) {
    for (Stage stage : MISSION) {
      if (percent.value().compareTo(stage.percent().value()) <= 0) {
        return stage;
      }
    }
    throw new IllegalArgumentException("percent must be at most 100, but it is " + percent.text());
  }

  /**
   * Checks a ladder as a whole: 1 to {@value #MAX_STAGES} stages, strictly rising percentages, no
   * name twice.
   *
   * @return an immutable copy
   * @throws IllegalArgumentException if a rule is broken
   */
  static List<Stage> check(List<Stage> stages) {
    if (stages.isEmpty() || stages.size() > MAX_STAGES) {
      throw new IllegalArgumentException(
          "ladder must have 1 to " + MAX_STAGES + " stages, but it has " + stages.size());
    }
    Set<String> names = new HashSet<>();
    for (int i = 0; i < stages.size(); i++) {
      Stage stage = stages.get(i);
      if (!names.add(stage.name())) {
        throw new IllegalArgumentException(
            "ladder[" + i + "].stage must be unique, but " + stage.name() + " came before");
      }
      if (i > 0 && stage.percent().value().compareTo(stages.get(i - 1).percent().value()) <= 0) {
        throw new IllegalArgumentException(
            "ladder["
                + i
                + "].percent must be above "
                + stages.get(i - 1).percent().text()
                + ", the stage's before, but it is "
                + stage.percent().text());
      }
    }
    return List.copyOf(stages);
  }
}
