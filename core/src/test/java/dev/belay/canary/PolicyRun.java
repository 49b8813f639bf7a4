package dev.belay.canary;

import dev.belay.plan.RolloutPlan;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A rollout under a policy, tick by tick: the cycle of a controller without one. */
class PolicyRun {
  static final Instant NOW = Instant.EPOCH;

  final List<RolloutEvent> journal = new ArrayList<>();
  CanaryPolicy policy;
  RolloutState state = RolloutState.INITIAL;
  private long tick;

  PolicyRun(CanaryPolicy policy) {
    this.policy = policy;
    apply(policy.configure("r1", "{}"));
  }

  static PolicyRun of(RolloutPlan plan) {
    return new PolicyRun(new CanaryPolicy(plan));
  }

  /** A tick of the plan's length. */
  CanaryDecision tick(Traffic traffic) {
    return tick(traffic, policy.plan().evaluation().tick());
  }

  CanaryDecision tick(Traffic traffic, Duration length) {
    return tick(traffic, length, Optional.empty());
  }

  CanaryDecision tick(Traffic traffic, Duration length, Optional<Forced> forced) {
    boolean served = !policy.snapshot(state).stage().equals(RolloutState.DISABLED_STAGE);
    Tick numbers =
        served
            ? new Tick(
                ++tick,
                length.toNanos(),
                traffic.decisions(),
                traffic.treated(),
                traffic.failed(),
                traffic.invalid())
            : new Tick(++tick, length.toNanos(), 0, 0, 0, 0);
    apply(policy.observe(state, numbers));
    Optional<RolloutEvent.WindowCompleted> window = Optional.empty();
    if (policy.windowDue(state)) {
      window = Optional.of(policy.judge(state, traffic.window(), traffic.windowHealth()));
      apply(window.get());
    }
    return decide(
        new Evidence(
            window,
            traffic.stage(),
            traffic.sequential(),
            traffic.stageHealth(),
            numbers.treatmentDecisions() > 0 && numbers.treated() == 0,
            traffic.failedProbe(),
            forced));
  }

  /** Ticks until something is decided; the decision. */
  CanaryDecision until(Traffic traffic, int atMost) {
    for (int i = 0; i < atMost; i++) {
      CanaryDecision decision = tick(traffic);
      if (!decision.events().isEmpty()) {
        return decision;
      }
    }
    throw new AssertionError("nothing was decided in " + atMost + " ticks: " + tick(traffic));
  }

  /** Ticks for a time; nothing is decided. */
  void quietFor(Traffic traffic, Duration time) {
    for (long i = time.dividedBy(policy.plan().evaluation().tick()); i > 0; i--) {
      CanaryDecision decision = tick(traffic);
      if (!decision.events().isEmpty()) {
        throw new AssertionError("decided before its time: " + decision);
      }
    }
  }

  /** Ticks to the end of the open window; what is decided there. */
  CanaryDecision window(Traffic traffic) {
    for (int i = 0; i < 10_000; i++) {
      int before = journal.size();
      CanaryDecision decision = tick(traffic);
      boolean completed =
          journal.subList(before, journal.size()).stream()
              .anyMatch(RolloutEvent.WindowCompleted.class::isInstance);
      if (completed) {
        return decision;
      }
    }
    throw new AssertionError("no window ended");
  }

  CanaryDecision person(CanaryDecisionType type) {
    return decide(
        new Evidence(
            Optional.empty(),
            List.of(),
            List.of(),
            Optional.empty(),
            false,
            Optional.empty(),
            Optional.of(new Forced(type, "Ada says so"))));
  }

  CanaryDecision decide(Evidence evidence) {
    CanaryDecision decision = policy.decide(state, evidence, NOW);
    decision.events().forEach(this::apply);
    return decision;
  }

  void apply(RolloutEvent event) {
    state = policy.apply(state, event);
    journal.add(event);
  }

  void configure(RolloutPlan plan) {
    policy = new CanaryPolicy(plan);
    apply(policy.configure("r" + (state.attempt() + 1), "{}"));
  }

  String stage() {
    return policy.snapshot(state).stage();
  }

  long count(Class<? extends RolloutEvent> type) {
    return journal.stream().filter(type::isInstance).count();
  }
}
