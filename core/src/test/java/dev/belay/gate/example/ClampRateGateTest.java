package dev.belay.gate.example;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.flag.Variant;
import dev.belay.gate.Gate;
import dev.belay.gate.GateContract;
import dev.belay.gate.GateSet;
import dev.belay.gate.Scene;
import dev.belay.gate.Verdict;
import dev.belay.plan.Metadata;
import dev.belay.plan.RolloutPlan;
import org.junit.jupiter.api.Test;

/** The worked example of docs/GATES.md: it keeps the contract, and its service is found. */
class ClampRateGateTest extends GateContract {
  @Override
  protected Gate gate() {
    return new ClampRateGate();
  }

  @Test
  void atTheLimitItPasses_aboveItBreaches() {
    Scene scene =
        new Scene()
            .serve(Variant.TREATMENT, 95, o -> o.clamped(false))
            .serve(Variant.TREATMENT, 5, o -> o.clamped(true));
    assertThat(gate().evaluate(scene.evidence(100)).verdict()).isEqualTo(Verdict.PASS);
    scene.serve(Variant.TREATMENT, 1, o -> o.clamped(true));
    assertThat(gate().evaluate(scene.evidence(100)).sentence())
        .isEqualTo("clampRate: 0.05941 is over the limit of 0.05 (101 observations)");
  }

  @Test
  void itsServiceIsFound_forThePlansItIsMeantFor() {
    RolloutPlan asked =
        RolloutPlan.builder().metadata(new Metadata("calib-v22", "judge the clamp rate")).build();
    assertThat(GateSet.of(asked).gates()).extracting(Gate::name).endsWith("clampRate");
    assertThat(GateSet.of(asked).requiredToPass("clampRate")).isFalse();
    assertThat(GateSet.of(RolloutPlan.calibV22()).gates())
        .extracting(Gate::name)
        .doesNotContain("clampRate");
  }
}
