package dev.belay.engine.journal;

/**
 * One row of a rollout's journal. Immutable.
 *
 * @param sequence its place, from 1, without gaps
 * @param timeNanos when, in ns since 1970-01-01T00:00:00Z
 * @param actor who: {@code controller}, or the person
 * @param fingerprint the configuration's in force
 * @param type the event's name, such as {@code Promoted}
 * @param event the event as canonical JSON (RFC 8785)
 * @param previous SHA-256 of the row before, 64 hexadecimal digits; 64 zeros for the first row
 * @param hash SHA-256 of this row's canonical JSON, {@code previous} included
 */
public record JournalRow(
    long sequence,
    long timeNanos,
    String actor,
    String fingerprint,
    String type,
    String event,
    String previous,
    String hash) {}
