package dev.belay.engine.drift;

import dev.belay.flag.Assignment;
import dev.belay.flag.Decision;
import dev.belay.flag.Fallback;
import dev.belay.flag.Reason;
import dev.belay.flag.Variant;
import dev.belay.stats.SplitMix64;
import dev.belay.telemetry.Observation;
import dev.belay.telemetry.Summary;
import dev.belay.telemetry.SummaryLayout;

/** Traffic from a generator whose sequence is fixed for ever, so that documents can show it. */
public final class WeekTraffic {
  private final SplitMix64 random;
  private final Summary summary = new Summary(SummaryLayout.ofLimit(1_000_000));

  /** No traffic yet. */
  public WeekTraffic(long seed) {
    random = new SplitMix64(seed);
  }

  /** Labelled, clamped one time in a hundred; labels are 1 with the probability score^exponent. */
  WeekTraffic labelled(Variant variant, String slice, int n, double exponent) {
    for (int i = 0; i < n; i++) {
      double score = random.nextDouble();
      boolean label = random.nextDouble() < StrictMath.pow(score, exponent);
      observe(variant, observation(slice, score).label(label).clamped(i % 100 == 0));
    }
    return this;
  }

  WeekTraffic unlabelled(Variant variant, String slice, int n) {
    for (int i = 0; i < n; i++) {
      observe(variant, observation(slice, random.nextDouble()));
    }
    return this;
  }

  /** A little of both arms. */
  public static Summary some(long seed) {
    return new WeekTraffic(seed)
        .labelled(Variant.TREATMENT, "definition:java", 500, 1)
        .labelled(Variant.CONTROL, "definition:java", 500, 1)
        .summary();
  }

  private Observation.Builder observation(String slice, double score) {
    long latency = 100_000 + (long) (random.nextDouble() * 300_000);
    return Observation.of(slice, latency, score, random.nextDouble() < 0.9995);
  }

  private void observe(Variant variant, Observation.Builder observation) {
    Decision decision =
        new Decision(
            variant,
            Reason.SPLIT,
            null,
            Assignment.BUCKET,
            random.nextLong(),
            "Major",
            Fallback.LAST_GOOD,
            "calib_v22_r1_0123456789ab",
            0);
    summary.add(decision, observation.build());
  }

  Summary summary() {
    return summary;
  }
}
