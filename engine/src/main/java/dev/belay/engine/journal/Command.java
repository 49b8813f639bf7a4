package dev.belay.engine.journal;

/**
 * What a person asks of a rollout from another process.
 *
 * @param id given by the store, from 1, rising
 * @param verb {@code promote}, {@code rollback}, {@code stop}, {@code reset}, {@code hold}, {@code
 *     resume} or {@code override}
 * @param argument for {@code override}: the key and the variant as {@code KEY=VARIANT}, where the
 *     variant is {@code control}, {@code treatment} or {@code none}; else empty
 * @param reason why
 * @param actor the person
 * @param timeNanos when it was asked, in ns since 1970-01-01T00:00:00Z
 */
public record Command(
    long id, String verb, String argument, String reason, String actor, long timeNanos) {}
