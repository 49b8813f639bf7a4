package dev.belay.cli;

import dev.belay.flag.Bucketer;
import dev.belay.flag.Percentage;
import dev.belay.flag.Variant;
import dev.belay.plan.RolloutPlan;
import java.time.Clock;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code belay bucket}: who is served what, and the certificate of it. */
@Command(
    name = "bucket",
    description = {
      "Says which variant each targeting key is served, and certifies the assignment: the share of"
          + " treatment, whether the buckets are even, whether raising the percentage only adds"
          + " keys, and who flips at the next rung.",
    })
final class BucketCommand implements Callable<Integer> {
  private final Io io;

  @Mixin private PlanOption plan = new PlanOption();

  @Option(
      names = "--keys",
      required = true,
      paramLabel = "FILE",
      description = "The targeting keys: UTF-8, one a line, nothing trimmed; - is standard input.")
  private String keysFile = "";

  @Option(
      names = "--percent",
      paramLabel = "P",
      description =
          "Where the rollout stands, from 0 to 100, such as 5 or 0.01; the first rung if left out.")
  private @Nullable String percent;

  @Option(names = "--json", description = "Print one JSON object.")
  private boolean json;

  BucketCommand(Io io) {
    this.io = io;
  }

  @Override
  public Integer call() {
    plan.requireOneStandardInput(keysFile);
    RolloutPlan rollout = plan.read(io);
    Rungs rungs =
        new Rungs(rollout, PlanOption.fingerprint(rollout), percent(rollout), Clock.systemUTC());
    InputFile file = new InputFile(keysFile, io);
    KeyFile keys = KeyFile.read(file);
    BucketReport report = new BucketReport(keys, file, rungs, Bucketer.of(rollout.bucketing()));
    warn(keys);
    if (json) {
      printJson(rollout, rungs, keys, report);
    } else {
      printText(rollout, rungs, keys, report);
    }
    return report.nested() ? ExitCode.OK : ExitCode.NO;
  }

  private Percentage percent(RolloutPlan rollout) {
    if (percent == null) {
      return rollout.ladder().get(0).percent();
    }
    try {
      return Percentage.of(percent);
    } catch (IllegalArgumentException e) {
      throw new BadInputException(Place.of("--percent"), String.valueOf(e.getMessage()));
    }
  }

  /** What is allowed but most likely not meant. */
  private void warn(KeyFile keys) {
    if (keys.hasByteOrderMark()) {
      io.err().println("belay: warning: the first key starts with a byte order mark (U+FEFF)");
    }
    if (keys.hasCarriageReturn()) {
      io.err()
          .println("belay: warning: keys end with CR (U+000D), which counts: end lines with LF");
    }
  }

  private void printJson(RolloutPlan rollout, Rungs rungs, KeyFile keys, BucketReport report) {
    Json out = new Json(io.out()).beginObject();
    out.name("rollout").value(rollout.metadata().key());
    out.name("fingerprint").value(PlanOption.fingerprint(rollout));
    out.name("percent").value(rungs.percent().value());
    out.name("keys").beginArray();
    for (int i = 0; i < keys.size(); i++) {
      out.beginObject();
      out.name("key").value(keys.key(i));
      out.name("bucket").value(Long.toUnsignedString(report.bucket(i)));
      out.name("variant").value(variant(report.treated(i)).text());
      out.endObject();
    }
    out.endArray();
    out.name("distinct_keys").value(report.distinct());
    out.name("treatment_share").value(report.treatmentShare());
    out.name("nested").value(report.nested());
    out.name("uniformity_p_value").value(report.uniformity());
    out.name("next_stage").value(rungs.next().map(stage -> stage.name()).orElse(null));
    out.name("next_percent");
    if (rungs.next().isPresent()) {
      out.value(rungs.next().get().percent().value());
    } else {
      out.value((String) null);
    }
    out.name("next_stage_flips").beginArray();
    for (int i = 0; i < keys.size(); i++) {
      if (report.first(i) && report.flips(i)) {
        out.value(keys.key(i));
      }
    }
    out.endArray().endObject().finish();
  }

  private void printText(RolloutPlan rollout, Rungs rungs, KeyFile keys, BucketReport report) {
    Output out = io.out();
    String at = rungs.next().map(stage -> "at " + stage.percent()).orElse("");
    String row = at.isEmpty() ? "%-20s  %-9s  %s%s" : "%-20s  %-9s  %-12s  %s";
    out.line(rollout.metadata().key() + " at " + rungs.percent());
    out.line("");
    out.line(Text.format(row, "bucket", "variant", at, "key"));
    for (int i = 0; i < keys.size(); i++) {
      boolean treated = report.treated(i);
      String next = at.isEmpty() ? "" : variant(treated != report.flips(i)).text();
      out.line(
          Text.format(
              row,
              Long.toUnsignedString(report.bucket(i)),
              variant(treated).text(),
              next,
              Text.printable(keys.key(i))));
    }
    out.line("");
    certificate(rungs, report);
  }

  private void certificate(Rungs rungs, BucketReport report) {
    Output out = io.out();
    out.line(
        Text.format(
            "treatment   %.2f %% (%d of %s)",
            100 * report.treatmentShare(),
            report.treated(),
            Text.count(report.distinct(), "different key")));
    out.line(
        "uniformity  "
            + (report.uniformity().isPresent()
                ? Text.format(
                    "p = %.4f (chi-square over %d equal slices)",
                    report.uniformity().getAsDouble(), report.slices())
                : "not tested: fewer than 10 different keys"));
    out.line(
        "nested      "
            + (report.nested() ? "yes" : "NO: a higher percentage takes treatment from a key"));
    out.line(
        "next rung   "
            + rungs
                .next()
                .map(
                    stage ->
                        stage.name()
                            + " at "
                            + stage.percent()
                            + ": "
                            + Text.count(report.flips(), "key")
                            + (report.flips() == 1 ? " flips" : " flip"))
                .orElse("none"));
  }

  private static Variant variant(boolean treated) {
    return treated ? Variant.TREATMENT : Variant.CONTROL;
  }
}
