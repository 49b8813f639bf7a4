package dev.belay.drift;

import dev.belay.calibration.ExpectedError;
import dev.belay.calibration.ReliabilityBins;
import dev.belay.flag.Variant;
import dev.belay.gate.Comparison;
import dev.belay.plan.AeceMinusTauGate;
import dev.belay.plan.ConfidenceBaseline;
import dev.belay.plan.ConfidenceShiftGate;
import dev.belay.plan.Drift;
import dev.belay.plan.Gates;
import dev.belay.plan.RolloutPlan;
import dev.belay.telemetry.ArmCounter;
import dev.belay.telemetry.ArmSummary;
import dev.belay.telemetry.Population;
import dev.belay.telemetry.SliceSummary;
import dev.belay.telemetry.Summary;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Says how healthy the change is: what the treatment did against the thresholds of the plan, and
 * what got worse than the control or the green baseline. Pure, immutable and safe for use by
 * several threads.
 */
public final class DriftMonitor {
  /*
   * How. The treatment's measures, each only where there are minSamples of what it needs:
   *   aeceMinusTau     AECE over K = min(bins, ⌊√N⌋) cell-aligned bins less τ(N, K), N the labelled
   *                    scores; bins, ĉ and the floor are the gate's, or the mission's where it is off
   *   mergedBinRate    of the same bins, minimum 3 samples a bin
   *   clampRate        of the observations that told whether they were clamped
   *   confidenceShift  |median − median of the counterpart|; the gate's limit, or 0.02 where it is off
   *   p99              against the gate's limit; where the gate is off there is nothing to hold it to
   *   brokenRate       max(failures, invalid scores) / observations, over ½: CRITICAL. Whether the same
   *                    observation failed and was invalid is not known; the greater of both is what
   *                    surely was. It needs minSamples or 100, whichever is less.
   * A value exactly at a threshold is within it. Latency cells have an edge at the limit, so that p99
   * is over it if and only if the latency of that rank is.
   *
   * The counterpart is the control on the same queries (pairs), else on its own, else the green
   * baseline where there is no control to speak of: too little of it, and less than a tenth of the
   * treatment's. With confidenceShift.baseline: green that measure takes the baseline alone.
   *
   * Alerts, with minSamples on either side:
   *   latency    p99 > 1.1 · reference
   *   errorRate  rate > reference + 0.01
   *   aece       A_T − A_R > maxAeceIncrease at K = min(K_T, K_R) for both, and
   *              z = ((A_T − m_T) − (A_R − m_R)) / √(s_T² + s_R²) > 1.645, the 95 % quantile of the
   *              normal distribution. m and s are mean and standard deviation of the AECE of a perfectly
   *              calibrated model (see ExpectedError): AECE is biased upwards by about 0.8 √(p(1−p)K/N)
   *              (Bröcker 2012; Roelofs et al. 2022), so that the arm with fewer labels looks worse
   *              without it. For arms that are miscalibrated alike s is too small, and a few more
   *              alerts than 5 % are by chance.
   */

  private static final double MOST_BROKEN = 0.5;
  private static final long ENOUGH_TO_BE_BROKEN = 100;
  private static final double MOST_LATENCY = 1.10;
  private static final double MOST_ERROR_INCREASE = 0.01;
  private static final double NORMAL_QUANTILE_95 = 1.6448536269514722;
  private static final double ROUNDING = 1e-12;
  private static final double NANOS_PER_MICRO = 1000;

  private final Drift drift;
  private final Gates gates;
  private final AeceMinusTauGate calibration;

  /**
   * A monitor.
   *
   * @param drift the thresholds
   * @param gates the gates, for their limits
   */
  public DriftMonitor(Drift drift, Gates gates) {
    this.drift = drift;
    this.gates = gates;
    this.calibration = gates.aeceMinusTau().orElseGet(() -> AeceMinusTauGate.builder().build());
  }

  /** The monitor of a plan. */
  public DriftMonitor(RolloutPlan plan) {
    this(plan.drift(), plan.gates());
  }

  /** The thresholds. */
  public Drift thresholds() {
    return drift;
  }

  /** How labelled scores are binned and τ is computed. */
  AeceMinusTauGate calibration() {
    return calibration;
  }

