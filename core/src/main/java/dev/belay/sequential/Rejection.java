package dev.belay.sequential;

import dev.belay.gate.Comparison;
import dev.belay.gate.Interval;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a gate saw when it rejected. Kept for the attempt. Immutable.
 *
 * @param estimate the estimate, finite
 * @param limit what it was held against, finite
 * @param n the observations the estimate rests on
 * @param comparison what was compared with
 * @param preExisting whether the control showed the same, and has not shown since that it keeps the
 *     limit while the treatment does not
 * @param logE ln of the e-value, or NaN where a fact or a p-value rejected
 * @param interval of the estimate; empty where there is none
 */
record Rejection(
    double estimate,
    double limit,
    long n,
    Comparison comparison,
    boolean preExisting,
    double logE,
    Optional<Interval> interval) {

  /** The same, as the change's own. */
  Rejection notPreExisting() {
    return new Rejection(estimate, limit, n, comparison, false, logE, interval);
  }

  static void write(StateWriter out, @Nullable Rejection rejection) {
    out.bool(rejection != null);
    if (rejection != null) {
      out.real(rejection.estimate);
      out.real(rejection.limit);
      out.varint(rejection.n);
      out.text(rejection.comparison.name());
      out.bool(rejection.preExisting);
      out.real(rejection.logE);
      out.bool(rejection.interval.isPresent());
      rejection.interval.ifPresent(
          known -> {
            out.real(known.low());
            out.real(known.high());
          });
    }
  }

  static @Nullable Rejection read(StateReader in) {
    if (!in.bool()) {
      return null;
    }
    double estimate = in.finite();
    double limit = in.finite();
    long n = in.count();
    Comparison comparison = in.word(Comparison.class);
    boolean preExisting = in.bool();
    double logE = in.reals(1)[0];
    return new Rejection(estimate, limit, n, comparison, preExisting, logE, interval(in));
  }

  private static Optional<Interval> interval(StateReader in) {
    return in.bool() ? Optional.of(new Interval(in.finite(), in.finite())) : Optional.empty();
  }
}
