package dev.belay.engine.attest;

import dev.belay.plan.RolloutPlan;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * A plan as the text of a configuration file that means it, every key written out: what a journal
 * keeps of it. Equal plans have equal texts. Stateless and thread-safe.
 */
public final class PlanText {
  private static final JsonMapper JSON = JsonMapper.shared();

  private PlanText() {}

  /** The text: JSON that {@code PlanReader} reads as an equal plan. */
  public static String of(RolloutPlan plan) {
    byte[] canonical = PlanFingerprint.canonicalBytes(plan);
    ObjectNode root =
        JSON.readValue(new String(canonical, StandardCharsets.UTF_8), ObjectNode.class);
    ObjectNode spec = (ObjectNode) root.get("spec");
    for (JsonNode stage : spec.get("ladder")) {
      ObjectNode object = (ObjectNode) stage;
      object.put("percent", new BigDecimal(object.get("percent").stringValue()));
    }
    numbers((ObjectNode) spec.get("bucketing"));
    ObjectNode automation = (ObjectNode) spec.get("automation");
    automation.put("requiredHealth", capitalised(automation.get("requiredHealth").stringValue()));
    return root.toString();
  }

  /** The canonical form writes percentages as texts, a file as numbers; none is left out. */
  private static void numbers(ObjectNode bucketing) {
    ObjectNode assignments = (ObjectNode) bucketing.get("assignments");
    if (assignments.isEmpty()) {
      bucketing.remove("assignments");
      return;
    }
    for (Map.Entry<String, JsonNode> entry : Map.copyOf(entries(assignments)).entrySet()) {
      assignments.put(entry.getKey(), new BigDecimal(entry.getValue().stringValue()));
    }
  }

  private static Map<String, JsonNode> entries(ObjectNode object) {
    Map<String, JsonNode> entries = new java.util.TreeMap<>();
    object.forEachEntry(entries::put);
    return entries;
  }

  private static String capitalised(String word) {
    return word.substring(0, 1).toUpperCase(java.util.Locale.ROOT) + word.substring(1);
  }
}
