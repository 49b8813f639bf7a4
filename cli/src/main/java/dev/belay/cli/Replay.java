package dev.belay.cli;

import dev.belay.canary.CanaryDecision;
import dev.belay.canary.CanaryDecisionType;
import dev.belay.canary.RolloutEvent;
import dev.belay.engine.canary.TickResult;
import dev.belay.flag.Decision;
import dev.belay.flag.Variant;
import dev.belay.gate.Verdict;
import dev.belay.plan.RolloutPlan;
import dev.belay.telemetry.Observation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Serves recorded queries under a virtual clock: each row by the arm that the controller gives it
 * at that moment. Not thread-safe.
 */
final class Replay {
  /*
   * How. Time is in ns since 1970-01-01. Ticks lie on a grid from the time of the first row; what
   * happens at a time of the grid belongs to the tick after it. An urgent tick comes at once, but
   * one second after the urgent one before at the earliest. So before a row is served, everything
   * due up to its time happens in the order of time: labels that arrive, then the tick they precede.
   * After the last row the tick is finished in which it lies.
   */
  private static final long NANOS_PER_MILLI = 1_000_000L;
  private static final long URGENT_NANOS = 1_000_000_000L;
  private static final Duration LONGEST_GAP = Duration.ofDays(3653);
  private static final long NEVER = Long.MAX_VALUE;

  private final RolloutPlan plan;
  private final OptionalInt firstRung;
  private final boolean shadow;
  private final ReplayTarget.Factory factory;
  private final VirtualClock clock = new VirtualClock();
  private final PendingLabels labels = new PendingLabels();
  private final ArmCells served = new ArmCells();
  private final ArmCells other = new ArmCells();
  private final List<ReplayDecision> decisions = new ArrayList<>();
  private final long tickNanos;

  private @Nullable ReplayTarget target;
  private String firstStage = "";
  private long startNanos;
  private long rowNanos;
  private long endNanos;
  private long nextTick;
  private long nextUrgentTick = NEVER;
  private long lastUrgentTick = -URGENT_NANOS;
  private long rows;
  private long treatmentRows;
  private OptionalLong treatmentRowsBeforeFirstRevert = OptionalLong.empty();
  private long windows;
  private long breaches;

  /**
   * @param firstRung where on the ladder the rollout begins, from 0; where the plan begins if empty
   * @param shadow whether the arm that was not served is recorded beside the one that was
   */
  Replay(RolloutPlan plan, OptionalInt firstRung, boolean shadow, ReplayTarget.Factory factory) {
    this.plan = plan;
    this.firstRung = firstRung;
    this.shadow = shadow;
    this.factory = factory;
    this.tickNanos = plan.evaluation().tick().toNanos();
  }

  /**
   * Serves the next row.
   *
   * @throws BadInputException if the row is wrong, or out of order
   */
  void serve(ObservationRow row) {
    long time = row.timeMillis() * NANOS_PER_MILLI;
    ReplayTarget controller = target;
    if (controller == null) {
      controller = start(time);
    } else {
      requireOrder(row, time);
      advance(controller, time);
    }
    rowNanos = time;
    clock.set(time);
    rows++;
    Decision decision = controller.decide(row.key());
    treatmentRows += decision.treatment() ? 1 : 0;
    String slice = row.slice();
    served.read(row, decision.variant());
    if (served.observed()) {
      observe(controller, row, decision, slice);
    }
  }

  private ReplayTarget start(long time) {
    startNanos = time;
    nextTick = time + tickNanos;
    clock.set(time);
    ReplayTarget started = factory.start(plan, firstRung, clock);
    firstStage = started.stage();
    target = started;
    return started;
  }

  private void requireOrder(ObservationRow row, long time) {
    if (time < rowNanos) {
      throw row.fault(
          ObservationColumn.TIME_MS,
          "the row before has " + rowNanos / NANOS_PER_MILLI + ", so sort the rows by time");
    }
    if (time - rowNanos > LONGEST_GAP.toNanos()) {
      throw row.fault(
          ObservationColumn.TIME_MS,
          "that is over 10 years after the row before ("
              + rowNanos / NANOS_PER_MILLI
              + "), so check that both are milliseconds");
    }
  }

