package dev.belay.engine.attest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.engine.config.PlanReader;
import dev.belay.engine.config.PlanResult;
import dev.belay.flag.BucketStrategy;
import dev.belay.flag.Percentage;
import dev.belay.flag.Variant;
import dev.belay.plan.Automation;
import dev.belay.plan.Gates;
import dev.belay.plan.PromotionRule;
import dev.belay.plan.RequiredHealth;
import dev.belay.plan.RolloutPlan;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PlanTextTest {
  private static final RolloutPlan MISSION = RolloutPlan.calibV22();

  private static final List<RolloutPlan> PLANS =
      List.of(
          MISSION,
          MISSION.toBuilder()
              .bucketing(
                  MISSION
                      .bucketing()
                      .withOverrides(Map.of("a/b", Variant.TREATMENT, "c d", Variant.CONTROL)))
              .automation(
                  new Automation(false, false, RequiredHealth.YELLOW, PromotionRule.ESTIMATE))
              .baseline(Duration.ofHours(24))
              .build(),
          MISSION.toBuilder()
              .bucketing(
                  new BucketStrategy(
                      BucketStrategy.MANUAL,
                      "s\u00e4lt \"1\"",
                      false,
                      Duration.ofMinutes(1),
                      Map.of(),
                      Map.of("x", Percentage.of("0.0001"), "y", Percentage.of(100))))
              .gates(
                  new Gates(
                      Optional.empty(),
                      Optional.empty(),
                      Optional.empty(),
                      Optional.empty(),
                      Optional.empty()))
              .build());

  @Test
  void aPlanThatWasWritten_isReadAsItWas() {
    for (RolloutPlan plan : PLANS) {
      String text = PlanText.of(plan);
      PlanResult result = PlanReader.standard().read(text.getBytes(StandardCharsets.UTF_8));
      assertThat(result).as(text).isInstanceOf(PlanResult.Valid.class);
      assertThat(((PlanResult.Valid) result).plan()).isEqualTo(plan);
      assertThat(PlanText.of(((PlanResult.Valid) result).plan())).isEqualTo(text);
    }
  }
}
