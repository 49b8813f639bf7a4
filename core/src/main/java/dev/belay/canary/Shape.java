package dev.belay.canary;

import dev.belay.plan.RolloutPlan;
import dev.belay.plan.Stage;

/** What restarts the ladder when it changes: strategy, salt, stages and percentages. Stateless. */
final class Shape {
  private Shape() {}

  /** As one text. Each part has its length before it, so that no two plans differ silently. */
  static String of(RolloutPlan plan) {
    StringBuilder text = new StringBuilder();
    append(text, plan.bucketing().strategy());
    append(text, plan.bucketing().salt());
    for (Stage stage : plan.ladder()) {
      append(text, stage.name());
      append(text, stage.percent().text());
    }
    return text.toString();
  }

  private static void append(StringBuilder text, String part) {
    text.append(part.length()).append(':').append(part).append(' ');
  }
}