  private void observe(
      ReplayTarget controller, ObservationRow row, Decision decision, String slice) {
    boolean paired = shadow && readOther(row, decision.variant());
    Boolean label = label(row, decision, slice, paired);
    if (paired || served.recalled()) {
      controller.record(
          decision,
          new Observation(
              slice,
              served.outcome(),
              label,
              null,
              OptionalLong.empty(),
              paired ? other.outcome() : null));
    } else if (label != null) {
      controller.record(
          decision, slice, served.latencyNanos(), served.score(), served.success(), label);
    } else {
      controller.record(decision, slice, served.latencyNanos(), served.score(), served.success());
    }
    if (served.invalid() && controller.urgent()) {
      urgentTick(controller);
    }
  }

  private boolean readOther(ObservationRow row, Variant variant) {
    other.read(row, variant == Variant.TREATMENT ? Variant.CONTROL : Variant.TREATMENT);
    return other.observed();
  }

  /** The label, if it is there at once; one that arrives later is kept for its time. */
  private @Nullable Boolean label(
      ObservationRow row, Decision decision, String slice, boolean paired) {
    if (row.blank(ObservationColumn.LABEL)) {
      return null;
    }
    boolean value = row.truth(ObservationColumn.LABEL);
    long arrival = row.labelTimeMillis() * NANOS_PER_MILLI;
    if (arrival <= rowNanos) {
      return value;
    }
    if (labels.full()) {
      throw row.fault(
          ObservationColumn.LABEL_TIME_MS,
          "more than "
              + PendingLabels.MAX
              + " labels would be on their way at once;"
              + " replay the rows of a part of the keys, or leave out label_time_ms");
    }
    OptionalDouble otherScore = paired ? OptionalDouble.of(other.score()) : OptionalDouble.empty();
    labels.add(arrival, decision, slice, served.score(), otherScore, value);
    return null;
  }

  /** Ticks at once, or as soon as the urgent tick before is a second old. */
  private void urgentTick(ReplayTarget controller) {
    if (rowNanos - lastUrgentTick >= URGENT_NANOS) {
      lastUrgentTick = rowNanos;
      tick(controller, rowNanos);
    } else {
      nextUrgentTick = lastUrgentTick + URGENT_NANOS;
    }
  }

  /** Does everything that is due up to the time of a row. */
  private void advance(ReplayTarget controller, long time) {
    while (Math.min(nextTick, nextUrgentTick) <= time) {
      long due = Math.min(nextTick, nextUrgentTick);
      labels.recordBefore(due, controller);
      if (due == nextUrgentTick) {
        lastUrgentTick = due;
        nextUrgentTick = NEVER;
      }
      if (due == nextTick) {
        nextTick += tickNanos;
      }
      tick(controller, due);
    }
    labels.recordBefore(time + 1, controller);
  }

  private void tick(ReplayTarget controller, long time) {
    clock.set(time);
    endNanos = time;
    TickResult ticked = controller.tick();
    ticked.window().ifPresent(this::count);
    CanaryDecision decision = ticked.decision();
    if (decision.decisionType() != CanaryDecisionType.CONTINUE) {
      ReplayDecision kept = new ReplayDecision(time / NANOS_PER_MILLI, decision, ticked.stage());
      decisions.add(kept);
      if (kept.reverts() && treatmentRowsBeforeFirstRevert.isEmpty()) {
        treatmentRowsBeforeFirstRevert = OptionalLong.of(treatmentRows);
      }
    }
  }

  private void count(RolloutEvent.WindowCompleted window) {
    windows += window.verdict() == Verdict.INSUFFICIENT ? 0 : 1;
    breaches += window.verdict() == Verdict.BREACH ? 1 : 0;
  }

  /**
   * Finishes the tick in which the last row lies, and says what came of the replay.
   *
   * @throws IllegalStateException if there was no row
   */
  ReplayResult finish() {
    ReplayTarget controller = target;
    if (controller == null) {
      throw new IllegalStateException("nothing was replayed; serve a row first");
    }
    advance(controller, nextTick);
    return new ReplayResult(
        decisions,
        firstStage,
        controller.stage(),
        controller.completed(),
        startNanos / NANOS_PER_MILLI,
        endNanos / NANOS_PER_MILLI,
        rows,
        treatmentRows,
        treatmentRowsBeforeFirstRevert,
        windows,
        breaches);
  }
}
