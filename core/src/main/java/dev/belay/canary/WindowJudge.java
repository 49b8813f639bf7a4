package dev.belay.canary;

import dev.belay.drift.HealthStatus;
import dev.belay.gate.GateKey;
import dev.belay.gate.GateNames;
import dev.belay.gate.GateResult;
import dev.belay.gate.Verdict;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Judges windows: any gate in any slice breaches the window. So does health of Red or worse, to the
 * letter of the mission; or, where the window was tested for it, the answer of that test.
 * Stateless.
 */
final class WindowJudge {
  /** Under this key health stands in a streak. */
  static final GateKey HEALTH = GateKey.overall(GateNames.HEALTH);

  private WindowJudge() {}

  /**
   * A window's verdict. It passes if something passed and every gate of the running streak did:
   * what breached and cannot be judged now has not mended.
   *
   * @param streak the gates that breached in the windows before
   */
  static Verdict verdict(
      Set<GateKey> streak, List<GateResult> results, Optional<HealthStatus> health) {
    boolean ill = healthTest(results).isEmpty() && isBreach(health);
    if (ill || results.stream().anyMatch(GateResult::breached)) {
      return Verdict.BREACH;
    }
    Set<GateKey> passed = new HashSet<>();
    for (GateResult result : results) {
      if (result.verdict() == Verdict.PASS) {
        passed.add(result.key());
      }
    }
    // Health alone is a judgement only where every gate is off.
    boolean gates = results.stream().anyMatch(result -> !result.key().equals(HEALTH));
    boolean well =
        healthTest(results).map(test -> passed.contains(HEALTH)).orElse(health.isPresent());
    boolean judged = gates ? passed.stream().anyMatch(key -> !key.equals(HEALTH)) : well;
    if (well) {
      passed.add(HEALTH);
    }
    return judged && passed.containsAll(streak) ? Verdict.PASS : Verdict.INSUFFICIENT;
  }

  private static Optional<GateResult> healthTest(List<GateResult> results) {
    return results.stream().filter(result -> result.key().equals(HEALTH)).findFirst();
  }

  /**
   * Whether a window counts for the breach rate: it has a verdict; or it was tested and something
   * passed, though a gate of the streak gave no answer. Were those left out, breaches alone would
   * be counted from the first one on.
   */
  static boolean isCounted(RolloutEvent.WindowCompleted window) {
    return window.verdict() != Verdict.INSUFFICIENT
        || (healthTest(window.results()).isPresent()
            && window.results().stream()
                .anyMatch(
                    result -> result.verdict() == Verdict.PASS && !result.key().equals(HEALTH)));
  }

  /** Whether health is Critical, and the window's own evidence shows it where it was tested. */
  static boolean isCritical(RolloutEvent.WindowCompleted window) {
    return window.health().equals(Optional.of(HealthStatus.CRITICAL))
        && healthTest(window.results()).map(GateResult::breached).orElse(true);
  }

  /** The results that breached. */
  static List<GateResult> breaching(RolloutEvent.WindowCompleted window) {
    return window.results().stream().filter(GateResult::breached).toList();
  }

  /** What breached, health included. */
  static Set<GateKey> breachingKeys(RolloutEvent.WindowCompleted window) {
    Set<GateKey> keys = new HashSet<>();
    breaching(window).forEach(result -> keys.add(result.key()));
    if (healthTest(window.results()).isEmpty() && isBreach(window.health())) {
      keys.add(HEALTH);
    }
    return keys;
  }

  /**
   * What breached. Health that is Red is so for the measures of the gates, so it breaches without
   * the change where they do; Critical, and what a test of health finds, is the change's own.
   */
  static Breach breach(RolloutEvent.WindowCompleted window) {
    List<GateResult> breaching = breaching(window);
    boolean preExisting =
        !breaching.isEmpty()
            && breaching.stream().allMatch(GateResult::preExisting)
            && !isCritical(window);
    return new Breach(breaching, preExisting);
  }

  private static boolean isBreach(Optional<HealthStatus> health) {
    return health.filter(status -> status.compareTo(HealthStatus.RED) >= 0).isPresent();
  }
}
