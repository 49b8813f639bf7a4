package dev.belay.engine.journal;

import dev.belay.telemetry.Summary;

/**
 * One completed window as it is kept for its stage and for the green baseline.
 *
 * @param sequence the journal row that completed it
 * @param stageSequence the journal row that began its stage: windows of one stage share it
 * @param timeNanos when it ended, in ns since 1970-01-01T00:00:00Z
 * @param green whether it may be baseline
 * @param production whether the treatment is what is in production (the rollout was completed)
 * @param summary what was recorded; not changed any more
 */
public record WindowRow(
    long sequence,
    long stageSequence,
    long timeNanos,
    boolean green,
    boolean production,
    Summary summary) {}
