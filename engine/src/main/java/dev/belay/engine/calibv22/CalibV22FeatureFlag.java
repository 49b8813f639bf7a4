package dev.belay.engine.calibv22;

import dev.belay.calibration.SharedBinningConfig;
import dev.belay.engine.canary.CanaryController;
import dev.belay.engine.canary.CanaryStatus;
import dev.belay.engine.canary.ControlledFlag;
import dev.belay.engine.canary.RolloutFlag;
import dev.belay.flag.Decision;
import dev.belay.gate.SlaTripwires;
import dev.belay.gate.SummaryLayouts;
import dev.belay.plan.Drift;
import dev.belay.plan.RolloutPlan;
import dev.belay.plan.Tripwires;
import dev.belay.telemetry.ArmOutcome;
import dev.belay.telemetry.Observation;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Says which repositories get CALIB_V22, and records what the calibrators did. Thread-safe; no call
 * blocks.
 *
 * <p>Alone it cannot know whether CALIB_V22 was stopped before, so it serves control to everybody
 * until a {@link CanaryController} has taken it over and put the rollout's state in force.
 */
public final class CalibV22FeatureFlag implements ControlledFlag {
  private final RolloutPlan plan;
  private final SharedBinningConfig binning;
  private final SlaTripwires tripwires;
  private final RolloutFlag flag;
  private final LongSupplier monotone;
  private volatile @Nullable CanaryController controller;

  /**
   * A flag by the system's clocks.
   *
   * @param config the rollout
   * @param slaConfig limits of a call to the new calibrator
   * @param driftThresholds limits of drift
   * @param binningConfig how scores are put into bins for reports
   */
  public CalibV22FeatureFlag(
      CalibV22Config config,
      Tripwires slaConfig,
      Drift driftThresholds,
      SharedBinningConfig binningConfig) {
    this(
        config,
        slaConfig,
        driftThresholds,
        binningConfig,
        InstantSource.system(),
        System::nanoTime);
  }

  /**
   * The same by clocks that are given.
   *
   * @param clock the wall clock
   * @param monotone ns of a clock that nobody sets
   */
  public CalibV22FeatureFlag(
      CalibV22Config config,
      Tripwires slaConfig,
      Drift driftThresholds,
      SharedBinningConfig binningConfig,
      InstantSource clock,
      LongSupplier monotone) {
    this.plan = config.plan(slaConfig, driftThresholds);
    this.binning = binningConfig;
    this.tripwires = new SlaTripwires(slaConfig);
    this.flag = new RolloutFlag(plan, SummaryLayouts.of(plan), clock, monotone);
    this.monotone = monotone;
  }

  /** Which calibrator a repository gets. A repository that is null or empty gets control. */
  public CalibV22Decision shouldUseCalibV22(@Nullable String repository) {
    return guarded(flag.decide(repository));
  }

  /** The same in a session, which keeps what it was served first. */
  public CalibV22Decision shouldUseCalibV22(
      @Nullable String repository, @Nullable String sessionId) {
    return guarded(flag.decide(repository, sessionId));
  }

  private CalibV22Decision guarded(Decision decision) {
    boolean treatment = decision.treatment();
    boolean use = treatment && tripwires.allowsCall(monotone.getAsLong());
    return new CalibV22Decision(use, treatment && !use, decision);
  }

  /**
   * Records what the calibrator did for a query, under the decision that it was made by. What was
   * guarded off was served by control and is recorded as nothing: it is evidence for neither arm.
   */
  public void recordCalibrationResult(CalibV22Decision decision, CalibrationResult result) {
    if (decision.callGuarded()) {
      return;
    }
    Observation observation = result.observation();
    if (decision.useCalibV22()) {
      guard(observation);
    }
    flag.record(decision.decision(), observation);
  }

  /**
   * Records what the calibrator did for a query of a repository. The decision is made again for the
   * repository; a result of the other calibrator (the rollout has moved in between) is left out.
   *
   * @param usedCalibV22 which calibrator it was
   */
  public void recordCalibrationResult(
      boolean usedCalibV22, CalibrationResult result, String repository) {
    if (usedCalibV22) {
      guard(result.observation());
    }
    Decision decision = flag.decideUncounted(repository);
    if (decision.treatment() == usedCalibV22) {
      flag.record(decision, result.observation());
    }
  }

  private void guard(Observation observation) {
    ArmOutcome outcome = observation.served();
    long now = monotone.getAsLong();
    boolean valid = outcome.score() >= 0 && outcome.score() <= 1;
    if (!outcome.success() || !valid) {
      tripwires.failed(now, outcome.latencyNanos());
    } else if (observation.allocatedBytes().isPresent()) {
      tripwires.succeeded(now, outcome.latencyNanos(), observation.allocatedBytes().getAsLong());
    } else {
      tripwires.succeeded(now, outcome.latencyNanos());
    }
  }

  /** Records the label of a result that was recorded without one. */
  public void recordLabel(CalibV22Decision decision, CalibrationResult result, boolean relevant) {
    if (!decision.callGuarded()) {
      Observation observation = result.observation();
      flag.recordLabel(
          decision.decision(), observation.slice(), observation.served().score(), relevant);
    }
  }

  /**
   * Closes the rollout's breaker, releases its daily latch, and closes the breaker around calls.
   *
   * @param reason why, for the journal; not blank
   * @param actor who, for the journal; not blank
   * @throws IllegalStateException if no controller has taken the flag over
   */
  public void resetCircuitBreaker(String reason, String actor) {
    CanaryController taken = controller;
    if (taken == null) {
      throw new IllegalStateException(
          "no controller has taken this flag over, so there is no breaker to reset; make a"
              + " CanaryController with it first");
    }
    taken.resetIfStopped(reason, actor);
    tripwires.reset(monotone.getAsLong(), reason);
  }

  /** As {@link #resetCircuitBreaker(String, String)}, by {@code operator}. */
  public void resetCircuitBreaker() {
    resetCircuitBreaker("reset by the operator", "operator");
  }

  /** Where the flag stands. */
  public FeatureFlagStatus getStatus() {
    CanaryController taken = controller;
    Optional<FeatureFlagStatus.Metrics> metrics =
        Optional.ofNullable(taken).map(CanaryController::getStatus).map(CalibV22FeatureFlag::of);
    return new FeatureFlagStatus(
        plan.enabled(),
        flag.snapshot().stage(),
        flag.snapshot().percentage(),
        flag.snapshot().breakerOpen(),
        tripwires.state(),
        metrics);
  }

  private static FeatureFlagStatus.Metrics of(CanaryStatus status) {
    return new FeatureFlagStatus.Metrics(
        status.treatment(),
        status.control(),
        status.treatmentDecisions(),
        status.controlDecisions(),
        status.decisionsByRepository(),
        status.circuitBreakerChanges(),
        status.autoReverts());
  }

  /** The guard around calls to the new calibrator, for the controller. */
  public SlaTripwires slaTripwires() {
    return tripwires;
  }

  @Override
  public SharedBinningConfig binningConfig() {
    return binning;
  }

  @Override
  public RolloutPlan plan() {
    return plan;
  }

  @Override
  public RolloutFlag rolloutFlag() {
    return flag;
  }

  @Override
  public void controlledBy(CanaryController newController) {
    controller = newController;
  }
}
