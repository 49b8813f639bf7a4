package dev.belay.cli;

import dev.belay.flag.Bucketer;
import dev.belay.flag.Percentage;
import dev.belay.plan.RolloutPlan;
import java.time.Instant;
import java.time.InstantSource;
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
        new Rungs(
            rollout,
            PlanOption.fingerprint(rollout),
            percent(rollout),
            InstantSource.fixed(Instant.now()));
    InputFile file = new InputFile(keysFile, io);
    KeyFile keys = KeyFile.read(file);
    BucketReport report = new BucketReport(keys, file, rungs, Bucketer.of(rollout.bucketing()));
    warn(keys);
    if (json) {
      new BucketJson(io.out()).print(rollout, rungs, keys, report);
    } else {
      new BucketText(io.out()).print(rollout, rungs, keys, report);
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
}
