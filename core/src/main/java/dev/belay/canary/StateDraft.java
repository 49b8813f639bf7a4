package dev.belay.canary;

import dev.belay.flag.Fallback;
import dev.belay.flag.RevertEpoch;
import dev.belay.flag.Variant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A state while an event is folded into it. Never leaves {@link Fold}. Not thread-safe. */
final class StateDraft {
  long version;
  RevertEpoch epoch;
  long attempt;
  String fingerprint;
  String shape;
  int rung;
  Breaker breaker;
  boolean latched;
  boolean personNeeded;
  boolean held;
  boolean interventionAsked;
  boolean completed;
  Fallback fallback;
  Optional<Cause> lastCause;
  StageProgress stage;
  long clockNanos;
  long cooldownNanos;
  int trips;
  List<Long> reverts;
  long silentNanos;
  long idleNanos;
  long controlNanos;
  Map<String, Variant> overrides;

  StateDraft(RolloutState from) {
    version = from.version();
    epoch = from.epoch();
    attempt = from.attempt();
    fingerprint = from.fingerprint();
    shape = from.shape();
    rung = from.rung();
    breaker = from.breaker();
    latched = from.latched();
    personNeeded = from.personNeeded();
    held = from.held();
    interventionAsked = from.interventionAsked();
    completed = from.completed();
    fallback = from.fallback();
    lastCause = from.lastCause();
    stage = from.stage();
    clockNanos = from.clockNanos();
    cooldownNanos = from.cooldownNanos();
    trips = from.trips();
    reverts = from.reverts();
    silentNanos = from.silentNanos();
    idleNanos = from.idleNanos();
    controlNanos = from.controlNanos();
    overrides = from.overrides();
  }

  RolloutState build() {
    return new RolloutState(
        version,
        epoch,
        attempt,
        fingerprint,
        shape,
        rung,
        breaker,
        latched,
        personNeeded,
        held,
        interventionAsked,
        completed,
        fallback,
        lastCause,
        stage,
        clockNanos,
        cooldownNanos,
        trips,
        reverts,
        silentNanos,
        idleNanos,
        controlNanos,
        overrides);
  }
}
