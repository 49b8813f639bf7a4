package dev.belay.drift;

import dev.belay.flag.Assignment;
import dev.belay.flag.Decision;
import dev.belay.flag.Fallback;
import dev.belay.flag.Reason;
import dev.belay.flag.Variant;
import dev.belay.telemetry.ArmOutcome;
import dev.belay.telemetry.Observation;
import dev.belay.telemetry.Summary;
import dev.belay.telemetry.SummaryLayout;
import java.util.SplittableRandom;

/** Traffic of one arm, calibrated and healthy unless told otherwise. */
final class DriftTraffic {
  static final long LIMIT = 1_000_000;
  static final SummaryLayout LAYOUT = SummaryLayout.ofLimit(LIMIT);

  private final SplittableRandom random;
  private final Variant variant;
  private String slice = "search:java";
  private double exponent = 1;
  private boolean labels = true;
  private double shift;
  private double slowdown = 1;
  private double failures;
  private double invalid;
  private double clamped = -1;
  private boolean paired;

  DriftTraffic(SplittableRandom random, Variant variant) {
    this.random = random;
    this.variant = variant;
  }

  static DriftTraffic treatment(SplittableRandom random) {
    return new DriftTraffic(random, Variant.TREATMENT);
  }

  static DriftTraffic control(SplittableRandom random) {
    return new DriftTraffic(random, Variant.CONTROL);
  }

  DriftTraffic slice(String value) {
    slice = value;
    return this;
  }

  /** Labels are 1 with the probability score^exponent. */
  DriftTraffic miscalibrated(double value) {
    exponent = value;
    return this;
  }

  DriftTraffic unlabelled() {
    labels = false;
    return this;
  }

  DriftTraffic shifted(double value) {
    shift = value;
    return this;
  }

  DriftTraffic slower(double factor) {
    slowdown = factor;
    return this;
  }

  DriftTraffic failing(double share) {
    failures = share;
    return this;
  }

  DriftTraffic invalid(double share) {
    invalid = share;
    return this;
  }

  DriftTraffic clamping(double share) {
    clamped = share;
    return this;
  }

  /** The other arm evaluates the same query: twice as slow, always failing, calibrated. */
  DriftTraffic paired() {
    paired = true;
    return this;
  }

  static Decision decision(Variant variant, long bucket) {
    return new Decision(
        variant,
        Reason.SPLIT,
        null,
        Assignment.BUCKET,
        bucket,
        "Canary",
        Fallback.LAST_GOOD,
        "f",
        0);
  }

  /** Adds n observations. */
  Summary to(Summary summary, int n) {
    for (int i = 0; i < n; i++) {
      double score = Math.min(1, shift + (1 - 2 * shift) * random.nextDouble());
      boolean label = random.nextDouble() < Math.pow(score, exponent);
      long latency = (long) (slowdown * (100_000 + random.nextInt(300_000)));
      boolean failed = random.nextDouble() < failures;
      double served = random.nextDouble() < invalid ? Double.NaN : score;
      Observation.Builder observation = Observation.of(slice, latency, served, !failed);
      if (labels) {
        observation.label(label);
      }
      if (clamped >= 0) {
        observation.clamped(random.nextDouble() < clamped);
      }
      if (paired) {
        observation.paired(ArmOutcome.of(2 * latency, score, false));
      }
      summary.add(decision(variant, random.nextLong()), observation.build());
    }
    return summary;
  }

  Summary summary(int n) {
    return to(new Summary(LAYOUT), n);
  }
}