  /**
   * The health over all slices.
   *
   * @param observed what both arms did
   * @param baseline what production did in the green days, as control; empty where there is none
   * @param minSamples the least observations for a measure, at least 1
   * @throws IllegalArgumentException if {@code minSamples} is below 1
   */
  public HealthReport assess(Summary observed, Optional<Summary> baseline, long minSamples) {
    return assess(observed.total(), baseline.map(Summary::total), minSamples);
  }

  /**
   * The health in one slice, or in all of them where they are merged already.
   *
   * @param observed what both arms did; read, not kept
   * @param baseline what production did in the green days, as control; empty where there is none
   * @param minSamples the least observations for a measure, at least 1
   * @throws IllegalArgumentException if {@code minSamples} is below 1
   */
  public HealthReport assess(
      SliceSummary observed, Optional<SliceSummary> baseline, long minSamples) {
    if (minSamples < 1) {
      throw new IllegalArgumentException(
          "minSamples is " + minSamples + "; a measure needs at least 1 observation");
    }
    ArmSummary treatment = observed.arm(Population.SERVED, Variant.TREATMENT).orElse(null);
    if (treatment == null) {
      return HealthReport.NONE;
    }
    Optional<ArmCalibration> labelled = ArmCalibration.of(treatment, calibration, minSamples);
    List<HealthMeasure> measures = new ArrayList<>();
    labelled.ifPresent(measured -> addCalibration(measures, measured));
    addClampRate(measures, treatment, minSamples);
    addConfidenceShift(measures, observed, baseline, minSamples);
    addP99(measures, treatment, minSamples);
    addBroken(measures, treatment, minSamples);
    List<DriftAlert> alerts = new ArrayList<>();
    Optional<Counterpart> served =
        Counterpart.find(observed, baseline, ArmSummary::observations, minSamples, false);
    served.ifPresent(
        arms -> {
          addLatencyAlert(alerts, arms);
          addErrorAlert(alerts, arms);
        });
    Counterpart.find(observed, baseline, arm -> arm.scores().labelled(), minSamples, false)
        .ifPresent(arms -> addAeceAlert(alerts, arms, labelled));
    return HealthReport.of(measures, alerts);
  }

  private void addCalibration(List<HealthMeasure> measures, ArmCalibration measured) {
    if (gates.aeceMinusTau().isPresent()) {
      measures.add(
          HealthMeasure.of(
              HealthMeasure.AECE_MINUS_TAU,
              measured.aece() - measured.tau(),
              drift.aeceMinusTauWarn(),
              drift.aeceMinusTauFail(),
              measured.n()));
    }
    measures.add(
        HealthMeasure.of(
            HealthMeasure.MERGED_BIN_RATE,
            measured.mergedBinRate(),
            drift.mergedBinsWarn(),
            drift.mergedBinsFail(),
            measured.n()));
  }

  private void addClampRate(List<HealthMeasure> measures, ArmSummary arm, long minSamples) {
    long n = arm.get(ArmCounter.CLAMP_MEASURED);
    if (n >= minSamples) {
      measures.add(
          HealthMeasure.of(
              HealthMeasure.CLAMP_RATE,
              arm.clampRate().orElseThrow(),
              drift.clampWarn(),
              drift.clampFail(),
              n));
    }
  }

  private void addConfidenceShift(
      List<HealthMeasure> measures,
      SliceSummary observed,
      Optional<SliceSummary> baseline,
      long minSamples) {
    ConfidenceShiftGate gate = gates.confidenceShift().orElse(null);
    if (gate == null) {
      // What a plan does not judge, health does not judge behind its back.
      return;
    }
    boolean baselineOnly = gate.baseline() == ConfidenceBaseline.GREEN;
    double limit = gate.limit();
    Counterpart.find(observed, baseline, arm -> arm.scores().served(), minSamples, baselineOnly)
        .ifPresent(
            arms ->
                measures.add(
                    HealthMeasure.limited(
                        HealthMeasure.CONFIDENCE_SHIFT,
                        Math.abs(median(arms.treatment()) - median(arms.reference())),
                        limit,
                        "",
                        arms.n(),
                        arms.comparison(),
                        HealthStatus.RED)));
  }

  private static double median(ArmSummary arm) {
    return arm.scores().median().orElseThrow().estimate();
  }

