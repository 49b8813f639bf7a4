package dev.belay.canary;

import java.util.Optional;

/** One rule of the policy's order. Pure, immutable and thread-safe. */
interface Rule {
  /** What it decides; empty where it does not apply and the next rule is asked. */
  Optional<CanaryDecision> decide(RolloutState state, Evidence evidence);
}
