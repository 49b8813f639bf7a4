package dev.belay.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class ValidateCommandTest {
  private static final String BROKEN =
      """
      apiVersion: belay/v1
      kind: Rollout
      metadata: { key: calib-v22 }
      spec:
        enabld: true
        ladder:
          - { stage: Canary, percent: 105 }
        lease: soon
      """;

  @TempDir Path directory;

  @Test
  void theDefaultPlan_isValid() {
    byte[] plan = CliRun.in(directory, "init").out().getBytes(UTF_8);
    CliRun run = CliRun.in(directory, plan, Terminal.NONE, "validate", "-f", "-");
    assertThat(run.exitCode()).isZero();
    assertThat(run.err()).isEmpty();
    assertThat(run.out())
        .matches(
            "valid: calib-v22, Canary 5 %, Limited 25 %, Major 50 %, Full 100 %,"
                + " calib_v22_r1_[0-9a-f]{12}\n");
  }

  @Test
  void theFingerprint_dependsOnTheContentOnly() {
    String yaml = fingerprint("{ metadata: { key: a-b }, kind: Rollout, apiVersion: belay/v1 }");
    String json =
        fingerprint(
            "{\"apiVersion\":\"belay/v1\",\n\"kind\":\"Rollout\",\"metadata\":{\"key\":\"a-b\"}}");
    String other =
        fingerprint(
            "{ metadata: { key: a-b }, kind: Rollout, apiVersion: belay/v1, spec: { lease: 6m } }");
    assertThat(yaml).isEqualTo(json).isNotEqualTo(other).startsWith("a_b_r1_");
  }

  private String fingerprint(String plan) {
    CliRun run =
        CliRun.in(directory, plan.getBytes(UTF_8), Terminal.NONE, "validate", "--json", "-f", "-");
    assertThat(run.exitCode()).as(run.err() + run.out()).isZero();
    JsonNode json = JsonText.parse(run.out());
    assertThat(json.get("valid").asBoolean()).isTrue();
    assertThat(json.get("faults").size()).isZero();
    return json.get("fingerprint").asString();
  }

  @Test
  void everyFault_isNamedAtOnce_byFileLineAndColumn() {
    CliRun run = validate(BROKEN);
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.out()).isEmpty();
    assertThat(run.errLines()).hasSize(3);
    assertThat(run.errLines().get(0)).startsWith("belay: plan.yaml:5:3: ").contains("enabld");
    assertThat(run.errLines().get(1)).startsWith("belay: plan.yaml:7:").contains("105");
    assertThat(run.errLines().get(2)).startsWith("belay: plan.yaml:8:").contains("soon");
  }

  @Test
  void asJson_theFaultsAreTheAnswer_andStillExitWith2() {
    CliRun run = validate(BROKEN, "--json");
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).isEmpty();
    JsonNode json = JsonText.parse(run.out());
    assertThat(json.get("valid").asBoolean()).isFalse();
    assertThat(json.get("fingerprint").isNull()).isTrue();
    assertThat(json.get("faults").size()).isEqualTo(3);
    JsonNode fault = json.get("faults").get(1);
    assertThat(fault.get("path").asString()).isEqualTo("spec.ladder[0].percent");
    assertThat(fault.get("line").asInt()).isEqualTo(7);
    assertThat(fault.get("column").asInt()).isEqualTo(33);
    assertThat(fault.get("value").asString()).isEqualTo("105");
    assertThat(fault.get("message").asString()).contains("105");
  }

  @Test
  void aWarningWithoutAValue_hasNone_andADisabledPlanIsOne() {
    String off =
        "{ apiVersion: belay/v1, kind: Rollout, metadata: { key: calib-v22 }, spec: { enabled:"
            + " false } }";
    CliRun run = validate(off, "--json");
    assertThat(run.exitCode()).isZero();
    JsonNode warning = JsonText.parse(run.out()).get("warnings").get(0);
    assertThat(warning.get("path").asString()).isEqualTo("spec.enabled");
    assertThat(warning.has("value")).isFalse();
    assertThat(validate(off).err()).contains("warning: spec.enabled is false: every repository");
  }

  @Test
  void aFileThatIsNotThere_isRefused_alsoAsJson() {
    CliRun run = CliRun.in(directory, "validate", "-f", "nowhere.yaml", "--json");
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).startsWith("belay: nowhere.yaml: there is no such file");
  }

  @Test
  void aPlanThatIsTooLong_isToBeMadeShorter_notSplit() {
    CliRun run = validate("#".repeat((1 << 20) + 1), "--json");
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.out()).isEmpty();
    assertThat(run.err())
        .startsWith("belay: plan.yaml: is longer than 1048576 bytes; ")
        .contains("make it shorter")
        .doesNotContain("run the command on each");
  }

  private CliRun validate(String plan, String... options) {
    CliRun.write(directory.resolve("plan.yaml"), plan);
    return options.length == 0
        ? CliRun.in(directory, "validate", "-f", "plan.yaml")
        : CliRun.in(directory, "validate", "-f", "plan.yaml", options[0]);
  }
}
