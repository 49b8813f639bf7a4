package dev.belay.sequential;

import dev.belay.gate.Comparison;
import dev.belay.gate.EValue;
import dev.belay.gate.EvidencePoint;
import dev.belay.gate.GateKey;
import dev.belay.gate.GateResult;
import dev.belay.gate.Interval;
import dev.belay.gate.Verdict;
import dev.belay.telemetry.SliceSummary;
import java.util.Optional;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * One gate in one scope over an attempt: gathers ticks, and latches once it has rejected. Mutable
 * and not thread-safe.
 */
abstract class Judge {
  private final String gate;
  private final String unit;
  private final double alpha;
  private final double logThreshold;
  private final long minSamples;
  private @Nullable Rejection rejection;

  /**
   * A gate that has not rejected.
   *
   * @param gate its name
   * @param unit of estimate and limit
   * @param alpha α of its e-process, strictly between 0 and 1
   * @param minSamples what results give as the least observations
   */
  Judge(String gate, String unit, double alpha, long minSamples) {
    this.gate = gate;
    this.unit = unit;
    this.alpha = alpha;
    this.logThreshold = -StrictMath.log(alpha);
    this.minSamples = minSamples;
  }

  /** Begins a judged tick. */
  abstract void begin();

  /** Takes in a slice of it, in the order of their names. */
  abstract void take(SliceSummary slice);

  /** Ends the tick. */
  abstract void end();

  /** Forgets what a pass of the rung before rested on; what may reject goes on. */
  abstract void beginRung();

  /** What it says while it has not rejected. */
  abstract GateResult open(String slice);

  /** Where lies what {@link #open} estimates; empty where no sound interval is known. */
  Optional<Interval> interval() {
    return Optional.empty();
  }

  /** The same for the estimate of a rejection, which is taking place. */
  Optional<Interval> intervalAtRejection(Comparison by) {
    return Optional.empty();
  }

  /** ln of the evidence of a breach over the attempt; empty where it gathers none. */
  OptionalDouble logBreach() {
    return OptionalDouble.empty();
  }

  /** Writes all but the rejection. */
  abstract void writeState(StateWriter out);

  /** Reads what {@link #writeState} wrote. */
  abstract void readState(StateReader in);

  final String gate() {
    return gate;
  }

  final double alpha() {
    return alpha;
  }

  final double logThreshold() {
    return logThreshold;
  }

  final boolean hasRejected() {
    return rejection != null;
  }

  final void reject(
      double estimate, double limit, long n, Comparison by, boolean preExisting, double logE) {
    if (rejection == null) {
      rejection = new Rejection(estimate, limit, n, by, preExisting, logE, intervalAtRejection(by));
    }
  }

  /** Whether it has rejected what the control showed as well. */
  final boolean isPreExisting() {
    return rejection != null && rejection.preExisting();
  }

  /** The control has shown since that it keeps the limit, and the treatment does not. */
  final void notPreExisting() {
    if (rejection != null) {
      rejection = rejection.notPreExisting();
    }
  }

  /** What it says, of all slices where the name is empty. */
  final GateResult result(String slice) {
    Rejection rejected = rejection;
    if (rejected == null) {
      return open(slice);
    }
    Optional<EValue> evidence =
        Double.isNaN(rejected.logE())
            ? Optional.empty()
            : Optional.of(new EValue(rejected.logE(), logThreshold(), true));
    return result(
        slice,
        Verdict.BREACH,
        OptionalDouble.of(rejected.estimate()),
        OptionalDouble.of(rejected.limit()),
        rejected.n(),
        rejected.comparison(),
        rejected.preExisting(),
        "",
        evidence,
        rejected.interval());
  }

  /** What it says with the interval of its estimate, which takes some 0.1 ms. */
  final GateResult measured(String slice) {
    GateResult result = result(slice);
    if (rejection != null || result.estimate().isEmpty()) {
      return result;
    }
    return interval().map(result::with).orElse(result);
  }

  /** How far the evidence of a breach has come; empty where it gathers none. */
  final Optional<EvidencePoint> point() {
    Rejection rejected = rejection;
    double log = rejected == null ? logBreach().orElse(Double.NaN) : rejected.logE();
    if (Double.isNaN(log)) {
      return Optional.empty();
    }
    EValue evidence = new EValue(log, logThreshold(), true);
    return Optional.of(new EvidencePoint(gate, evidence, result("").n()));
  }

  /** There is nothing yet to judge. */
  final GateResult nothing(String slice, Comparison by, String missing) {
    return result(
        slice,
        Verdict.INSUFFICIENT,
        OptionalDouble.empty(),
        OptionalDouble.empty(),
        0,
        by,
        false,
        missing,
        Optional.empty());
  }

  /**
   * What the evidence so far says: a pass if it confirms the limit, else nothing yet, with the
   * evidence of a breach where the estimate is over the limit, and with that of a pass where not.
   */
  final GateResult undecided(
      String slice,
      double estimate,
      double limit,
      long n,
      Comparison by,
      double breach,
      double pass) {
    boolean confirmed = pass >= Tuning.LOG_CONFIRMS;
    boolean over = !confirmed && estimate > limit;
    EValue evidence =
        over
            ? new EValue(breach, logThreshold(), true)
            : new EValue(pass, Tuning.LOG_CONFIRMS, false);
    return result(
        slice,
        confirmed ? Verdict.PASS : Verdict.INSUFFICIENT,
        OptionalDouble.of(estimate),
        OptionalDouble.of(limit),
        n,
        by,
        false,
        "",
        Optional.of(evidence));
  }

  final GateResult result(
      String slice,
      Verdict verdict,
      OptionalDouble estimate,
      OptionalDouble limit,
      long n,
      Comparison by,
      boolean preExisting,
      String missing,
      Optional<EValue> evidence) {
    return result(
        slice, verdict, estimate, limit, n, by, preExisting, missing, evidence, Optional.empty());
  }

  private GateResult result(
      String slice,
      Verdict verdict,
      OptionalDouble estimate,
      OptionalDouble limit,
      long n,
      Comparison by,
      boolean preExisting,
      String missing,
      Optional<EValue> evidence,
      Optional<Interval> interval) {
    return new GateResult(
        new GateKey(gate, slice),
        verdict,
        estimate,
        limit,
        unit,
        n,
        minSamples,
        by,
        1,
        true,
        preExisting,
        missing,
        evidence,
        interval);
  }

  final void write(StateWriter out) {
    Rejection.write(out, rejection);
    writeState(out);
  }

  final void read(StateReader in) {
    rejection = Rejection.read(in);
    readState(in);
  }
}
