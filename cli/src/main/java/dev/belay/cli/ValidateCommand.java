package dev.belay.cli;

import dev.belay.engine.config.Finding;
import dev.belay.engine.config.PlanResult;
import dev.belay.plan.RolloutPlan;
import dev.belay.plan.Stage;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code belay validate}: whether a plan can be used, and if not, everything that is wrong. */
@Command(
    name = "validate",
    description = "Says whether a rollout plan is valid; if not, names every fault at once.")
final class ValidateCommand implements Callable<Integer> {
  private final Io io;

  @Mixin private PlanOption plan = new PlanOption();

  @Option(
      names = "--json",
      description = "Print one JSON object, also about an invalid plan (which still exits with 2).")
  private boolean json;

  ValidateCommand(Io io) {
    this.io = io;
  }

  @Override
  public Integer call() {
    PlanResult result = plan.result(io);
    if (json) {
      printJson(result);
      return result instanceof PlanResult.Valid ? ExitCode.OK : ExitCode.BAD_INPUT;
    }
    plan.warn(io, result);
    if (result instanceof PlanResult.Invalid invalid) {
      throw plan.invalid(io, invalid);
    }
    printText(((PlanResult.Valid) result).plan());
    return ExitCode.OK;
  }

  private void printText(RolloutPlan valid) {
    io.out()
        .line(
            Text.format(
                "valid: %s, %s, %s",
                valid.metadata().key(), ladder(valid.ladder()), PlanOption.fingerprint(valid)));
  }

  private static String ladder(List<Stage> ladder) {
    return ladder.stream()
        .map(stage -> stage.name() + " " + stage.percent())
        .collect(Collectors.joining(", "));
  }

  private void printJson(PlanResult result) {
    Json out = new Json(io.out()).beginObject();
    RolloutPlan valid = result instanceof PlanResult.Valid ok ? ok.plan() : null;
    out.name("valid").value(valid != null);
    out.name("key").value(valid == null ? null : valid.metadata().key());
    out.name("fingerprint").value(valid == null ? null : PlanOption.fingerprint(valid));
    findings(
        out, "faults", result instanceof PlanResult.Invalid invalid ? invalid.faults() : List.of());
    findings(out, "warnings", result.warnings());
    out.endObject().finish();
  }

  private static void findings(Json out, String name, List<Finding> findings) {
    out.name(name).beginArray();
    for (Finding finding : findings) {
      out.beginObject();
      out.name("path").value(finding.path());
      number(out.name("line"), finding.position().map(place -> place.line()).orElse(null));
      number(out.name("column"), finding.position().map(place -> place.column()).orElse(null));
      finding.value().ifPresent(value -> out.name("value").value(value));
      out.name("message").value(finding.message());
      out.endObject();
    }
    out.endArray();
  }

  private static void number(Json out, @Nullable Integer value) {
    if (value == null) {
      out.nullValue();
    } else {
      out.value(value.longValue());
    }
  }
}
