package dev.belay.plan;

import java.util.Objects;

/**
 * What the controller does by itself.
 *
 * @param promote whether it steps up
 * @param rollback whether it steps down
 * @param requiredHealth least health to promote
 * @param promotion what the gates must show to promote
 */
public record Automation(
    boolean promote, boolean rollback, RequiredHealth requiredHealth, PromotionRule promotion) {

  /** Checks that no component is null. */
  public Automation {
    Objects.requireNonNull(requiredHealth, "automation.requiredHealth");
    Objects.requireNonNull(promotion, "automation.promotion");
  }

  /** The mission's values. */
  public static Automation mission() {
    return new Automation(true, true, RequiredHealth.GREEN, PromotionRule.ESTIMATE);
  }
}
