package dev.belay.engine.canary;

import dev.belay.canary.Cause;
import dev.belay.canary.RolloutEvent;
import dev.belay.canary.RolloutState;
import dev.belay.gate.EvidencePoint;
import dev.belay.gate.GateKey;
import dev.belay.gate.GateResult;
import dev.belay.plan.RolloutPlan;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What the status tells of the past: the last steps and windows, how the evidence of the attempt
 * went, and counts. Not thread-safe.
 */
final class RolloutHistory {
  /** How many steps, windows and points of evidence a gate are remembered. */
  static final int KEPT = 64;

  private final Deque<StageTransition> transitions = new ArrayDeque<>();
  private final Deque<WindowResult> windows = new ArrayDeque<>();
  private final Map<String, GateCounts> verdicts = new TreeMap<>();

  /** By gate, in the order in which they first told of it. */
  private final Map<String, Deque<EvidenceHistory.Point>> evidence = new LinkedHashMap<>();

  private long breakerChanges;
  private long automaticStepsDown;
  private long promotions;

  /** Takes an event that was folded. */
  void add(
      RolloutPlan plan,
      long timeNanos,
      String actor,
      RolloutState before,
      RolloutEvent event,
      RolloutState after) {
    if (event instanceof RolloutEvent.WindowCompleted window) {
      addWindow(plan, timeNanos, after, window);
    } else if (!(event instanceof RolloutEvent.Observed)) {
      addStep(plan, timeNanos, actor, before, event, after);
    }
    if (event instanceof RolloutEvent.Configured || event instanceof RolloutEvent.Reset) {
      evidence.clear();
    }
    breakerChanges += before.breaker() == after.breaker() ? 0 : 1;
  }

  private void addWindow(
      RolloutPlan plan, long timeNanos, RolloutState after, RolloutEvent.WindowCompleted window) {
    List<GateKey> breached = new ArrayList<>();
    for (GateResult result : window.results()) {
      String gate = result.key().gate();
      verdicts.merge(gate, GateCounts.of(gate, result.verdict()), GateCounts::plus);
      if (result.breached()) {
        breached.add(result.key());
      }
    }
    for (EvidencePoint point : window.attempt()) {
      push(
          evidence.computeIfAbsent(point.gate(), gate -> new ArrayDeque<>()),
          new EvidenceHistory.Point(timeNanos, point.evidence(), point.n()));
    }
    push(
        windows,
        new WindowResult(
            timeNanos, stageName(plan, after.rung()), window.verdict(), breached, window.health()));
  }

  private void addStep(
      RolloutPlan plan,
      long timeNanos,
      String actor,
      RolloutState before,
      RolloutEvent event,
      RolloutState after) {
    Optional<Cause> cause = Optional.empty();
    String reason;
    if (event instanceof RolloutEvent.Promoted promoted) {
      promotions++;
      cause = Optional.of(promoted.cause());
      reason = promoted.reason();
    } else if (event instanceof RolloutEvent.RolledBack rolledBack) {
      cause = Optional.of(rolledBack.cause());
      reason = rolledBack.reason();
    } else if (event instanceof RolloutEvent.Stopped stopped) {
      cause = Optional.of(stopped.cause());
      reason = stopped.reason();
    } else if (event instanceof RolloutEvent.InterventionAsked asked) {
      cause = Optional.of(asked.cause());
      reason = asked.reason();
    } else {
      reason = words(event);
    }
    boolean down =
        event instanceof RolloutEvent.RolledBack || event instanceof RolloutEvent.Stopped;
    automaticStepsDown += down && cause.orElseThrow().automaticStepDown() ? 1 : 0;
    push(
        transitions,
        new StageTransition(
            timeNanos,
            event.getClass().getSimpleName(),
            stageName(plan, before.rung()),
            stageName(plan, after.rung()),
            cause,
            reason,
            actor));
  }

  private static String words(RolloutEvent event) {
    if (event instanceof RolloutEvent.Configured configured) {
      return "configuration " + configured.fingerprint();
    } else if (event instanceof RolloutEvent.Held held) {
      return held.reason();
    } else if (event instanceof RolloutEvent.Resumed resumed) {
      return resumed.reason();
    } else if (event instanceof RolloutEvent.Reset reset) {
      return reset.reason();
    } else if (event instanceof RolloutEvent.Completed completed) {
      return completed.reason();
    } else if (event instanceof RolloutEvent.Overridden overridden) {
      return overridden.targetingKey()
          + " = "
          + overridden.variant().map(variant -> variant.text()).orElse("none")
          + ": "
          + overridden.reason();
    }
    return "";
  }

  private static <T> void push(Deque<T> deque, T element) {
    if (deque.size() == KEPT) {
      deque.removeFirst();
    }
    deque.addLast(element);
  }

  /** The name of a rung's stage. */
  static String stageName(RolloutPlan plan, int rung) {
    return rung == RolloutState.DISABLED || rung >= plan.ladder().size()
        ? RolloutState.DISABLED_STAGE
        : plan.ladder().get(rung).name();
  }

  List<StageTransition> transitions() {
    return List.copyOf(transitions);
  }

  List<WindowResult> windows() {
    return List.copyOf(windows);
  }

  /** How the evidence of the attempt went at the ends of windows, gate by gate. */
  List<EvidenceHistory> evidence() {
    return evidence.entrySet().stream()
        .map(each -> new EvidenceHistory(each.getKey(), List.copyOf(each.getValue())))
        .toList();
  }

  /** How often each gate passed, breached and was insufficient, overall and by slice. */
  List<GateCounts> gateCounts() {
    return List.copyOf(verdicts.values());
  }

  long breakerChanges() {
    return breakerChanges;
  }

  long automaticStepsDown() {
    return automaticStepsDown;
  }

  long promotions() {
    return promotions;
  }
}
