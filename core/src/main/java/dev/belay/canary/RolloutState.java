package dev.belay.canary;

import dev.belay.flag.Fallback;
import dev.belay.flag.RevertEpoch;
import dev.belay.flag.Variant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Where a rollout stands: the fold of its journal. Immutable.
 *
 * @param version how many events besides ticks were folded; it only rises. Ticks do not count, so
 *     that a sum of ticks folds to the same state as each of them
 * @param epoch how often treatment has been taken back; it only rises
 * @param attempt counts configurations and resets, from 1; 0 before the first event
 * @param fingerprint the configuration's fingerprint; empty before the first event
 * @param shape what a change of restarts the ladder: salt, strategy and ladder, as one text
 * @param rung the place on the ladder; {@link #DISABLED} for 0 %
 * @param breaker the circuit breaker
 * @param latched whether the daily limit was reached: off until a person resets it
 * @param personNeeded whether only a person, or a new configuration, may start again
 * @param held whether a person holds the rung: no step up
 * @param interventionAsked whether a person was asked and has not answered
 * @param completed whether the last rung was held and the green manifest published
 * @param fallback what is served for control
 * @param lastCause why the last step was taken; empty before the first
 * @param stage what the stage has seen
 * @param clockNanos the rollout's own clock in ns: the sum of all ticks, downtime left out
 * @param cooldownNanos what is left of the cooldown, in ns
 * @param trips how often the breaker opened since it was last closed by a passed probation
 * @param reverts when, on the rollout's clock, automatic steps down were taken in the last 24 hours
 * @param silentNanos for how long treatment was decided and nothing observed, in ns
 * @param idleNanos time since the last tick in which treatment was decided or observed, in ns
 * @param controlNanos time at 0 % since the ladder began, in ns: what a baseline time counts
 * @param overrides targeting keys that a person fixed, besides the plan's
 */
public record RolloutState(
    long version,
    RevertEpoch epoch,
    long attempt,
    String fingerprint,
    String shape,
    int rung,
    Breaker breaker,
    boolean latched,
    boolean personNeeded,
    boolean held,
    boolean interventionAsked,
    boolean completed,
    Fallback fallback,
    Optional<Cause> lastCause,
    StageProgress stage,
    long clockNanos,
    long cooldownNanos,
    int trips,
    List<Long> reverts,
    long silentNanos,
    long idleNanos,
    long controlNanos,
    Map<String, Variant> overrides) {

  /** The rung of a rollout at 0 %. */
  public static final int DISABLED = -1;

  /** The name of the stage at 0 %. */
  public static final String DISABLED_STAGE = "Disabled";

  /** Before the first event: nobody is treated. */
  public static final RolloutState INITIAL =
      new RolloutState(
          0,
          RevertEpoch.FIRST,
          0,
          "",
          "",
          DISABLED,
          Breaker.CLOSED,
          false,
          false,
          false,
          false,
          false,
          Fallback.LAST_GOOD,
          Optional.empty(),
          StageProgress.NEW,
          0,
          0,
          0,
          List.of(),
          0,
          0,
          0,
          Map.of());

  /** Copies what is mutable. */
  public RolloutState {
    reverts = List.copyOf(reverts);
    overrides = Map.copyOf(overrides);
  }
}
