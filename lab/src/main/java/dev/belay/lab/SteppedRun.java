package dev.belay.lab;

import dev.belay.canary.Tick;
import dev.belay.canary.TickSummaries;
import dev.belay.engine.simulate.Rule;
import dev.belay.flag.Percentage;
import dev.belay.telemetry.Summary;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * A ladder of steps that a peer's controller climbs: it measures at every interval, reverts to 0 %,
 * and stops measuring once everybody is treated. Not thread-safe.
 */
abstract class SteppedRun implements Rule.Run {
  private final List<Step> steps;
  private final long intervalNanos;
  private int at;
  private long inStepNanos;
  private boolean reverted;

  /**
   * One step.
   *
   * @param percent what is treated
   * @param least how long at least
   */
  record Step(Percentage percent, Duration least) {}

  /**
   * A ladder.
   *
   * @param steps rising, the last being the full percentage
   * @param interval the time between measurements
   */
  SteppedRun(List<Step> steps, Duration interval) {
    this.steps = List.copyOf(steps);
    this.intervalNanos = interval.toNanos();
  }

  /** What a measurement says. */
  enum Verdict {
    /** Take treatment back. */
    REVERT,
    /** Stay on the step. */
    HOLD,
    /** Go on as soon as the step's time is over. */
    GO_ON
  }

  /**
   * Judges the interval that just ended.
   *
   * @param stepEnds whether the least time of the step is over
   */
  abstract Verdict judge(Summary interval, boolean stepEnds);

  /** A new step begins. */
  void stepBegins() {}

  @Override
  public long tickNanos() {
    return intervalNanos;
  }

  @Override
  public Percentage percent() {
    return reverted ? Percentage.ZERO : steps.get(at).percent();
  }

  @Override
  public Rule.Standing standing() {
    if (reverted) {
      return Rule.Standing.REVERTED;
    }
    return at == steps.size() - 1 ? Rule.Standing.FINISHED : Rule.Standing.CLIMBING;
  }

  @Override
  public void tick(Tick tick, TickSummaries summaries, Instant now) {
    inStepNanos += tick.nanos();
    boolean ends = inStepNanos >= steps.get(at).least().toNanos();
    Verdict verdict = judge(summaries.recorded(), ends);
    if (verdict == Verdict.REVERT) {
      reverted = true;
    } else if (verdict == Verdict.GO_ON && ends) {
      at++;
      inStepNanos = 0;
      stepBegins();
    }
  }
}
