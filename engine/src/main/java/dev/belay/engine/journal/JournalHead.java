package dev.belay.engine.journal;

/**
 * The end of a journal.
 *
 * @param sequence of the last row
 * @param hash of the last row
 */
public record JournalHead(long sequence, String hash) {}
