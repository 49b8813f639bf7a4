package dev.belay.canary;

import dev.belay.drift.HealthStatus;
import dev.belay.flag.Fallback;
import dev.belay.flag.Variant;
import dev.belay.gate.EvidencePoint;
import dev.belay.gate.GateResult;
import dev.belay.gate.Verdict;
import dev.belay.sequential.BudgetSplit;
import dev.belay.sequential.SequentialGates;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What happened to a rollout: one row of its journal. The state is the fold of these, and nothing
 * else changes it. Immutable.
 *
 * <p>What was decided by rules carries the evidence it rests on, and what begins an attempt how its
 * budget is divided: to be read, for nothing of it is folded. A person's word, a fact that needs no
 * gate, and rows of before there was such evidence carry none.
 */
public sealed interface RolloutEvent {

  /**
   * A configuration was put in force: a new attempt.
   *
   * @param fingerprint its fingerprint
   * @param shape salt, strategy and ladder, as one text; a change restarts the ladder
   * @param plan the plan as it can be read again
   * @param firstRung where a restart begins: 0, or {@link RolloutState#DISABLED} for a baseline
   *     time
   * @param budget how the attempt's budget for false reverts is divided; empty in mode {@code
   *     windows}
   */
  record Configured(
      String fingerprint, String shape, String plan, int firstRung, Optional<BudgetSplit> budget)
      implements RolloutEvent {

    /** A configuration without a budget. */
    public Configured(String fingerprint, String shape, String plan, int firstRung) {
      this(fingerprint, shape, plan, firstRung, Optional.empty());
    }
  }

  /**
   * Ticks that were completed since the event before. Sums of several add up to one.
   *
   * @param throughTick the number of the last of them
   * @param nanos time they add, in ns
   * @param judgedNanos of it after the grace period, in ns
   * @param treated treated observations
   * @param invalid of them those with an invalid score
   * @param judgedTreated treated observations after the grace period
   * @param judgedFailed of them those that did not succeed
   * @param silentNanos {@link RolloutState#silentNanos} after them
   * @param idleNanos {@link RolloutState#idleNanos} after them
   */
  record Observed(
      long throughTick,
      long nanos,
      long judgedNanos,
      long treated,
      long invalid,
      long judgedTreated,
      long judgedFailed,
      long silentNanos,
      long idleNanos)
      implements RolloutEvent {

    /** These ticks and the ones right after them as one. */
    public Observed plus(Observed later) {
      return new Observed(
          later.throughTick,
          nanos + later.nanos,
          judgedNanos + later.judgedNanos,
          treated + later.treated,
          invalid + later.invalid,
          judgedTreated + later.judgedTreated,
          judgedFailed + later.judgedFailed,
          later.silentNanos,
          later.idleNanos);
    }
  }

  /**
   * A window ended and was judged.
   *
   * @param verdict the window's
   * @param results what each gate said
   * @param health of the change in the window; empty where nothing was measured
   * @param attempt how far the evidence of the attempt had come at its end, of gates over
   *     everything; none in mode {@code windows}, at 0 %, and where nobody reads it
   * @param dispersion the dispersion that this evidence was judged with; empty where there is none
   */
  record WindowCompleted(
      Verdict verdict,
      List<GateResult> results,
      Optional<HealthStatus> health,
      List<EvidencePoint> attempt,
      OptionalDouble dispersion)
      implements RolloutEvent {
    /** Copies the lists. */
    public WindowCompleted {
      results = List.copyOf(results);
      attempt = List.copyOf(attempt);
    }

    /** A window that does not tell of the attempt. */
    public WindowCompleted(
        Verdict verdict, List<GateResult> results, Optional<HealthStatus> health) {
      this(verdict, results, health, List.of(), OptionalDouble.empty());
    }

    /** The same window with how far the evidence of the attempt had come. */
    WindowCompleted with(SequentialGates gates) {
      return new WindowCompleted(verdict, results, health, gates.points(), gates.fixedDispersion());
    }
  }

