package dev.belay.engine.canary;

import dev.belay.canary.Tick;
import dev.belay.flag.Decision;

/** Counts what is decided for treatment and recorded of it that is evidence. Not thread-safe. */
final class RunningNumbers {
  private long decided;
  private long treated;
  private long failed;
  private long invalid;

  /** Counts a decision. */
  void count(Decision decision) {
    decided += judges(decision) ? 1 : 0;
  }

  /** Counts what was recorded under a decision. */
  void count(Decision decision, double score, boolean success) {
    if (judges(decision)) {
      treated++;
      failed += success ? 0 : 1;
      invalid += score >= 0 && score <= 1 ? 0 : 1;
    }
  }

  private static boolean judges(Decision decision) {
    return decision.treatment() && decision.evidence();
  }

  /** What was counted since the last call, as the numbers of a tick; see {@link Tick}. */
  Tick take(long number, long nanos) {
    Tick tick = new Tick(number, nanos, decided, treated, failed, invalid);
    decided = 0;
    treated = 0;
    failed = 0;
    invalid = 0;
    return tick;
  }
}
