package dev.belay.engine.attest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.engine.Conformance;
import dev.belay.engine.config.FullPlan;
import dev.belay.engine.config.PlanReader;
import dev.belay.engine.config.PlanResult;
import dev.belay.engine.config.PlanWriter;
import dev.belay.engine.config.Seed;
import dev.belay.plan.RolloutPlan;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

class PlanFingerprintTest {

  private static final PlanReader READER = PlanReader.standard();

  static List<JsonNode> vectors() {
    return Conformance.rows("fingerprint/vectors.json");
  }

  @ParameterizedTest
  @MethodSource("vectors")
  void agreesWithTheVectors(JsonNode row) {
    RolloutPlan plan = read(row.path("file").stringValue());
    assertThat(new String(PlanFingerprint.canonicalBytes(plan), StandardCharsets.UTF_8))
        .isEqualTo(row.path("canonical").stringValue());
    assertThat(PlanFingerprint.of(plan, row.path("revision").longValue()))
        .hasToString(row.path("fingerprint").stringValue());
  }

  @Test
  void isTheSameForYamlJsonCommentsAndDefaultsLeftOut() {
    String expected = fingerprint(RolloutPlan.calibV22());
    assertThat(fingerprint(read(PlanWriter.defaultPlan()))).isEqualTo(expected);
    assertThat(fingerprint(read(FullPlan.json().toString()))).isEqualTo(expected);
    assertThat(fingerprint(read(FullPlan.json().toPrettyString()))).isEqualTo(expected);
    assertThat(fingerprint(read("# a comment\n{}"))).isEqualTo(expected);
  }

  @Test
  void isTheSameForEveryOrderOfTheKeys() {
    SplittableRandom random = Seed.random("key order");
    JsonNode plan = FullPlan.json();
    ((ObjectNode) plan.at("/spec/bucketing/overrides")).put("b", "control").put("a", "treatment");
    String expected = fingerprint(read(plan.toString()));
    for (int i = 0; i < 1000; i++) {
      JsonNode shuffled = shuffle(plan, random);
      assertThat(fingerprint(read(shuffled.toString()))).as(Seed.replay()).isEqualTo(expected);
    }
  }

  @Test
  void isNewForEveryChangeOfALeaf() {
    Map<String, String> seen = new HashMap<>();
    seen.put(fingerprint(RolloutPlan.calibV22()), "the default plan");
    List<String> leaves = FullPlan.leaves();
    assertThat(leaves).hasSizeGreaterThan(70);
    for (String leaf : leaves) {
      for (JsonNode other : FullPlan.otherValues(leaf)) {
        String json = FullPlan.with(leaf, other).toString();
        String before = seen.putIfAbsent(fingerprint(read(json)), leaf + " = " + other);
        assertThat(before).as(leaf + " = " + other).isNull();
      }
    }
  }

  @Test
  void isNewForEveryRevision() {
    RolloutPlan plan = RolloutPlan.calibV22();
    assertThat(PlanFingerprint.of(plan, 1).toString()).startsWith("calib_v22_r1_");
    assertThat(PlanFingerprint.of(plan, 2).toString()).startsWith("calib_v22_r2_");
    assertThat(PlanFingerprint.of(plan, 2).hash()).isEqualTo(PlanFingerprint.of(plan, 1).hash());
  }

  private static RolloutPlan read(String text) {
    PlanResult result = READER.read(text);
    assertThat(result).as(text).isInstanceOf(PlanResult.Valid.class);
    return ((PlanResult.Valid) result).plan();
  }

  private static String fingerprint(RolloutPlan plan) {
    return PlanFingerprint.of(plan, 1).toString();
  }

  private static JsonNode shuffle(JsonNode node, SplittableRandom random) {
    if (node instanceof ObjectNode object) {
      List<String> names = new ArrayList<>(object.propertyNames());
      for (int i = names.size() - 1; i > 0; i--) {
        Collections.swap(names, i, random.nextInt(i + 1));
      }
      ObjectNode shuffled = JsonNodeFactory.instance.objectNode();
      names.forEach(name -> shuffled.set(name, shuffle(object.get(name), random)));
      return shuffled;
    } else if (node instanceof ArrayNode array) {
      ArrayNode same = JsonNodeFactory.instance.arrayNode();
      array.forEach(item -> same.add(shuffle(item, random)));
      return same;
    }
    return node;
  }
}
