package dev.belay.sequential;

import dev.belay.gate.Comparison;
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
 */
record Rejection(
    double estimate,
    double limit,
    long n,
    Comparison comparison,
    boolean preExisting,
    double logE) {

  /** The same, as the change's own. */
  Rejection notPreExisting() {
    return new Rejection(estimate, limit, n, comparison, false, logE);
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
    return new Rejection(estimate, limit, n, comparison, in.bool(), in.reals(1)[0]);
  }
}
