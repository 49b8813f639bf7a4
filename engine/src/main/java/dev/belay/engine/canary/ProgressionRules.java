package dev.belay.engine.canary;

import dev.belay.plan.Automation;
import dev.belay.plan.RequiredHealth;
import dev.belay.plan.RolloutPlan;
import dev.belay.plan.Stage;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * What a stage needs before the next. A stage that is not named keeps what the ladder says.
 *
 * @param minObservationHours by stage, least time in it, in hours
 * @param successRateThresholds by stage, least share of successes
 * @param minSamples by stage, least treated observations
 * @param requiredHealthStatus least health
 */
public record ProgressionRules(
    Map<String, Integer> minObservationHours,
    Map<String, Double> successRateThresholds,
    Map<String, Long> minSamples,
    RequiredHealth requiredHealthStatus) {

  /** Copies the maps. */
  public ProgressionRules {
    minObservationHours = Map.copyOf(minObservationHours);
    successRateThresholds = Map.copyOf(successRateThresholds);
    minSamples = Map.copyOf(minSamples);
  }

  /** 2, 4, 6 and 12 hours; 99.5 to 99.95 %; 500 to 10 000 samples; green. */
  public static ProgressionRules mission() {
    return new ProgressionRules(
        Map.of("Canary", 2, "Limited", 4, "Major", 6, "Full", 12),
        Map.of("Canary", 0.995, "Limited", 0.998, "Major", 0.999, "Full", 0.9995),
        Map.of("Canary", 500L, "Limited", 2_000L, "Major", 5_000L, "Full", 10_000L),
        RequiredHealth.GREEN);
  }

  /**
   * A plan with these rules.
   *
   * @throws IllegalArgumentException if a stage is named that the ladder does not have, or a value
   *     is out of range
   */
  RolloutPlan applyTo(RolloutPlan plan) {
    TreeSet<String> unknown = new TreeSet<>(minObservationHours.keySet());
    unknown.addAll(successRateThresholds.keySet());
    unknown.addAll(minSamples.keySet());
    plan.ladder().forEach(stage -> unknown.remove(stage.name()));
    if (!unknown.isEmpty()) {
      throw new IllegalArgumentException(
          "progression rules name stages that the ladder does not have: "
              + String.join(", ", unknown)
              + "; it has "
              + plan.ladder().stream().map(Stage::name).toList());
    }
    List<Stage> ladder = plan.ladder().stream().map(this::applyTo).toList();
    Automation before = plan.automation();
    return plan.toBuilder()
        .ladder(ladder)
        .automation(
            new Automation(
                before.promote(), before.rollback(), requiredHealthStatus, before.promotion()))
        .build();
  }

  private Stage applyTo(Stage stage) {
    Integer hours = minObservationHours.get(stage.name());
    return new Stage(
        stage.name(),
        stage.percent(),
        hours == null ? stage.minObservation() : Duration.ofHours(hours),
        minSamples.getOrDefault(stage.name(), stage.minSamples()),
        successRateThresholds.getOrDefault(stage.name(), stage.minSuccessRate()));
  }
}
