package dev.belay.drift;

import dev.belay.calibration.CalibrationError;
import dev.belay.calibration.Calibrator;
import dev.belay.calibration.LabelledScores;
import dev.belay.calibration.SharedBinningConfig;
import dev.belay.calibration.SharedBinningCore;
import dev.belay.calibration.TauRule;
import dev.belay.plan.AeceMinusTauGate;
import dev.belay.plan.RolloutPlan;
import dev.belay.stats.SplitMix64;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Tries a {@link Candidate} on four data sets that break calibrators, before it is promoted. Pure
 * as the candidate is: equal candidates get equal results. Immutable and safe for several threads.
 */
public final class SmokeProbes {
  /*
   * How. In every probe the scores are calibrated already, so any good procedure ends near the
   * identity. The candidate is fitted to one draw; then its calibrator
   *   - gives finite numbers in [0.001, 0.999] that never fall, on 1 001 even scores and on
   *     10^-k and 1 − 10^-k, the ends included;
   *   - in "plateaus": gives equal outputs for equal scores, one by one over all samples;
   *   - gives outputs for another draw whose AECE − τ is within the gate's limit, K and τ by its rule;
   *   - in "identity": is nowhere farther from its score than 0.15.
   * Probes: identity (even scores), plateaus (five scores), weights (negatives of weight 9, some
   * scores of weight 200), tails (Cauchy logits). An exception is a fault.
   */
  private static final double MOST_DEPARTURE = 0.15;
  private static final int EVEN = 1_000;
  private static final long FIT_SEED = 1;
  private static final long FRESH_SEED = 2;
  private static final double[] GRID = grid();

  private final AeceMinusTauGate rule;

  /** The probes with the plan's limit; with the mission's where its calibration gate is off. */
  public SmokeProbes(RolloutPlan plan) {
    rule = plan.gates().aeceMinusTau().orElseGet(() -> AeceMinusTauGate.builder().build());
  }

  private static double[] grid() {
    double[] even = new double[EVEN + 1];
    for (int i = 0; i <= EVEN; i++) {
      even[i] = (double) i / EVEN;
    }
    double[] tails = {1e-300, 1e-100, 1e-30, 1e-16, 1e-12, 1e-9, 1e-6, 1e-5, 1e-4};
    double[] grid = new double[even.length + 2 * tails.length + 2];
    System.arraycopy(even, 0, grid, 0, even.length);
    int size = even.length;
    for (double tail : tails) {
      grid[size++] = tail;
      grid[size++] = 1 - tail;
    }
    grid[size++] = Double.MIN_VALUE;
    grid[size] = Math.nextDown(1.0);
    java.util.Arrays.sort(grid);
    return grid;
  }

  /** Runs all four probes. */
  public List<ProbeResult> run(Candidate candidate) {
    List<ProbeResult> results = new ArrayList<>();
    for (Probe probe : Probe.values()) {
      results.add(run(probe, candidate));
    }
    return results;
  }

  /**
   * The first probe that the candidate fails, with what it did; empty where it passes all. Probes
   * after that are not run.
   */
  public Optional<String> firstFailure(Candidate candidate) {
    for (Probe probe : Probe.values()) {
      Optional<String> fault = run(probe, candidate).fault();
      if (fault.isPresent()) {
        return Optional.of("probe " + probe.word() + ": " + fault.get());
      }
    }
    return Optional.empty();
  }

  private ProbeResult run(Probe probe, Candidate candidate) {
    try {
      Calibrator calibrator = candidate.fit(probe.draw(new SplitMix64(FIT_SEED)));
      if (calibrator == null) {
        return failed(probe, "the candidate gave no calibrator");
      }
      Optional<String> fault = contractFault(calibrator, probe == Probe.IDENTITY);
      LabelledScores fresh = probe.draw(new SplitMix64(FRESH_SEED));
      if (fault.isEmpty() && probe == Probe.PLATEAUS) {
        fault = plateauFault(calibrator, fresh);
      }
      return fault.isPresent() ? failed(probe, fault.get()) : judged(probe, calibrator, fresh);
    } catch (RuntimeException | StackOverflowError thrown) {
      return failed(probe, "threw " + thrown);
    }
  }

  private static ProbeResult failed(Probe probe, String fault) {
    return new ProbeResult(probe.word(), OptionalDouble.empty(), Optional.of(fault));
  }

  private static Optional<String> contractFault(Calibrator calibrator, boolean nearIdentity) {
    double last = Double.NEGATIVE_INFINITY;
    for (double score : GRID) {
      double output = calibrator.calibrate(score);
      if (!(output >= Calibrator.LOWER_BOUND && output <= Calibrator.UPPER_BOUND)) {
        return fault(score, output, "outputs are 0.001 to 0.999");
      }
      if (output < last) {
        return fault(score, output, "less than " + last + " for a lower score");
      }
      if (nearIdentity && Math.abs(output - score) > MOST_DEPARTURE) {
        return fault(score, output, "calibrated scores move by at most " + MOST_DEPARTURE);
      }
      last = output;
    }
    return Optional.empty();
  }

  private static Optional<String> plateauFault(Calibrator calibrator, LabelledScores samples) {
    for (int i = 1; i < samples.size(); i++) {
      double before = calibrator.calibrate(samples.score(i - 1));
      double output = calibrator.calibrate(samples.score(i));
      if (samples.score(i) == samples.score(i - 1) && output != before) {
        return fault(samples.score(i), output, "just now " + before + " for the same score");
      }
    }
    return Optional.empty();
  }

  private static Optional<String> fault(double score, double output, String why) {
    return Optional.of("gives " + output + " for the score " + score + "; " + why);
  }

  private ProbeResult judged(Probe probe, Calibrator calibrator, LabelledScores fresh) {
    LabelledScores outputs = new LabelledScores();
    for (int i = 0; i < fresh.size(); i++) {
      outputs.add(calibrator.calibrate(fresh.score(i)), fresh.label(i), fresh.weight(i));
    }
    double n = outputs.totalWeight();
    int bins = (int) Math.min(rule.bins(), Math.floor(Math.sqrt(n)));
    SharedBinningCore binning = new SharedBinningCore(SharedBinningConfig.DEFAULT.withBins(bins));
    double aece = CalibrationError.error(binning.bin(outputs).bins()).orElseThrow();
    double tau = new TauRule(rule.cHat(), rule.floor()).tau(n, bins).orElseThrow();
    Optional<String> fault =
        aece - tau <= rule.limit()
            ? Optional.empty()
            : Optional.of(
                "AECE - tau is "
                    + Shown.of(aece - tau, "")
                    + " on fresh data; the limit is "
                    + Shown.of(rule.limit(), ""));
    return new ProbeResult(probe.word(), OptionalDouble.of(aece - tau), fault);
  }
}
