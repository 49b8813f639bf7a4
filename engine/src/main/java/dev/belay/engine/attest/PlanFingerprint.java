package dev.belay.engine.attest;

import dev.belay.attest.ConfigurationFingerprint;
import dev.belay.plan.RolloutPlan;

/**
 * The fingerprint of a plan: taken from its canonical JSON with all defaults filled in, so files
 * that mean the same have the same one, whatever their format, key order, white space, comments or
 * left-out defaults, and every change of a value gives a new one. Stateless and thread-safe.
 */
public final class PlanFingerprint {

  private PlanFingerprint() {}

  /**
   * The plan as canonical JSON (RFC 8785), UTF-8. Percentages and durations are texts ({@code
   * "0.0001"}, {@code "2h"}), rates numbers, every word in lower case.
   */
  public static byte[] canonicalBytes(RolloutPlan plan) {
    return CanonicalJson.canonicalize(PlanJson.write(plan));
  }

  /**
   * The fingerprint of a plan.
   *
   * @param revision how often the rollout's configuration was changed; 1 or more
   * @throws IllegalArgumentException if the revision is below 1
   */
  public static ConfigurationFingerprint of(RolloutPlan plan, long revision) {
    return ConfigurationFingerprint.of(plan.metadata().key(), revision, canonicalBytes(plan));
  }
}
