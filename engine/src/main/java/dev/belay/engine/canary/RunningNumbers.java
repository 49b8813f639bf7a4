package dev.belay.engine.canary;

import dev.belay.canary.Tick;
import dev.belay.flag.Decision;

/** Counts what is recorded of treatment that is evidence. Not thread-safe. */
final class RunningNumbers {
  private long treated;
  private long failed;
  private long invalid;

  void count(Decision decision, double score, boolean success) {
    if (decision.treatment() && decision.evidence()) {
      treated++;
      failed += success ? 0 : 1;
      invalid += score >= 0 && score <= 1 ? 0 : 1;
    }
  }

  /** What was counted since the last call, as the numbers of a tick; see {@link Tick}. */
  Tick take(long number, long nanos, long treatmentDecisions) {
    Tick tick = new Tick(number, nanos, treatmentDecisions, treated, failed, invalid);
    treated = 0;
    failed = 0;
    invalid = 0;
    return tick;
  }
}
