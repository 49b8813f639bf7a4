package dev.belay.canary;

import dev.belay.flag.Fallback;
import dev.belay.flag.Variant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Folds events into a state. What an event does depends on the event and the state alone, never on
 * the plan in force, so that an old journal folds to what it was. Immutable and thread-safe.
 */
final class Fold {
  private final String rollout;

  /** Folds the events of a rollout. */
  Fold(String rollout) {
    this.rollout = rollout;
  }

  /**
   * The state after an event.
   *
   * @throws IllegalStateException if the event is a step that may not follow this state
   */
  RolloutState apply(RolloutState state, RolloutEvent event) {
    StateDraft next = new StateDraft(state);
    if (event instanceof RolloutEvent.Observed ticks) {
      observed(next, ticks);
      return next.build();
    }
    next.version++;
    if (event instanceof RolloutEvent.WindowCompleted window) {
      next.stage = next.stage.after(window);
    } else if (event instanceof RolloutEvent.Promoted up) {
      promoted(next, up);
    } else if (event instanceof RolloutEvent.RolledBack down) {
      rolledBack(next, down);
    } else if (event instanceof RolloutEvent.Stopped stop) {
      stopped(next, stop);
    } else if (event instanceof RolloutEvent.Completed) {
      completed(next);
    } else if (event instanceof RolloutEvent.InterventionAsked) {
      next.interventionAsked = true;
    } else if (event instanceof RolloutEvent.Held) {
      next.held = true;
      next.interventionAsked = false;
    } else if (event instanceof RolloutEvent.Resumed) {
      next.held = false;
      next.interventionAsked = false;
    } else if (event instanceof RolloutEvent.Reset) {
      reset(next);
    } else if (event instanceof RolloutEvent.Overridden override) {
      next.overrides = with(next.overrides, override.targetingKey(), override.variant());
    } else if (event instanceof RolloutEvent.Configured configuration) {
      configured(next, configuration);
    } else {
      throw new IllegalStateException("rollout " + rollout + " does not know the event " + event);
    }
    return next.build();
  }

  private static void observed(StateDraft next, RolloutEvent.Observed ticks) {
    next.clockNanos += ticks.nanos();
    next.reverts = DailyLimit.recent(next.reverts, next.clockNanos);
    next.cooldownNanos = Math.max(0, next.cooldownNanos - ticks.nanos());
    if (next.rung == RolloutState.DISABLED) {
      next.controlNanos += ticks.nanos();
    }
    next.silentNanos = ticks.silentNanos();
    next.idleNanos = ticks.idleNanos();
    next.stage = next.stage.plus(ticks);
  }

  private void promoted(StateDraft next, RolloutEvent.Promoted up) {
    boolean off = next.latched || next.personNeeded;
    require(!off && up.from() == next.rung && up.to() == next.rung + 1, next, up.from(), up.to());
    if (up.to() > 0) {
      close(next);
    } else if (next.breaker == Breaker.OPEN) {
      next.breaker = next.breaker.to(Breaker.HALF_OPEN, rollout);
      next.cooldownNanos = 0;
      next.fallback = Fallback.LAST_GOOD;
    }
    moveTo(next, up.to(), up.cause());
  }

  private void rolledBack(StateDraft next, RolloutEvent.RolledBack down) {
    boolean oneDown = down.from() == next.rung && down.to() == next.rung - 1;
    require(oneDown && down.to() >= 0, next, down.from(), down.to());
    next.epoch = next.epoch.next();
    count(next, down.cause());
    moveTo(next, down.to(), down.cause());
  }

  private void stopped(StateDraft next, RolloutEvent.Stopped stop) {
    require(stop.from() == next.rung, next, stop.from(), RolloutState.DISABLED);
    if (next.breaker != Breaker.OPEN) {
      next.breaker = next.breaker.to(Breaker.OPEN, rollout);
      next.trips++;
    }
    next.cooldownNanos = Math.max(next.cooldownNanos, stop.cooldownNanos());
    next.latched |= stop.latched();
    next.personNeeded |= stop.personNeeded();
    next.fallback = stop.fallback();
    next.epoch = next.epoch.next();
    count(next, stop.cause());
    moveTo(next, RolloutState.DISABLED, stop.cause());
  }

  private void completed(StateDraft next) {
    require(next.rung != RolloutState.DISABLED, next, next.rung, next.rung);
    close(next);
    next.completed = true;
  }

  private void reset(StateDraft next) {
    close(next);
    if (next.rung != RolloutState.DISABLED) {
      next.epoch = next.epoch.next();
    }
    next.rung = RolloutState.DISABLED;
    next.attempt++;
    next.latched = false;
    next.personNeeded = false;
    next.trips = 0;
    next.cooldownNanos = 0;
    next.reverts = List.of();
    next.fallback = Fallback.LAST_GOOD;
    newStage(next);
  }

  /* A change of shape takes a running rollout back to where its ladder begins. One that stands at
   * 0 % stays there, because more treatment comes by Promoted only; the first event of all is the
   * exception. A breaker stays as it is: cooldown, latch and what a person stopped outlast any
   * configuration, and one that was in force before is no new one. */
  private static void configured(StateDraft next, RolloutEvent.Configured configuration) {
    boolean restarts = !configuration.shape().equals(next.shape);
    if (next.attempt == 0) {
      next.rung = configuration.firstRung();
    } else if (restarts && next.rung != RolloutState.DISABLED) {
      next.rung = configuration.firstRung();
      next.epoch = next.epoch.next();
    }
    if (restarts) {
      next.controlNanos = 0;
    }
    boolean anew = !configuration.fingerprint().equals(next.fingerprint);
    boolean stoppedByAPerson = next.lastCause.equals(Optional.of(Cause.PERSON));
    next.personNeeded &= stoppedByAPerson || !anew;
    next.attempt++;
    next.fingerprint = configuration.fingerprint();
    next.shape = configuration.shape();
    newStage(next);
  }

  private void close(StateDraft next) {
    if (next.breaker == Breaker.HALF_OPEN) {
      next.trips = 0;
    }
    next.breaker = next.breaker.to(Breaker.CLOSED, rollout);
  }

  private static void count(StateDraft next, Cause cause) {
    if (cause.automaticStepDown()) {
      List<Long> reverts = new ArrayList<>(next.reverts);
      reverts.add(next.clockNanos);
      next.reverts = reverts;
    }
  }

  private static void moveTo(StateDraft next, int rung, Cause cause) {
    next.rung = rung;
    next.lastCause = Optional.of(cause);
    newStage(next);
  }

  private static void newStage(StateDraft next) {
    next.stage = StageProgress.NEW;
    next.silentNanos = 0;
    next.idleNanos = 0;
    next.interventionAsked = false;
    next.completed = false;
  }

  private static Map<String, Variant> with(
      Map<String, Variant> overrides, String key, Optional<Variant> variant) {
    Map<String, Variant> changed = new HashMap<>(overrides);
    variant.ifPresentOrElse(fixed -> changed.put(key, fixed), () -> changed.remove(key));
    return changed;
  }

  private void require(boolean legal, StateDraft state, int from, int to) {
    if (!legal) {
      throw new IllegalStateException(
          "rollout "
              + rollout
              + " cannot go from rung "
              + from
              + " to "
              + to
              + ": it is on rung "
              + state.rung
              + ", breaker "
              + state.breaker
              + (state.latched ? ", latched" : "")
              + (state.personNeeded ? ", a person is needed" : ""));
    }
  }
}
