package dev.belay.engine.journal;

/**
 * What became of a command.
 *
 * @param done whether it was carried out
 * @param sentence what was done, or why not and what to do
 */
public record CommandAnswer(boolean done, String sentence) {}
