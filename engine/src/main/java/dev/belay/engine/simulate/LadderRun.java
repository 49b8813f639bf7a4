package dev.belay.engine.simulate;

import dev.belay.canary.Tick;
import dev.belay.canary.TickSummaries;
import dev.belay.flag.BucketStrategy;
import dev.belay.flag.Percentage;
import dev.belay.telemetry.Summary;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** One ladder of one rule through one stream of traffic. Not thread-safe. */
final class LadderRun {
  /** The virtual clock begins here, a Monday. */
  private static final Instant START = Instant.parse("2026-01-05T00:00:00Z");

  private final Rule.Run run;
  private final TrafficStream stream;
  private final Recorded recorded;

  /** What was recorded since it was last asked for, and what is mature. */
  private static final class Recorded implements TickSummaries {
    private final TrafficStream stream;
    private final Summary summary;
    private boolean given;

    Recorded(TrafficStream stream, Summary summary) {
      this.stream = stream;
      this.summary = summary;
    }

    /** Where the next tick is recorded. */
    Summary open() {
      if (given) {
        summary.clear();
        given = false;
      }
      return summary;
    }

    @Override
    public Optional<Summary> mature(boolean judged) {
      if (stream.waitsForLabels()) {
        return stream.mature(judged);
      }
      return judged ? Optional.of(recorded()) : Optional.empty();
    }

    @Override
    public Summary recorded() {
      given = true;
      return summary;
    }
  }

  LadderRun(Rule rule, TrafficStream.Tables tables, BucketStrategy bucketing, long seed) {
    this.run = rule.start();
    this.stream = new TrafficStream(tables, bucketing, rule.layout(), labels(rule), seed);
    this.recorded = new Recorded(stream, new Summary(rule.layout()));
  }

  private static Optional<MaturingLabels> labels(Rule rule) {
    return rule.labelsByArrival()
        ? Optional.of(MaturingLabels.byArrival(rule.layout()))
        : rule.labelMaturity().map(wait -> new MaturingLabels(rule.layout(), wait));
  }

  /** Climbs until the ladder ends, or this much time is over. */
  LadderOutcome climb(long horizonNanos) {
    long fault = -1;
    long treatedBefore = 0;
    long full = -1;
    Percentage treated = Percentage.ZERO;
    while (stream.nowNanos() < horizonNanos) {
      Percentage percent = run.percent();
      if (!percent.equals(treated)) {
        treated = percent;
        stream.treat(percent);
      }
      if (fault < 0 && stream.faulty()) {
        fault = stream.nowNanos();
        treatedBefore = stream.treated();
      }
      Tick tick = stream.next(run.tickNanos(), recorded.open());
      run.tick(tick, recorded, START.plusNanos(stream.nowNanos()));
      Rule.Standing standing = run.standing();
      if (standing == Rule.Standing.REVERTED) {
        return outcome(stream.nowNanos(), fault, full, treatedBefore);
      }
      if (full < 0 && standing != Rule.Standing.CLIMBING) {
        full = stream.nowNanos();
      }
      if (standing == Rule.Standing.FINISHED) {
        break;
      }
    }
    if (fault < 0 && stream.comingFaultNanos() < horizonNanos) {
      // It comes when the rule does not watch any more: missed.
      fault = stream.comingFaultNanos();
      treatedBefore = stream.treated();
    }
    return outcome(-1, fault, full, treatedBefore);
  }

  private LadderOutcome outcome(long reverted, long fault, long full, long treatedBefore) {
    return new LadderOutcome(
        reverted,
        fault,
        full,
        stream.treated() - treatedBefore,
        stream.treated(),
        stream.queries(),
        reverted < 0 && full < 0 ? run.waitsFor() : List.of());
  }
}
