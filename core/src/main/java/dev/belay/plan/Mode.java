package dev.belay.plan;

/** How gates are judged. */
public enum Mode {
  /** Point estimates on windows. */
  WINDOWS,
  /** E-processes over the whole attempt. */
  SEQUENTIAL,
  /** Both, where a window breaches only on its own evidence. */
  GUARDED
}
