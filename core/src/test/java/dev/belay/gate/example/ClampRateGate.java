package dev.belay.gate.example;

import dev.belay.flag.Variant;
import dev.belay.gate.Gate;
import dev.belay.gate.GateEvidence;
import dev.belay.gate.GateResult;
import dev.belay.plan.RolloutPlan;
import dev.belay.telemetry.ArmCounter;
import dev.belay.telemetry.ArmSummary;
import dev.belay.telemetry.Population;
import java.util.Optional;

/** A gate of one's own: at most 5 % of the treatment's scores may be clamped. */
public final class ClampRateGate implements Gate {
  private static final double LIMIT = 0.05;

  @Override
  public String name() {
    return "clampRate";
  }

  @Override
  public boolean requiredToPass() {
    // Callers that do not tell whether they clamped must not hold the rollout up.
    return false;
  }

  @Override
  public GateResult evaluate(GateEvidence evidence) {
    Optional<ArmSummary> arm = evidence.observed().arm(Population.SERVED, Variant.TREATMENT);
    long n = arm.map(summary -> summary.get(ArmCounter.CLAMP_MEASURED)).orElse(0L);
    if (n < evidence.minSamples()) {
      return GateResult.insufficient(name(), evidence, n, "clamp reports of the treatment");
    }
    double rate = arm.orElseThrow().clampRate().orElseThrow();
    return GateResult.judged(name(), evidence, rate > LIMIT, rate, LIMIT, "", n);
  }

  /** Adds the gate to rollouts whose description asks for it. */
  public static final class Provider implements Gate.Provider {
    @Override
    public Optional<Gate> gate(RolloutPlan plan) {
      return plan.metadata().description().contains("judge the clamp rate")
          ? Optional.of(new ClampRateGate())
          : Optional.empty();
    }
  }
}
