package dev.belay.telemetry;

import dev.belay.flag.Assignment;
import dev.belay.flag.Decision;
import dev.belay.flag.Fallback;
import dev.belay.flag.Reason;
import dev.belay.flag.Variant;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.SplittableRandom;

/** Random observations of every kind that there is, from a seed. */
final class Traffic {
  static final long LIMIT = 1_000_000;
  static final SummaryLayout LAYOUT =
      SummaryLayout.ofLimit(LIMIT).withQuerySlaNanos(50_000_000).withBaselineMedian(0.9);

  private static final double[] STRANGE = {
    Double.NaN,
    Double.POSITIVE_INFINITY,
    Double.NEGATIVE_INFINITY,
    -1e-300,
    Math.nextUp(1.0),
    -0.0,
    0,
    1,
    0.5,
    Double.MIN_VALUE,
    0x1p-26,
    1 - 0x1p-26
  };

  private final SplittableRandom random;
  private final int slices;

  Traffic(SplittableRandom random, int slices) {
    this.random = random;
    this.slices = slices;
  }

  static Decision decision(Variant variant, Assignment assignment, long bucket) {
    return new Decision(
        variant, Reason.SPLIT, null, assignment, bucket, "Canary", Fallback.LAST_GOOD, "f", 0);
  }

  static Decision bucketed(Variant variant, long bucket) {
    return decision(variant, Assignment.BUCKET, bucket);
  }

  Decision decision() {
    Variant variant = random.nextBoolean() ? Variant.CONTROL : Variant.TREATMENT;
    int kind = random.nextInt(20);
    Assignment assignment =
        kind == 0 ? Assignment.OVERRIDE : kind == 1 ? Assignment.SEGMENT : Assignment.BUCKET;
    return decision(variant, assignment, random.nextLong());
  }

  String slice() {
    int number = random.nextInt(slices + 1);
    return number == slices ? Summary.OTHER : "slice-" + number;
  }

  /** Mostly skewed to both ends, sometimes in the middle, sometimes not a score at all. */
  double score() {
    int kind = random.nextInt(16);
    if (kind == 0) {
      return STRANGE[random.nextInt(STRANGE.length)];
    }
    if (kind == 1) {
      return random.nextDouble();
    }
    double t = 0.01 * Math.exp(-8 * random.nextDouble());
    return random.nextBoolean() ? t : 1 - t;
  }

  long latency() {
    return (long) Math.exp(random.nextDouble() * 27);
  }

  private ArmOutcome outcome() {
    return new ArmOutcome(
        latency(),
        score(),
        random.nextInt(10) > 0,
        random.nextBoolean()
            ? OptionalDouble.of(random.nextInt(51) / 50.0)
            : OptionalDouble.empty(),
        random.nextBoolean() ? OptionalLong.of(latency()) : OptionalLong.empty());
  }

  Observation observation() {
    return new Observation(
        slice(),
        outcome(),
        random.nextBoolean() ? (Boolean) random.nextBoolean() : null,
        random.nextBoolean() ? (Boolean) random.nextBoolean() : null,
        random.nextBoolean() ? OptionalLong.of(random.nextInt(100)) : OptionalLong.empty(),
        random.nextInt(3) == 0 ? outcome() : null);
  }

  /** One call of any kind. */
  void next(Summary summary) {
    switch (random.nextInt(8)) {
      case 0 -> summary.addLabel(decision(), slice(), score(), random.nextBoolean());
      case 1 -> summary.addPairedLabel(decision(), slice(), score(), score(), random.nextBoolean());
      default -> summary.add(decision(), observation());
    }
  }

  Summary summary(SummaryLayout layout, int calls) {
    Summary summary = new Summary(layout);
    for (int i = 0; i < calls; i++) {
      next(summary);
    }
    return summary;
  }
}