  private void addP99(List<HealthMeasure> measures, ArmSummary arm, long minSamples) {
    if (gates.p99Latency().isPresent() && arm.observations() >= minSamples) {
      measures.add(
          HealthMeasure.limited(
              HealthMeasure.P99,
              p99Micros(arm),
              gates.p99Latency().get().limit().toNanos() / NANOS_PER_MICRO,
              "us",
              arm.observations(),
              Comparison.LIMIT,
              HealthStatus.RED));
    }
  }

  /** The 99th percentile of an arm that has observations, in µs. */
  static double p99Micros(ArmSummary arm) {
    return arm.latencies().quantileNanos(0.99).orElseThrow().estimate() / NANOS_PER_MICRO;
  }

  private static void addBroken(List<HealthMeasure> measures, ArmSummary arm, long minSamples) {
    long n = arm.observations();
    long broken = Math.max(arm.get(ArmCounter.FAILURES), arm.get(ArmCounter.INVALID_SCORES));
    if (n >= Math.min(minSamples, ENOUGH_TO_BE_BROKEN) && broken > n - broken) {
      measures.add(
          HealthMeasure.limited(
              HealthMeasure.BROKEN_RATE,
              (double) broken / n,
              MOST_BROKEN,
              "",
              n,
              Comparison.LIMIT,
              HealthStatus.CRITICAL));
    }
  }

  private static void addLatencyAlert(List<DriftAlert> alerts, Counterpart arms) {
    double value = p99Micros(arms.treatment());
    double reference = p99Micros(arms.reference());
    double threshold = MOST_LATENCY * reference;
    if (value > threshold * (1 + ROUNDING)) {
      alerts.add(
          new DriftAlert(DriftAlert.LATENCY, value, reference, threshold, "us", arms.comparison()));
    }
  }

  private static void addErrorAlert(List<DriftAlert> alerts, Counterpart arms) {
    double value = errorRate(arms.treatment());
    double reference = errorRate(arms.reference());
    double threshold = reference + MOST_ERROR_INCREASE;
    if (value > threshold + ROUNDING) {
      alerts.add(
          new DriftAlert(
              DriftAlert.ERROR_RATE, value, reference, threshold, "", arms.comparison()));
    }
  }

  private static double errorRate(ArmSummary arm) {
    return (double) arm.get(ArmCounter.FAILURES) / arm.observations();
  }

  private void addAeceAlert(
      List<DriftAlert> alerts, Counterpart arms, Optional<ArmCalibration> served) {
    boolean pairs = arms.comparison() == Comparison.PAIRS;
    ArmCalibration treatment =
        served.isEmpty() || pairs ? calibrated(arms.treatment()) : served.get();
    ArmCalibration reference = calibrated(arms.reference());
    int bins = Math.min(treatment.bins(), reference.bins());
    ReliabilityBins ofTreatment = treatment.sums(bins);
    ReliabilityBins ofReference = reference.sums(bins);
    double value = ArmCalibration.error(ofTreatment);
    double expected = ArmCalibration.error(ofReference);
    double threshold = expected + drift.maxAeceIncrease();
    if (value > threshold + ROUNDING && z(ofTreatment, ofReference) > NORMAL_QUANTILE_95) {
      alerts.add(
          new DriftAlert(DriftAlert.AECE, value, expected, threshold, "", arms.comparison()));
    }
  }

  /** The increase beyond what chance alone gives, in standard deviations. */
  private static double z(ReliabilityBins treatment, ReliabilityBins reference) {
    ExpectedError ofTreatment = ArmCalibration.expected(treatment);
    ExpectedError ofReference = ArmCalibration.expected(reference);
    double increase =
        ArmCalibration.error(treatment)
            - ofTreatment.mean()
            - (ArmCalibration.error(reference) - ofReference.mean());
    double deviation = Math.hypot(ofTreatment.standardDeviation(), ofReference.standardDeviation());
    // Scores of 0 and 1 alone leave nothing to chance.
    return deviation > 0 ? increase / deviation : Math.signum(increase) * Double.MAX_VALUE;
  }

  private ArmCalibration calibrated(ArmSummary arm) {
    return ArmCalibration.of(arm, calibration, 1).orElseThrow();
  }
}
