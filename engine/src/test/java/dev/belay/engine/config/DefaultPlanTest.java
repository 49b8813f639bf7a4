package dev.belay.engine.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.plan.RolloutPlan;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The default plan is the same in the code, in the file that {@code init} writes and in an empty
 * file.
 */
class DefaultPlanTest {

  private final PlanReader reader = PlanReader.standard();

  @Test
  void theInitFileReadsToTheDefaultPlanWithoutWarnings() {
    assertThat(reader.read(PlanWriter.defaultPlan()))
        .isEqualTo(new PlanResult.Valid(RolloutPlan.calibV22(), List.of()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "apiVersion: belay/v1\nkind: Rollout\nmetadata: { key: calib-v22 }\n",
        "{\"apiVersion\": \"belay/v1\", \"kind\": \"Rollout\", \"metadata\": {\"key\": \"calib-v22\"}}"
      })
  void aMinimalFileReadsToTheDefaultPlanWithoutWarnings(String text) {
    assertThat(reader.read(text))
        .isEqualTo(new PlanResult.Valid(RolloutPlan.calibV22(), List.of()));
  }

  @Test
  void anEmptyMappingReadsToTheDefaultPlanAndSaysWhatItAssumed() {
    PlanResult result = reader.read("{}");
    assertThat(result).isInstanceOf(PlanResult.Valid.class);
    assertThat(((PlanResult.Valid) result).plan()).isEqualTo(RolloutPlan.calibV22());
    assertThat(result.warnings())
        .extracting(Finding::path)
        .containsExactly("apiVersion", "kind", "metadata.key");
  }
}
