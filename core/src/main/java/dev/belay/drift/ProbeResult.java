package dev.belay.drift;

import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What one smoke probe found.
 *
 * @param probe the probe's name, such as {@code plateaus}
 * @param aeceMinusTau AECE − τ of the candidate's outputs on fresh data; empty where it failed
 *     before
 * @param fault what is wrong; empty where the probe was passed
 */
public record ProbeResult(String probe, OptionalDouble aeceMinusTau, Optional<String> fault) {
  /** Whether the candidate passed. */
  public boolean passed() {
    return fault.isEmpty();
  }
}
