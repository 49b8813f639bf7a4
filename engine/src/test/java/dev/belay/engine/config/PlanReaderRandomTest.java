package dev.belay.engine.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Randomised: every planted fault is reported, no matter which others there are; no content makes
 * the reader throw.
 */
class PlanReaderRandomTest {

  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
  private static final PlanReader READER = PlanReader.standard();
  private static final List<String> LEAVES = FullPlan.leaves();

  @Test
  void everyPlantedFaultIsReported() {
    SplittableRandom random = Seed.random("planted faults");
    for (int i = 0; i < 1000; i++) {
      ObjectNode plan = FullPlan.json();
      Map<String, String> planted = new LinkedHashMap<>();
      int faults = 1 + random.nextInt(5);
      for (int j = 0; j < faults; j++) {
        plant(plan, planted, random);
      }
      PlanResult result = READER.read(random.nextBoolean() ? plan.toString() : asYaml(plan));
      assertThat(result).as(Seed.replay() + " " + planted).isInstanceOf(PlanResult.Invalid.class);
      assertThat(
              ((PlanResult.Invalid) result)
                  .faults().stream().map(Finding::path).collect(Collectors.toSet()))
          .as(Seed.replay() + " " + planted)
          .isEqualTo(planted.keySet());
    }
  }

  private static void plant(ObjectNode plan, Map<String, String> planted, SplittableRandom random) {
    String leaf = LEAVES.get(random.nextInt(LEAVES.size()));
    String path = path(leaf);
    if (planted.containsKey(path)) {
      return;
    }
    if (random.nextInt(4) == 0) {
      String parent = leaf.substring(0, leaf.lastIndexOf('/'));
      String key = "zz" + random.nextInt(100);
      if (plan.at(parent) instanceof ObjectNode object) {
        object.put(key, 1);
        planted.put(path(parent + "/" + key), "unknown key");
      }
      return;
    }
    // Never valid for any key: whatever the type, a list in a list, nothing, or a text out of every
    // form.
    JsonNode wrong =
        switch (random.nextInt(3)) {
          case 0 -> JSON.arrayNode().add(JSON.arrayNode());
          case 1 -> JSON.nullNode();
          default -> JSON.numberNode(-1);
        };
    FullPlan.set(plan, leaf, wrong);
    // In a list of names the wrong thing is the name, not the list.
    boolean inList = leaf.endsWith("requiredSlices") && wrong.isArray();
    planted.put(inList ? path + "[0]" : path, wrong.toString());
  }

  private static String path(String pointer) {
    return pointer.substring(1).replaceAll("/([0-9]+)", "[$1]").replace('/', '.');
  }

  /** Block style, enough for a plan. */
  private static String asYaml(JsonNode plan) {
    StringBuilder out = new StringBuilder();
    write(plan, "", out);
    return out.toString();
  }

  private static void write(JsonNode node, String indent, StringBuilder out) {
    if (node instanceof ObjectNode object && !object.isEmpty()) {
      for (Map.Entry<String, JsonNode> entry : object.properties()) {
        out.append('\n').append(indent).append(entry.getKey()).append(": ");
        write(entry.getValue(), indent + "  ", out);
      }
    } else {
      out.append(node);
    }
  }

  @Test
  void brokenBytesNeverMakeTheReaderThrow() {
    SplittableRandom random = Seed.random("broken bytes");
    byte[][] seeds = {
      PlanWriter.defaultPlan().getBytes(StandardCharsets.UTF_8),
      FullPlan.json().toString().getBytes(StandardCharsets.UTF_8)
    };
    byte[] spice = "{}[]:,-&*!|>'\"%@`#\n\t\\\u00ff~?".getBytes(StandardCharsets.ISO_8859_1);
    for (int i = 0; i < 1500; i++) {
      byte[] content = seeds[i % 2].clone();
      int changes = 1 + random.nextInt(8);
      for (int j = 0; j < changes; j++) {
        content[random.nextInt(content.length)] = spice[random.nextInt(spice.length)];
      }
      try {
        READER.read(content);
      } catch (RuntimeException thrown) {
        throw new AssertionError(
            Seed.replay() + "\n" + new String(content, StandardCharsets.ISO_8859_1), thrown);
      }
    }
  }
}
