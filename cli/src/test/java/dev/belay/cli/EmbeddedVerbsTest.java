package dev.belay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.engine.canary.CanaryController;
import dev.belay.plan.Evaluation;
import dev.belay.plan.Mode;
import dev.belay.plan.RolloutPlan;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.OptionalDouble;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The verbs on an embedded data directory, with and without the process that embeds it. */
class EmbeddedVerbsTest {
  @TempDir Path directory;

  private CliRun run(String... args) {
    return CliRun.in(directory, args);
  }

  private CliRun told(String verb, String... more) {
    String[] args = new String[5 + more.length];
    List<String> fixed = List.of(verb, "--data", "data", "--reason", "a drill");
    for (int i = 0; i < fixed.size(); i++) {
      args[i] = fixed.get(i);
    }
    System.arraycopy(more, 0, args, fixed.size(), more.length);
    return run(args);
  }

  private CanaryController embed() {
    return CanaryController.builder(RolloutPlan.calibV22())
        .dataDirectory(directory.resolve("data"))
        .open();
  }

  private JsonNode status() {
    CliRun status = run("status", "--data", "data", "--json");
    assertThat(status.err()).isEmpty();
    return JsonMapper.shared().readTree(status.out());
  }

  @Test
  void aStatus_saysWhatDispersionTheGatesJudgeWith_andWhereItComesFrom() {
    RolloutPlan mission = RolloutPlan.calibV22();
    Evaluation.Builder sequential = mission.evaluation().toBuilder().mode(Mode.SEQUENTIAL);
    assertDispersion(
        mission.toBuilder().evaluation(sequential.build()).build(),
        "NOT_MEASURED",
        "1, not measured: there was too little control before");
    assertDispersion(
        mission.toBuilder().evaluation(sequential.build()).baseline(Duration.ofDays(1)).build(),
        "OPEN",
        "will be measured when treatment begins; nothing is judged before");
    assertDispersion(
        mission.toBuilder()
            .evaluation(sequential.dispersion(OptionalDouble.of(2.5)).build())
            .build(),
        "PLAN",
        "2.50, as the plan says");
  }

  private void assertDispersion(RolloutPlan plan, String origin, String sentence) {
    Path data = directory.resolve(origin);
    CanaryController.builder(plan).dataDirectory(data).open().close();
    CliRun json = run("status", "--data", origin, "--json");
    JsonNode dispersion = JsonMapper.shared().readTree(json.out()).get("dispersion");
    assertThat(dispersion.get("origin").asString()).isEqualTo(origin);
    assertThat(dispersion.get("value").asDouble())
        .isEqualTo(plan.evaluation().dispersion().orElse(1));
    assertThat(run("status", "--data", origin).out()).contains("dispersion    " + sentence);
  }

  @Test
  void withoutTheProcess_theVerbsActThemselves_andTheJournalNamesThePerson() {
    try (CanaryController controller = embed()) {
      controller.evaluateStage();
    }
    assertThat(told("promote").out()).startsWith("calib-v22: ");
    assertThat(status().get("current_stage").stringValue()).isEqualTo("Limited");
    assertThat(told("hold").exitCode()).isZero();
    assertThat(told("hold").exitCode()).isEqualTo(1);
    assertThat(told("resume").exitCode()).isZero();
    assertThat(told("override", "--repository", "a/b", "--variant", "treatment").exitCode())
        .isZero();
    assertThat(told("rollback").exitCode()).isZero();
    assertThat(told("stop", "--json").out()).contains("\"done\": true");
    assertThat(told("promote").out()).contains("refused", "reset");
    assertThat(told("reset", "calib-v22").exitCode()).isZero();
    JsonNode transitions = status().get("transitions");
    assertThat(transitions.get(1).get("actor").stringValue())
        .isEqualTo(System.getProperty("user.name"));
    assertThat(transitions.get(1).get("reason").stringValue()).contains("a drill");
    assertThat(run("status", "--data", "data").out()).contains("calib-v22", "last steps");
    assertThat(run("audit", "verify", "--data", "data").out()).contains("intact");
  }

  @Test
  void aStop_reachesTheProcessThatEmbeds() throws Exception {
    try (CanaryController controller = embed()) {
      CountDownLatch stopped = new CountDownLatch(1);
      controller.addListener(
          (decision, status) -> {
            if (status.circuitBreakerOpen()) {
              stopped.countDown();
            }
          });
      controller.startMonitoring();
      assertThat(run("status", "--data", "data").exitCode()).isZero();
      CliRun stop = told("stop");
      assertThat(stop.out() + stop.err()).contains("a drill");
      assertThat(stopped.await(10, TimeUnit.SECONDS)).isTrue();
      assertThat(status().get("embedded_by").longValue()).isEqualTo(ProcessHandle.current().pid());
    }
  }

  @Test
  void aProcessThatDoesNotMonitor_isNamed() {
    try (CanaryController controller = embed()) {
      controller.evaluateStage();
      CliRun stop = told("stop");
      assertThat(stop.exitCode()).isEqualTo(1);
      assertThat(stop.out()).contains("did not answer within 5 s");
    }
  }

  @Test
  void aChangedRow_isNamed_andExitsWithOne() throws Exception {
    try (CanaryController controller = embed()) {
      controller.evaluateStage();
    }
    told("promote");
    assertThat(run("audit", "verify", "--data", "data").exitCode()).isZero();
    try (Connection connection =
            DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("data/journal.db"));
        Statement statement = connection.createStatement()) {
      statement.executeUpdate("UPDATE journal SET actor = 'nobody' WHERE sequence = 2");
    }
    CliRun verify = run("audit", "verify", "--data", "data");
    assertThat(verify.exitCode()).isEqualTo(1);
    assertThat(verify.out()).contains("NOT intact", "row 2");
    assertThat(run("audit", "verify", "--data", "data", "--json").out())
        .contains("\"intact\": false");
  }

  @Test
  void badInput_isOneSentence_andExitsWithTwo() {
    assertThat(run("status", "--data", "nowhere").exitCode()).isEqualTo(2);
    assertThat(run("status", "--data", "nowhere").err()).contains("journal.db");
    try (CanaryController controller = embed()) {
      controller.evaluateStage();
    }
    assertThat(run("status", "--data", "data", "another").exitCode()).isEqualTo(2);
    assertThat(run("promote", "--data", "data").exitCode()).isEqualTo(2);
    assertThat(run("promote", "--data", "data", "--reason", " ").exitCode()).isEqualTo(2);
    assertThat(told("override", "--repository", "a/b", "--variant", "maybe").exitCode())
        .isEqualTo(2);
    assertThat(run("audit").exitCode()).isEqualTo(2);
  }
}
