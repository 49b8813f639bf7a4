package dev.belay.engine.simulate;

import java.util.Optional;

/**
 * One thing to simulate: traffic, and a change with or without a fault. Immutable.
 *
 * @param name what it is asked for by, such as {@code latency-2}
 * @param sentence what it is, in a few words for people
 * @param traffic the traffic
 * @param fault what is wrong with the change
 * @param onset when it is
 */
public record Scenario(String name, String sentence, Traffic traffic, Fault fault, Onset onset) {

  /** Whether nothing is wrong, so that every revert is a false one. */
  public boolean healthy() {
    return fault instanceof Fault.None;
  }

  /** Why this cannot be simulated: its fault cannot be had with its scores; empty where it can. */
  public Optional<String> impossible() {
    try {
      new Change(this).labelsFollow();
      return Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }

  /** The same change under other traffic. */
  public Scenario with(Traffic other) {
    return new Scenario(name, sentence, other, fault, onset);
  }
}
