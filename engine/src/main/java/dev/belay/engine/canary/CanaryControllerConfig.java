package dev.belay.engine.canary;

import dev.belay.drift.Candidate;
import dev.belay.plan.Automation;
import dev.belay.plan.RolloutPlan;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;

/**
 * How a controller in this process works.
 *
 * @param autoPromotionEnabled whether it steps up by itself
 * @param autoRollbackEnabled whether it steps down by itself; facts (invalid scores, lost
 *     evaluation) always do
 * @param slaValidation how the gates are validated
 * @param progressionRules what a stage needs before the next
 * @param dataDirectory where the journal is kept; created if it is missing
 * @param candidate the procedure that makes the new calibrator, for the smoke probes; empty where
 *     it is not at hand
 */
public record CanaryControllerConfig(
    boolean autoPromotionEnabled,
    boolean autoRollbackEnabled,
    SlaValidationConfig slaValidation,
    ProgressionRules progressionRules,
    Path dataDirectory,
    Optional<Candidate> candidate) {

  /** Checks that nothing is null. */
  public CanaryControllerConfig {
    Objects.requireNonNull(slaValidation, "slaValidation");
    Objects.requireNonNull(progressionRules, "progressionRules");
    Objects.requireNonNull(dataDirectory, "dataDirectory");
    Objects.requireNonNull(candidate, "candidate");
  }

  /** The mission's values, with the journal in a directory. */
  public static CanaryControllerConfig mission(Path dataDirectory) {
    return new CanaryControllerConfig(
        true,
        true,
        SlaValidationConfig.mission(),
        ProgressionRules.mission(),
        dataDirectory,
        Optional.empty());
  }

  /** The same with the procedure that makes the new calibrator. */
  public CanaryControllerConfig withCandidate(Candidate newCandidate) {
    return new CanaryControllerConfig(
        autoPromotionEnabled,
        autoRollbackEnabled,
        slaValidation,
        progressionRules,
        dataDirectory,
        Optional.of(newCandidate));
  }

  /** A plan with this configuration. */
  RolloutPlan applyTo(RolloutPlan plan) {
    RolloutPlan ruled = progressionRules.applyTo(slaValidation.applyTo(plan));
    Automation before = ruled.automation();
    return ruled.toBuilder()
        .automation(
            new Automation(
                autoPromotionEnabled,
                autoRollbackEnabled,
                before.requiredHealth(),
                before.promotion()))
        .build();
  }
}
