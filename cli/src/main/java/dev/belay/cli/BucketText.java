package dev.belay.cli;

import dev.belay.flag.Variant;
import dev.belay.plan.RolloutPlan;
import dev.belay.plan.Stage;

/** Prints who is served what for people. */
final class BucketText {
  private static final int BUCKET_WIDTH = 20;
  private static final int VARIANT_WIDTH = 9;

  private final Output out;

  BucketText(Output out) {
    this.out = out;
  }

  void print(RolloutPlan rollout, Rungs rungs, KeyFile keys, BucketReport report) {
    out.line(rollout.metadata().key() + " at " + rungs.percent());
    out.line("");
    table(rungs.next().map(stage -> "at " + stage.percent()).orElse(""), keys, report);
    out.line("");
    certificate(rungs, report);
  }

  private void table(String next, KeyFile keys, BucketReport report) {
    int nextWidth = next.isEmpty() ? 0 : Math.max(VARIANT_WIDTH, next.length());
    row("bucket", "variant", next, nextWidth, "key");
    for (int i = 0; i < keys.size(); i++) {
      boolean treated = report.treated(i);
      row(
          Long.toUnsignedString(report.bucket(i)),
          variant(treated),
          variant(treated != report.flips(i)),
          nextWidth,
          Text.printable(keys.key(i)));
    }
  }

  private void row(String bucket, String variant, String next, int nextWidth, String key) {
    cell(bucket, BUCKET_WIDTH);
    cell(variant, VARIANT_WIDTH);
    if (nextWidth > 0) {
      cell(next, nextWidth);
    }
    out.line(key);
  }

  private void cell(String text, int width) {
    out.write(text);
    for (int i = text.length(); i < width + 2; i++) {
      out.write(' ');
    }
  }

  private void certificate(Rungs rungs, BucketReport report) {
    out.line(
        Text.format(
            "treatment   %.2f %% (%d of %s)",
            100 * report.treatmentShare(),
            report.treated(),
            Text.count(report.distinct(), "different key")));
    out.line(
        report.uniformity().isPresent()
            ? Text.format(
                "uniformity  p = %.4f (chi-square over %d equal slices)",
                report.uniformity().getAsDouble(), report.slices())
            : "uniformity  not tested: fewer than 10 different keys");
    out.line(
        report.nested()
            ? "nested      yes"
            : "nested      NO: a higher percentage takes treatment from a key");
    out.line("next rung   " + rungs.next().map(stage -> flips(stage, report)).orElse("none"));
  }

  private static String flips(Stage next, BucketReport report) {
    return Text.format(
        "%s at %s: %s %s",
        next.name(),
        next.percent(),
        Text.count(report.flips(), "key"),
        report.flips() == 1 ? "flips" : "flip");
  }

  private static String variant(boolean treated) {
    return (treated ? Variant.TREATMENT : Variant.CONTROL).text();
  }
}
