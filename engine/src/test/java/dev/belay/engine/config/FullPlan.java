package dev.belay.engine.config;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * The default plan as a JSON tree with every key written out, and valid changes of each of its
 * leaves.
 */
public final class FullPlan {

  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
  private static final Pattern DURATION = Pattern.compile("[0-9]+(us|ms|s|m|h)");

  private FullPlan() {}

  /** A fresh copy. */
  public static ObjectNode json() {
    Findings findings = new Findings();
    try {
      return (ObjectNode) Trees.toJson(YamlTree.parse(PlanWriter.defaultPlan(), findings));
    } catch (FatalFault broken) {
      throw new IllegalStateException(broken);
    }
  }

  /** JSON pointers of all leaves; empty collections count as leaves. */
  public static List<String> leaves() {
    List<String> leaves = new ArrayList<>();
    collect(json(), "", leaves);
    return leaves;
  }

  private static void collect(JsonNode node, String pointer, List<String> out) {
    if (node instanceof ObjectNode object && !object.isEmpty()) {
      object.properties().forEach(e -> collect(e.getValue(), pointer + "/" + e.getKey(), out));
    } else if (node instanceof ArrayNode array && !array.isEmpty()) {
      for (int i = 0; i < array.size(); i++) {
        collect(array.get(i), pointer + "/" + i, out);
      }
    } else {
      out.add(pointer);
    }
  }

  /** The plan with one value replaced. */
  public static ObjectNode with(String pointer, JsonNode value) {
    ObjectNode plan = json();
    set(plan, pointer, value);
    if (pointer.equals("/spec/bucketing/assignments")) {
      set(plan, "/spec/bucketing/strategy", JSON.stringNode("manual"));
    }
    return plan;
  }

  static void set(ObjectNode plan, String pointer, JsonNode value) {
    int slash = pointer.lastIndexOf('/');
    JsonNode parent = plan.at(pointer.substring(0, slash));
    String last = pointer.substring(slash + 1);
    if (parent instanceof ArrayNode array) {
      array.set(Integer.parseInt(last), value);
    } else {
      ((ObjectNode) parent).set(last, value);
    }
  }

  /** Other valid values of a leaf, each with another meaning. Only the two constants have none. */
  public static List<JsonNode> otherValues(String pointer) {
    JsonNode value = json().at(pointer);
    String last = pointer.substring(pointer.lastIndexOf('/') + 1);
    return switch (last) {
      case "apiVersion", "kind" -> List.of();
      case "key" -> texts("calib-v23", "Calib-v22", "calib_v22");
      case "description" -> texts("x", " ");
      case "strategy" -> texts("manual", "random");
      case "salt" -> texts("prod_2026", "prod_2025 ");
      case "stage" -> texts(value.stringValue() + "2");
      case "overrides" -> List.of(object("a", "control"), object("a", "treatment"));
      case "assignments" ->
          List.of(JSON.objectNode().put("a", 5), JSON.objectNode().put("a", new BigDecimal("5.1")));
      case "requiredSlices" ->
          List.of(JSON.arrayNode().add("a"), JSON.arrayNode().add("a").add("b"));
      case "percent" ->
          List.of(
              JSON.numberNode(value.decimalValue().subtract(new BigDecimal("1e-30"))),
              JSON.numberNode(value.decimalValue().subtract(BigDecimal.ONE)));
      case "failureRate" ->
          List.of(JSON.objectNode().put("ratio", 1), JSON.objectNode().put("ratio", 2));
      case "unlabelled" -> texts("negative");
      case "change" -> numbers("0.1", "0.11");
      case "significance" -> numbers("0.1", "0.11");
      case "dispersion" -> numbers("1", "2.5");
      case "mode" -> texts("windows", "sequential");
      case "onPreExisting" -> texts("hold");
      case "requiredHealth" -> texts("Yellow");
      case "promotion" -> texts("evidence");
      case "recover" -> texts("manual");
      case "baseline" -> pointer.contains("gates") ? texts("green") : texts("1ns", "90d");
      default -> byType(value);
    };
  }

  private static List<JsonNode> byType(JsonNode value) {
    if (value.isBoolean()) {
      return List.of(JSON.booleanNode(!value.booleanValue()));
    } else if (value.isString() && DURATION.matcher(value.stringValue()).matches()) {
      String text = value.stringValue();
      String unit = text.replaceAll("[0-9]", "");
      long amount = Long.parseLong(text.replaceAll("[^0-9]", ""));
      return amount == 0
          ? texts("1ns", "1h")
          : texts((amount - 1) + ".999" + unit, (amount + 1) + unit);
    } else if (value.isIntegralNumber()) {
      long number = value.longValue();
      return number == 0 ? numbers("1", "2") : numbers(Long.toString(number - 1));
    } else if (value.isNumber()) {
      BigDecimal number = value.decimalValue();
      return List.of(
          JSON.numberNode(number.multiply(new BigDecimal("0.99"))),
          JSON.numberNode(number.subtract(new BigDecimal("1e-14"))));
    }
    throw new IllegalStateException("no other value is known for " + value);
  }

  private static JsonNode object(String key, String value) {
    return JSON.objectNode().put(key, value);
  }

  private static List<JsonNode> texts(String... texts) {
    return List.of(texts).stream().<JsonNode>map(JSON::stringNode).toList();
  }

  private static List<JsonNode> numbers(String... numbers) {
    return List.of(numbers).stream()
        .<JsonNode>map(text -> JSON.numberNode(new BigDecimal(text)))
        .toList();
  }
}
