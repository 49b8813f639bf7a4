package dev.belay.cli;

import dev.belay.gate.GateResult;
import dev.belay.plan.RolloutPlan;
import java.util.List;
import java.util.StringJoiner;
import java.util.function.Function;

/** Prints a replay for people. */
final class ReplayText {
  private static final long MILLIS_PER_SECOND = 1000;
  private static final int SECONDS_PER_MINUTE = 60;
  private static final int MINUTES_PER_HOUR = 60;

  private final Output out;
  private final Style style;

  ReplayText(Output out, Style style) {
    this.out = out;
    this.style = style;
  }

  void print(RolloutPlan plan, Place file, ReplayResult result) {
    out.line(
        Text.format(
            "%s on %s: %s in %s, %d served treatment",
            plan.metadata().key(),
            file,
            Text.count(result.rows(), "row"),
            time(result.endMillis() - result.startMillis()),
            result.treatmentRows()));
    out.line("");
    path(result);
    if (!result.decisions().isEmpty()) {
      out.line("");
      decisions(result);
    }
    out.line("");
    summary(result);
    if (!plan.enabled()) {
      out.line("note        enabled is false, so every repository was served control");
    }
  }

  /** The stages in order, each with the time at which it was entered. */
  private void path(ReplayResult result) {
    StringJoiner path = new StringJoiner(" > ").add(result.firstStage());
    for (ReplayDecision kept : result.decisions()) {
      if (!kept.to().equals(kept.from())) {
        path.add(kept.to());
      }
    }
    out.line("stages      " + path);
  }

  private void decisions(ReplayResult result) {
    List<ReplayDecision> kept = result.decisions();
    int timeWidth = width("time", kept, each -> since(result, each));
    int typeWidth = width("decision", kept, each -> each.decision().decisionType().name());
    int fromWidth = width("from", kept, ReplayDecision::from);
    int toWidth = width("to", kept, ReplayDecision::to);
    String row =
        Text.format("%%%ds  %%-%ds  %%-%ds  %%-%ds  %%s", timeWidth, typeWidth, fromWidth, toWidth);
    out.line(style.bold(Text.format(row, "time", "decision", "from", "to", "reason")));
    for (ReplayDecision each : kept) {
      out.line(
          Text.format(
              row,
              since(result, each),
              each.decision().decisionType(),
              each.from(),
              each.to(),
              Text.printable(each.decision().reason())));
      for (GateResult gate : each.decision().gates()) {
        if (gate.breached()) {
          out.line(" ".repeat(timeWidth + 2) + "- " + Text.printable(gate.sentence()));
        }
      }
    }
  }

  private static int width(
      String heading, List<ReplayDecision> kept, Function<ReplayDecision, String> cell) {
    return Math.max(
        heading.length(), kept.stream().map(cell).mapToInt(String::length).max().orElse(0));
  }

  private void summary(ReplayResult result) {
    out.line(
        "final stage "
            + result.finalStage()
            + (result.completed() ? ", held as long as the plan asks" : ""));
    out.line("promotions  " + result.promotions());
    out.line("reverts     " + reverts(result));
    out.line(
        Text.format(
            "windows     %d judged, %s",
            result.windows(),
            result.breaches() == 1 ? "1 breach" : result.breaches() + " breaches"));
  }

  private static String reverts(ReplayResult result) {
    if (result.firstRevertMillis().isEmpty()) {
      return "none";
    }
    return Text.format(
        "%d, the first after %s and %s served treatment",
        result.reverts(),
        time(result.firstRevertMillis().getAsLong() - result.startMillis()),
        Text.count(result.treatmentRowsBeforeFirstRevert().orElse(0), "row"));
  }

  private static String since(ReplayResult result, ReplayDecision kept) {
    return time(kept.timeMillis() - result.startMillis());
  }

  /** Hours, minutes and seconds. */
  private static String time(long millis) {
    long seconds = millis / MILLIS_PER_SECOND;
    long minutes = seconds / SECONDS_PER_MINUTE;
    return Text.format(
        "%d:%02d:%02d",
        minutes / MINUTES_PER_HOUR, minutes % MINUTES_PER_HOUR, seconds % SECONDS_PER_MINUTE);
  }
}
