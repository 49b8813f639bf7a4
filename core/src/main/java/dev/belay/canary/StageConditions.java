package dev.belay.canary;

import dev.belay.drift.HealthStatus;
import dev.belay.gate.Comparison;
import dev.belay.gate.GateKey;
import dev.belay.gate.GateNames;
import dev.belay.gate.GateResult;
import dev.belay.gate.Verdict;
import dev.belay.plan.Gates;
import dev.belay.plan.PromotionRule;
import dev.belay.plan.RequiredHealth;
import dev.belay.plan.RolloutPlan;
import dev.belay.plan.Stage;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * What a stage has to show before the next rung, judged on all of it: time, samples, success rate,
 * health, every gate that must pass, no breach anywhere, no streak of breaching windows. Immutable.
 */
final class StageConditions {
  private final HealthStatus requiredHealth;
  private final Predicate<String> requiredToPass;
  private final boolean evidence;
  private final List<GateKey> mustAnswer;
  private final Set<GateKey> requiredSlices;

  StageConditions(RolloutPlan plan, Predicate<String> requiredToPass) {
    this.requiredHealth =
        plan.automation().requiredHealth() == RequiredHealth.GREEN
            ? HealthStatus.GREEN
            : HealthStatus.YELLOW;
    this.requiredToPass = requiredToPass;
    this.evidence = plan.automation().promotion() == PromotionRule.EVIDENCE;
    this.requiredSlices = requiredSlices(plan.gates());
    this.mustAnswer = new ArrayList<>(requiredSlices);
    gatesOf(plan.gates()).stream()
        .filter(requiredToPass)
        .map(GateKey::overall)
        .forEach(mustAnswer::add);
  }

  /** Those that are open, each with what is missing and by how much. */
  List<Condition> open(RolloutState state, Stage stage, Evidence evidence) {
    List<Condition> open = new ArrayList<>();
    StageProgress progress = state.stage();
    long minNanos = stage.minObservation().toNanos();
    if (progress.nanos() < minNanos) {
      add(open, "minObservation", TimeText.of(progress.nanos()) + " of " + TimeText.of(minNanos));
    }
    if (progress.treated() < stage.minSamples()) {
      add(
          open,
          "minSamples",
          progress.treated() + " of " + stage.minSamples() + " treated observations");
    }
    successRate(open, progress, stage);
    health(open, evidence.stageHealth());
    gates(open, evidence.stageResults());
    evidence(open, evidence.sequential());
    if (!progress.streak().isEmpty()) {
      add(
          open,
          "consecutiveBreaches",
          new TreeSet<>(progress.streak()) + " breached and has not passed in a window since");
    }
    return open;
  }

  private static void successRate(List<Condition> open, StageProgress progress, Stage stage) {
    if (progress.treated() == 0) {
      add(open, "minSuccessRate", "nothing has been observed of treatment yet");
      return;
    }
    long succeeded = progress.treated() - progress.failed();
    if ((double) succeeded / progress.treated() < stage.minSuccessRate()) {
      add(
          open,
          "minSuccessRate",
          shareText(succeeded, progress.treated()) + " of at least " + stage.minSuccessRate());
    }
  }

  /** A share to six decimals, rounded down, so that it never looks like what it falls short of. */
  static String shareText(long part, long whole) {
    return BigDecimal.valueOf(part)
        .divide(BigDecimal.valueOf(whole), 6, RoundingMode.DOWN)
        .stripTrailingZeros()
        .toPlainString();
  }

  private void health(List<Condition> open, Optional<HealthStatus> health) {
    if (health.isEmpty()) {
      add(open, "requiredHealth", "health was not measured");
    } else if (isTooIll(health)) {
      add(open, "requiredHealth", "health is " + health.get() + ", it must be " + requiredHealth);
    }
  }

  /** Whether the health of the stage stands against a promotion. */
  boolean isTooIll(Optional<HealthStatus> health) {
    return health.isEmpty() || health.get().compareTo(requiredHealth) > 0;
  }

  /** Whether what a gate says of the stage stands against a promotion. */
  boolean isOpen(GateResult result) {
    return result.breached() || (mustPass(result.key()) && result.verdict() != Verdict.PASS);
  }

  private void gates(List<Condition> open, List<GateResult> results) {
    Set<GateKey> answered = new HashSet<>();
    for (GateResult result : results) {
      answered.add(result.key());
      if (isOpen(result)) {
        open.add(new Condition(result.key().toString(), result.sentence()));
      }
    }
    for (GateKey key : mustAnswer) {
      if (!answered.contains(key)) {
        add(open, key.toString(), "it has not been judged");
      }
    }
  }

  /**
   * Whatever is rejected stands against a promotion, where a person was asked about it instead of a
   * stop. With {@code promotion: evidence} a limit must be shown to be kept, not only not to be
   * broken. Gates that compare the arms can be refuted but not confirmed: their estimates decide.
   */
  private void evidence(List<Condition> open, List<GateResult> sequential) {
    for (GateResult result : sequential) {
      if (result.breached()) {
        open.add(new Condition("evidence." + result.key(), result.sentence()));
      }
    }
    if (!evidence) {
      return;
    }
    if (sequential.isEmpty()) {
      add(open, "automation.promotion", "no evidence has been gathered yet");
    }
    for (GateResult result : sequential) {
      if (lacksEvidence(result)) {
        open.add(new Condition("evidence." + result.key(), result.sentence()));
      }
    }
  }

  /** Whether a promotion waits for the evidence of a sequential gate that has not rejected. */
  boolean lacksEvidence(GateResult result) {
    return evidence
        && result.verdict() == Verdict.INSUFFICIENT
        && result.key().isOverall()
        && requiredToPass.test(result.key().gate())
        && result.comparison() == Comparison.LIMIT;
  }

  private boolean mustPass(GateKey key) {
    return key.isOverall() ? requiredToPass.test(key.gate()) : requiredSlices.contains(key);
  }

  private static void add(List<Condition> open, String name, String missing) {
    open.add(new Condition(name, name + ": " + missing));
  }

  private static Set<GateKey> requiredSlices(Gates gates) {
    Set<GateKey> keys = new TreeSet<>();
    gates
        .aeceMinusTau()
        .ifPresent(
            gate ->
                gate.requiredSlices()
                    .forEach(slice -> keys.add(new GateKey(GateNames.AECE_MINUS_TAU, slice))));
    return keys;
  }

  /** Those that the plan switches on: no answer of theirs at all is no pass either. */
  private static List<String> gatesOf(Gates gates) {
    List<String> names = new ArrayList<>();
    gates.p99Latency().ifPresent(gate -> names.add(GateNames.P99_LATENCY));
    gates.aeceMinusTau().ifPresent(gate -> names.add(GateNames.AECE_MINUS_TAU));
    gates.confidenceShift().ifPresent(gate -> names.add(GateNames.CONFIDENCE_SHIFT));
    gates.slaRecall50().ifPresent(gate -> names.add(GateNames.SLA_RECALL_50));
    gates.failureRate().ifPresent(gate -> names.add(GateNames.FAILURE_RATE));
    return names;
  }
}
