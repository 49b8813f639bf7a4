package dev.belay.drift;

import dev.belay.flag.Variant;
import dev.belay.gate.Comparison;
import dev.belay.telemetry.ArmSummary;
import dev.belay.telemetry.Population;
import dev.belay.telemetry.SliceSummary;
import java.util.Optional;
import java.util.function.ToLongFunction;

/**
 * The treatment and what it is compared with.
 *
 * @param treatment the treated arm, on the queries that are compared
 * @param reference its counterpart
 * @param comparison where the counterpart is from
 * @param n the observations of the scarcer side
 */
record Counterpart(ArmSummary treatment, ArmSummary reference, Comparison comparison, long n) {

  /** A control of less than one in so many is none to speak of: a thin one is waited for. */
  private static final int NO_CONTROL = 10;

  /**
   * The best counterpart that has enough: the same queries, else the control's own, else, where
   * there is no control to speak of, the baseline.
   *
   * @param count what there must be enough of
   * @param least how many on either side, at least 1
   * @param baselineOnly whether only the baseline will do
   */
  static Optional<Counterpart> find(
      SliceSummary observed,
      Optional<SliceSummary> baseline,
      ToLongFunction<ArmSummary> count,
      long least,
      boolean baselineOnly) {
    if (!baselineOnly) {
      Optional<Counterpart> concurrent =
          of(observed, observed, Population.PAIRED, Comparison.PAIRS, count, least);
      if (concurrent.isEmpty()) {
        concurrent = of(observed, observed, Population.SERVED, Comparison.ARMS, count, least);
      }
      if (concurrent.isPresent() || hasControl(observed, count)) {
        return concurrent;
      }
    }
    return baseline.flatMap(
        green -> of(observed, green, Population.SERVED, Comparison.BASELINE, count, least));
  }

  private static boolean hasControl(SliceSummary observed, ToLongFunction<ArmSummary> count) {
    long treated = served(observed, Variant.TREATMENT, count);
    long controlled = served(observed, Variant.CONTROL, count);
    return controlled > 0 && controlled >= treated / NO_CONTROL;
  }

  private static long served(
      SliceSummary slice, Variant variant, ToLongFunction<ArmSummary> count) {
    return slice.arm(Population.SERVED, variant).map(count::applyAsLong).orElse(0L);
  }

  private static Optional<Counterpart> of(
      SliceSummary observed,
      SliceSummary other,
      Population population,
      Comparison comparison,
      ToLongFunction<ArmSummary> count,
      long least) {
    ArmSummary treatment = observed.arm(population, Variant.TREATMENT).orElse(null);
    ArmSummary reference = other.arm(population, Variant.CONTROL).orElse(null);
    if (treatment == null || reference == null) {
      return Optional.empty();
    }
    long n = Math.min(count.applyAsLong(treatment), count.applyAsLong(reference));
    return n < least
        ? Optional.empty()
        : Optional.of(new Counterpart(treatment, reference, comparison, n));
  }
}
