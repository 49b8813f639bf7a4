package dev.belay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** What {@code belay simulate} answers, and what it refuses. */
class SimulateCommandTest {
  private static final String PLAN =
      """
      apiVersion: belay/v1
      kind: Rollout
      metadata: { key: calib-v22 }
      spec:
        ladder:
          - { stage: Canary, percent: 20, minObservation: 20m, minSamples: 100, minSuccessRate: 0.5 }
          - { stage: Full, percent: 100, minObservation: 20m, minSamples: 100, minSuccessRate: 0.5 }
        gates: { aeceMinusTau: off, confidenceShift: off, slaRecall50: off, p99Latency: { limit: 10ms, maxIncrease: 10ms } }
        evaluation: { mode: windows, window: 10m, tick: 30s, gracePeriod: 0s }
        tripwires: { p99: 10ms, mean: 5ms }
      """;

  @TempDir Path directory;

  @BeforeEach
  void writePlan() {
    CliRun.write(directory.resolve("plan.yaml"), PLAN);
  }

  private CliRun simulate(String... more) {
    return CliRun.in(
        directory,
        Stream.concat(Stream.of("simulate", "-f", "plan.yaml"), Arrays.stream(more))
            .toArray(String[]::new));
  }

  @Test
  void healthyAndFaulty_areToldInATableAndInSentences() {
    CliRun run = simulate("--runs", "5", "--scenario", "healthy,latency-2,recall-5");
    assertThat(run.err()).isEmpty();
    assertThat(run.exitCode()).isEqualTo(ExitCode.OK);
    assertThat(run.out())
        .startsWith("calib-v22 in mode windows: 5 ladders a scenario, seed 1, 10000 queries")
        .contains("This plan would falsely revert ", "A p99 of 16.0 ms: reverted in 100.0 %")
        .contains("(the plan has no gate for it)");
  }

  @Test
  void theSameSeed_givesTheSameBytes_anotherOneOthers() {
    String[] options = {"--runs", "4", "--scenario", "latency-1.5", "--json", "--seed", "7"};
    CliRun run = simulate(options);
    assertThat(simulate(options)).isEqualTo(run);
    options[6] = "8";
    assertThat(simulate(options).out()).isNotEqualTo(run.out());
  }

  @Test
  void json_hasEveryNumber_andNullWhereThereIsNone() {
    CliRun run = simulate("--runs", "3", "--scenario", "healthy,latency-2", "--json", "--shadow");
    JsonNode json = JsonText.parse(run.out());
    assertThat(json.get("runs").asInt()).isEqualTo(3);
    assertThat(json.get("shadow").asBoolean()).isTrue();
    JsonNode healthy = json.get("scenarios").get(0);
    assertThat(healthy.get("miss_rate").isNull()).isTrue();
    assertThat(healthy.get("false_revert_rate").get("upper").asDouble()).isGreaterThan(0.3);
    JsonNode slow = json.get("scenarios").get(1);
    assertThat(slow.get("caught").asInt()).isEqualTo(3);
    assertThat(slow.get("limits").asString()).isEqualTo("beyond");
    assertThat(slow.get("exposed_median").get("value").asDouble()).isPositive();
  }

  @Test
  void scoresOfAFile_areDrawnFrom_andWhatTheyCannotHaveIsLeftOut() {
    CliRun.write(directory.resolve("scores.csv"), "score,label\n0.5,1\n0.5,0\n");
    CliRun run = simulate("--runs", "1", "--scores", "scores.csv");
    assertThat(run.err()).isEmpty();
    assertThat(run.out()).contains("note: over-confident-0.05 is left out: these scores cannot");
    CliRun asked = simulate("--scores", "scores.csv", "--scenario", "over-confident-0.05");
    assertThat(asked.exitCode()).isEqualTo(ExitCode.BAD_INPUT);
    assertThat(asked.err()).contains("--scenario: over-confident-0.05: these scores cannot");
  }

  @Test
  void badInput_isOneSentence() {
    refuses("is no scenario; name some of healthy", "--scenario", "earthquake");
    refuses("--runs: runs is 0; it must be", "--runs", "0");
    refuses("repositories is 0.0; it must be", "--repositories", "0");
    refuses("queriesPerHour is -1.0; it must be", "--queries-per-hour", "-1");
    refuses("dailySwing is 1.0; it must be", "--daily-swing", "1");
    refuses("burst is 0.5; it must be", "--burst", "0.5");
    refuses("there is no such file", "--scores", "missing.csv");
    CliRun.write(directory.resolve("plan.yaml"), PLAN.replace("spec:", "spec:\n  enabled: false"));
    refuses("set enabled to true");
  }

  private void refuses(String sentence, String... options) {
    CliRun run = simulate(options);
    assertThat(run.exitCode()).isEqualTo(ExitCode.BAD_INPUT);
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).contains(sentence);
  }
}
