package dev.belay.engine.canary;

import dev.belay.canary.Tick;
import dev.belay.telemetry.Summary;
import dev.belay.telemetry.SummaryLayout;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What a flag recorded, for the ticks of its rollout: drained at every tick where it is stored,
 * else only when it is asked for. Not thread-safe.
 */
final class Recorded implements Supplier<Summary> {
  private final RolloutFlag flag;
  private final @Nullable RunningNumbers running;
  private final Summary summary;

  /**
   * What a flag records.
   *
   * @param running counts what is recorded where that is not stored; else null
   */
  Recorded(RolloutFlag flag, SummaryLayout layout, @Nullable RunningNumbers running) {
    this.flag = flag;
    this.running = running;
    this.summary = new Summary(layout);
  }

  /** Whether it is stored tick by tick. */
  boolean isStored() {
    return running == null;
  }

  /** Says in numbers what the tick saw. */
  Tick tick(long number, long nanos) {
    flag.beginTick();
    if (running != null) {
      return running.take(number, nanos);
    }
    drain();
    flag.counts().trim();
    return TickNumbers.of(number, nanos, flag.counts().takeJudged(), summary);
  }

  /**
   * What was recorded in the tick where it is stored, else since it was last asked for. It holds
   * until the next tick or question.
   */
  @Override
  public Summary get() {
    if (running != null) {
      drain();
    }
    return summary;
  }

  /** What {@link #get} gave last, or what is stored with the tick. */
  Summary last() {
    return summary;
  }

  private void drain() {
    summary.clear();
    flag.drain(summary);
  }
}