  /**
   * One rung up; from {@link RolloutState#DISABLED} after an open breaker, on probation.
   *
   * @param evidence what it rests on
   */
  record Promoted(int from, int to, Cause cause, String reason, List<GateResult> evidence)
      implements RolloutEvent {
    /** Copies the evidence. */
    public Promoted {
      evidence = List.copyOf(evidence);
    }

    /** A step up that rests on no gate. */
    public Promoted(int from, int to, Cause cause, String reason) {
      this(from, to, cause, reason, List.of());
    }
  }

  /**
   * One rung down, the breaker stays closed.
   *
   * @param evidence what it rests on
   */
  record RolledBack(int from, int to, Cause cause, String reason, List<GateResult> evidence)
      implements RolloutEvent {
    /** Copies the evidence. */
    public RolledBack {
      evidence = List.copyOf(evidence);
    }

    /** A step down that rests on no gate. */
    public RolledBack(int from, int to, Cause cause, String reason) {
      this(from, to, cause, reason, List.of());
    }
  }

  /**
   * Everybody is on control, the breaker opens.
   *
   * @param from the rung before
   * @param cause why
   * @param reason why, for people
   * @param cooldownNanos how long it stays open at least, in ns
   * @param latched whether this was the last automatic step down of the day
   * @param personNeeded whether only a person may start again
   * @param fallback what is served for control from now on
   * @param evidence what it rests on
   */
  record Stopped(
      int from,
      Cause cause,
      String reason,
      long cooldownNanos,
      boolean latched,
      boolean personNeeded,
      Fallback fallback,
      List<GateResult> evidence)
      implements RolloutEvent {
    /** Copies the evidence. */
    public Stopped {
      evidence = List.copyOf(evidence);
    }

    /** A stop that rests on no gate. */
    public Stopped(
        int from,
        Cause cause,
        String reason,
        long cooldownNanos,
        boolean latched,
        boolean personNeeded,
        Fallback fallback) {
      this(from, cause, reason, cooldownNanos, latched, personNeeded, fallback, List.of());
    }
  }

  /**
   * A person is asked; the rung stays.
   *
   * @param evidence what it rests on
   */
  record InterventionAsked(Cause cause, String reason, List<GateResult> evidence)
      implements RolloutEvent {
    /** Copies the evidence. */
    public InterventionAsked {
      evidence = List.copyOf(evidence);
    }

    /** A question that rests on no gate. */
    public InterventionAsked(Cause cause, String reason) {
      this(cause, reason, List.of());
    }
  }

  /** A person holds the rung. */
  record Held(String reason) implements RolloutEvent {}

  /** A person lets it climb again. */
  record Resumed(String reason) implements RolloutEvent {}

  /**
   * A person closed the breaker and released the latch: a new attempt, at 0 % until it is promoted.
   *
   * @param budget how the attempt's budget for false reverts is divided; empty in mode {@code
   *     windows}
   */
  record Reset(String reason, Optional<BudgetSplit> budget) implements RolloutEvent {

    /** A reset without a budget. */
    public Reset(String reason) {
      this(reason, Optional.empty());
    }
  }

  /**
   * A person fixed a targeting key, or let it go.
   *
   * @param variant what it is served; empty to let it go
   */
  record Overridden(String targetingKey, Optional<Variant> variant, String reason)
      implements RolloutEvent {}

  /**
   * The last rung was held as long as asked: the change is the new normal. Closes a breaker that is
   * still half open, which it can only be where the first rung is the last.
   *
   * @param reason why, for people
   * @param evidence what it rests on
   */
  record Completed(String reason, List<GateResult> evidence) implements RolloutEvent {
    /** Copies the evidence. */
    public Completed {
      evidence = List.copyOf(evidence);
    }

    /** A completion that rests on no gate. */
    public Completed(String reason) {
      this(reason, List.of());
    }
  }
}
