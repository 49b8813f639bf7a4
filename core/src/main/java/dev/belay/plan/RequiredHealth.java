package dev.belay.plan;

/** The least health a promotion needs; Red always blocks. */
public enum RequiredHealth {
  /** No warning. */
  GREEN,
  /** Warnings are allowed. */
  YELLOW
}
