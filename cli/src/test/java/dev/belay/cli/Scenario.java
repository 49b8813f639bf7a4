package dev.belay.cli;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A recording with the decisions that a replay of it must come to.
 *
 * @param folder where its files lie below {@code conformance/scenarios}
 * @param variant what its plan and its expectation are called besides; empty for most
 * @param title one sentence
 * @param settings what the plan says besides {@code mode: windows}
 * @param arguments options besides the plan and the observations
 * @param observations the recording
 * @param decisions what must be decided, in order, and nothing else
 * @param summary what the summary must say
 */
record Scenario(
    String folder,
    String variant,
    String title,
    String settings,
    List<String> arguments,
    String observations,
    List<Expected> decisions,
    Map<String, Object> summary) {

  /**
   * A decision.
   *
   * @param earliestMillis the earliest, in milliseconds since the first row
   * @param latestMillis the latest
   */
  record Expected(String decision, String from, String to, long earliestMillis, long latestMillis) {

    static Expected at(String decision, String from, String to, Duration earliest, Duration slack) {
      return new Expected(decision, from, to, earliest.toMillis(), earliest.plus(slack).toMillis());
    }
  }

  String planName() {
    return variant.isEmpty() ? "plan.yaml" : "plan-" + variant + ".yaml";
  }

  String expectationName() {
    return variant.isEmpty() ? "expected.json" : "expected-" + variant + ".json";
  }

  /** The plan file. */
  String plan() {
    return "# "
        + title
        + "\napiVersion: belay/v1\nkind: Rollout\nmetadata: { key: calib-v22 }\nspec:\n"
        + settings
        + "  evaluation: { mode: windows }\n";
  }

  /** The command line in the folder, without {@code belay}. */
  List<String> command() {
    List<String> command =
        new ArrayList<>(
            List.of("replay", "-f", planName(), "--observations", "observations.csv.gz"));
    command.addAll(arguments);
    command.add("--json");
    return command;
  }

  /** The expectation file. */
  String expectation() {
    StringBuilder json = new StringBuilder("{\n  \"title\": \"").append(title).append("\",\n");
    json.append("  \"command\": \"belay ").append(String.join(" ", command())).append("\",\n");
    json.append("  \"decisions\": [");
    String separator = "\n";
    for (Expected each : decisions) {
      json.append(separator)
          .append(
              Text.format(
                  "    {\"decision\": \"%s\", \"from\": \"%s\", \"to\": \"%s\","
                      + " \"earliest_ms\": %d, \"latest_ms\": %d}",
                  each.decision, each.from, each.to, each.earliestMillis, each.latestMillis));
      separator = ",\n";
    }
    json.append(decisions.isEmpty() ? "" : "\n  ").append("],\n  \"summary\": {");
    separator = "";
    for (Map.Entry<String, Object> entry : new java.util.TreeMap<>(summary).entrySet()) {
      Object value = entry.getValue();
      json.append(separator).append('"').append(entry.getKey()).append("\": ");
      json.append(value instanceof String ? "\"" + value + "\"" : value.toString());
      separator = ", ";
    }
    return json.append("}\n}\n").toString();
  }
}
