package dev.belay.flag;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Instant;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class BucketingVectorsTest {
  private static final JsonNode VECTORS =
      JsonMapper.shared().readTree(Path.of("..", "conformance", "bucketing.json"));

  static Stream<JsonNode> vectors() {
    return VECTORS.get("vectors").valueStream();
  }

  static Stream<String> rejectedKeys() {
    return VECTORS.get("rejected_keys").valueStream().map(JsonNode::stringValue);
  }

  @ParameterizedTest
  @MethodSource("vectors")
  void everyVectorHasItsBucketAndItsVariants(JsonNode vector) {
    String key = vector.get("key").stringValue();
    BucketStrategy strategy = BucketStrategy.sha256(vector.get("salt").stringValue());

    assertThat(Long.toUnsignedString(Bucketer.of(strategy).bucket(key)))
        .isEqualTo(vector.get("bucket").stringValue());
    vector
        .get("variants")
        .forEachEntry(
            (percent, variant) -> {
              Decision decision = flag(strategy, percent).decide(key);
              assertThat(decision.variant().text())
                  .as("variant of %s at %s %%", key, percent)
                  .isEqualTo(variant.stringValue());
              assertThat(Long.toUnsignedString(decision.bucket()))
                  .isEqualTo(vector.get("bucket").stringValue());
              assertThat(decision.reason()).isEqualTo(Reason.SPLIT);
            });
  }

  @ParameterizedTest
  @MethodSource("rejectedKeys")
  void anUnpairedSurrogateHasNoBucketAndIsServedControl(String key) {
    BucketStrategy strategy = BucketStrategy.sha256("prod_2025");
    assertThatThrownBy(() -> Bucketer.of(strategy).bucket(key))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("unpaired surrogate U+D")
        .hasMessageContaining("at index");

    Decision decision = flag(strategy, "100").decide(key);
    assertThat(decision.variant()).isEqualTo(Variant.CONTROL);
    assertThat(decision.reason()).isEqualTo(Reason.ERROR);
    assertThat(decision.errorCode()).isEqualTo(ErrorCode.INVALID_CONTEXT);
    assertThat(decision.evidence()).isFalse();
  }

  @Test
  void aRejectedKeyLeavesTheThreadsHasherClean() {
    Bucketer bucketer = Bucketer.of(BucketStrategy.sha256("prod_2025"));
    long before = bucketer.bucket("microsoft/vscode");
    rejectedKeys()
        .forEach(
            key -> {
              assertThatThrownBy(() -> bucketer.bucket(key))
                  .isInstanceOf(IllegalArgumentException.class);
              assertThat(bucketer.bucket("microsoft/vscode")).isEqualTo(before);
            });
  }

  private static FeatureFlag flag(BucketStrategy strategy, String percent) {
    FlagSnapshot snapshot =
        FlagSnapshot.builder("calib-v22", strategy)
            .enabled(true)
            .stage("Canary", Percentage.of(percent))
            .build();
    return new FeatureFlag(snapshot, () -> Instant.EPOCH);
  }
}
