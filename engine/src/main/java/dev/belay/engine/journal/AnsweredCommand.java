package dev.belay.engine.journal;

/**
 * A command with its answer.
 *
 * @param id the command's
 * @param answer what became of it
 */
public record AnsweredCommand(long id, CommandAnswer answer) {}
