package dev.belay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.engine.canary.CanaryController;
import dev.belay.flag.Decision;
import dev.belay.plan.RolloutPlan;
import dev.belay.telemetry.Observation;
import java.nio.file.Path;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What the status shows of evidence and budget, read from the data directory alone. */
class EvidenceStatusTest {
  private static final long SEED = 20261122;
  private static final long TICK_NANOS = 30_000_000_000L;
  private static final int TICKS = 80;

  @TempDir Path directory;

  /** Forty minutes of the mission's plan: two windows. */
  private void serve() {
    VirtualClock clock = new VirtualClock();
    long[] nanos = new long[1];
    SplittableRandom random = new SplittableRandom(SEED);
    try (CanaryController controller =
        CanaryController.builder(RolloutPlan.calibV22())
            .dataDirectory(directory.resolve("data"))
            .clock(clock)
            .monotone(() -> nanos[0])
            .open()) {
      for (int tick = 0; tick < TICKS; tick++) {
        controller.evaluateStage();
        for (int i = 0; i < 200; i++) {
          Decision decision = controller.flag().decide("repository-" + random.nextInt(400));
          double score = 0.7 + 0.002 * random.nextInt(-5, 6);
          Observation.Builder seen =
              Observation.of("java", 100_000L + random.nextInt(50_000), score, true);
          seen.label(random.nextDouble() < score);
          controller.flag().record(decision, seen.build());
        }
        nanos[0] += TICK_NANOS;
        clock.set(nanos[0]);
      }
    }
  }

  @Test
  void theStatus_showsHowTheEvidenceWent_andTheBudget() {
    serve();
    JsonNode status =
        JsonMapper.shared()
            .readTree(CliRun.in(directory, "status", "--data", "data", "--json").out());
    JsonNode history = status.get("evidence_history");
    assertThat(history.get(0).get("gate").stringValue()).isEqualTo("p99Latency");
    assertThat(history.get(0).get("points").size()).isEqualTo(2);
    JsonNode first = history.get(0).get("points").get(0);
    JsonNode last = history.get(0).get("points").get(1);
    assertThat(last.get("time").longValue()).isGreaterThan(first.get("time").longValue());
    assertThat(last.get("n").longValue()).isGreaterThan(first.get("n").longValue());
    assertThat(last.get("of_breach").booleanValue()).isTrue();
    assertThat(last.get("log_e").doubleValue())
        .as("no breach: the evidence of one falls")
        .isLessThan(first.get("log_e").doubleValue())
        .isLessThan(last.get("log_threshold").doubleValue());
    JsonNode p99 = status.get("sequential").get(0);
    assertThat(p99.get("interval").get(0).doubleValue()).isZero();
    assertThat(p99.get("interval").get(1).doubleValue()).isBetween(0.1, 5.0);
    assertThat(status.get("sequential").get(2).get("interval").isNull())
        .as("calibration has no interval")
        .isTrue();
    assertThat(status.get("false_revert_rate").doubleValue()).isEqualTo(0.01);
    assertThat(status.get("significance").doubleValue()).isBetween(1e-12, 0.01);

    String text = CliRun.in(directory, "status", "--data", "data").out();
    assertThat(text)
        .contains("evidence of a breach at the ends of the last windows, as powers of ten")
        .contains("budget of false reverts: 0.0100 an attempt")
        .contains("windows.consecutiveBreaches")
        .contains(", 95 % interval 0 to ");
    assertThat(CliRun.in(directory, "audit", "verify", "--data", "data").out()).contains("intact");
  }
}
