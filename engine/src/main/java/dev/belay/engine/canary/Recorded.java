package dev.belay.engine.canary;

import dev.belay.canary.Tick;
import dev.belay.canary.TickSummaries;
import dev.belay.telemetry.MatureLabels;
import dev.belay.telemetry.Summary;
import dev.belay.telemetry.SummaryLayout;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a flag recorded, for the ticks of its rollout: drained at every tick where it is stored,
 * else only when it is asked for. Not thread-safe.
 */
final class Recorded implements TickSummaries {
  /*
   * How. A drain gives observations with the labels that came at once. Labels that came later are
   * added once sequential gates have seen that, for to them a late label belongs to another tick.
   */
  private final RolloutFlag flag;
  private final @Nullable RunningNumbers running;
  private final Summary summary;
  private boolean drained;
  private boolean whole;

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
    drained = false;
    if (running != null) {
      return running.take(number, nanos);
    }
    drain();
    flag.counts().trim();
    return TickNumbers.of(number, nanos, flag.counts().takeJudged(), summary);
  }

  @Override
  public Optional<Summary> mature(boolean judged) {
    drain();
    boolean immediate = flag.labels().map(LabelCohorts::isImmediate).orElse(false);
    return judged && immediate ? Optional.of(summary) : Optional.empty();
  }

  @Override
  public Optional<MatureLabels> matureLabels(boolean judged) {
    drain();
    return flag.labels()
        .filter(labels -> !labels.isImmediate())
        .flatMap(labels -> labels.tick(judged, summary));
  }

  @Override
  public Summary recorded() {
    drain();
    if (!whole) {
      flag.labels().ifPresent(labels -> labels.drainLate(summary));
      whole = true;
    }
    return summary;
  }

  /** What the tick recorded, as far as it was asked for, or is stored with it. */
  Summary last() {
    return summary;
  }

  /**
   * Gives up what was recorded and not asked for: it is no evidence for what comes. Where it is
   * stored it was drained by the tick.
   */
  void giveUp() {
    if (running != null) {
      drained = false;
      recorded();
      summary.clear();
    }
  }

  private void drain() {
    if (!drained) {
      summary.clear();
      flag.drain(summary);
      drained = true;
      whole = false;
    }
  }
}
