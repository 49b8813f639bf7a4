package dev.belay.canary;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.drift.HealthStatus;
import dev.belay.flag.BucketStrategy;
import dev.belay.flag.Percentage;
import dev.belay.flag.RevertEpoch;
import dev.belay.gate.GateKey;
import dev.belay.gate.GateNames;
import dev.belay.gate.OpenWindows;
import dev.belay.plan.AutoRevert;
import dev.belay.plan.Automation;
import dev.belay.plan.Completion;
import dev.belay.plan.Evaluation;
import dev.belay.plan.Mode;
import dev.belay.plan.OnPreExisting;
import dev.belay.plan.PromotionRule;
import dev.belay.plan.Recovery;
import dev.belay.plan.RequiredHealth;
import dev.belay.plan.RolloutPlan;
import dev.belay.plan.RolloutPlanBuilder;
import dev.belay.plan.Stage;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Every state that a small rollout can reach, under everything that can happen to it: at each edge
 * {@link CheckedRun} checks what must hold always, and from each state a person's reset and clean
 * traffic lead to the top.
 *
 * <p>Two states are the same here if the policy cannot tell them apart: what only counts (version,
 * epoch, attempt, clock) is left out, and times and counts are cut off where only more of the same
 * follows.
 */
class PolicyExplorationTest {
  private static final Duration TICK = Duration.ofMinutes(1);
  private static final Duration MIN_OBSERVATION = Duration.ofMinutes(3);
  private static final Duration HOLD = Duration.ofMinutes(1);
  private static final Duration DEAD_MANS_SWITCH = Duration.ofMinutes(4);
  private static final long MIN_SAMPLES = 100;

  /** What differs from the plain plan. */
  enum Variation {
    NONE,
    PEOPLE_STEP_DOWN,
    PEOPLE_PROMOTE,
    MANUAL_RECOVERY,
    HOLDS_PRE_EXISTING,
    BASELINE,
    ONE_RUNG,
    SEQUENTIAL,
    SEQUENTIAL_HOLDS_PRE_EXISTING,
    GUARDED
  }

  private static RolloutPlan plan(Variation variation) {
    RolloutPlanBuilder plan =
        RolloutPlan.builder()
            .ladder(List.of(stage("A", 5), stage("C", 100)))
            .evaluation(evaluation().build())
            .completion(new Completion(HOLD))
            .autoRevert(new AutoRevert(true, Duration.ofMinutes(2), 3, Recovery.AUTO))
            .deadMansSwitch(DEAD_MANS_SWITCH);
    return switch (variation) {
      case NONE -> plan.ladder(List.of(stage("A", 5), stage("B", 25), stage("C", 100))).build();
      case PEOPLE_STEP_DOWN ->
          plan.automation(automation(true, false)).ladder(List.of(stage("Only", 100))).build();
      case PEOPLE_PROMOTE -> plan.automation(automation(false, true)).build();
      case MANUAL_RECOVERY ->
          plan.autoRevert(new AutoRevert(true, Duration.ofMinutes(2), 2, Recovery.MANUAL)).build();
      case HOLDS_PRE_EXISTING ->
          plan.evaluation(evaluation().onPreExisting(OnPreExisting.HOLD).build()).build();
      case BASELINE -> plan.baseline(TICK).ladder(List.of(stage("Only", 100))).build();
      case ONE_RUNG -> plan.ladder(List.of(stage("Only", 100))).build();
      case SEQUENTIAL -> plan.evaluation(evaluation().mode(Mode.SEQUENTIAL).build()).build();
      case SEQUENTIAL_HOLDS_PRE_EXISTING ->
          plan.evaluation(
                  evaluation().mode(Mode.SEQUENTIAL).onPreExisting(OnPreExisting.HOLD).build())
              .build();
      case GUARDED ->
          plan.evaluation(evaluation().mode(Mode.GUARDED).build())
              .ladder(List.of(stage("Only", 100)))
              .build();
    };
  }

  private static Automation automation(boolean promote, boolean rollback) {
    return new Automation(promote, rollback, RequiredHealth.GREEN, PromotionRule.ESTIMATE);
  }

  private static Evaluation.Builder evaluation() {
    return TestPlans.windows()
        .tick(TICK)
        .window(TICK)
        .gracePeriod(TICK)
        .consecutiveBreaches(2)
        .maxBreachRate(0.05);
  }

  private static Stage stage(String name, long percent) {
    return new Stage(name, Percentage.of(percent), MIN_OBSERVATION, MIN_SAMPLES, 0.99);
  }

  /** What can happen. */
  private static final Map<String, Traffic> TRAFFIC = traffic();

  private static Map<String, Traffic> traffic() {
    Map<String, Traffic> all = new LinkedHashMap<>();
    all.put("clean", Traffic.CLEAN);
    all.put("no traffic", Traffic.NIGHT);
    all.put("nobody sees it", Traffic.SILENT);
    all.put("NaN storm", Traffic.NAN_STORM);
    all.put("slow", Traffic.CLEAN.window(Results.but(Results.breach(Results.P99))));
    all.put(
        "slow, and the stage too",
        Traffic.CLEAN
            .window(Results.but(Results.breach(Results.P99)))
            .stage(Results.but(Results.breach(Results.P99))));
    all.put("slow anyway", Traffic.CLEAN.window(Results.but(Results.preExisting(Results.P99))));
    all.put("recall lost", Traffic.CLEAN.window(Results.but(Results.breach(Results.RECALL))));
    all.put(
        "a slice breaches", Traffic.CLEAN.window(Results.but(Results.breach(Results.AECE, "go"))));
    all.put(
        "tested health is Red",
        Traffic.CLEAN
            .window(Results.but(Results.pass(GateNames.HEALTH)))
            .windowHealth(HealthStatus.RED));
    all.put(
        "tested health is Critical",
        Traffic.CLEAN
            .window(Results.but(Results.breach(GateNames.HEALTH)))
            .windowHealth(HealthStatus.CRITICAL));
    all.put("health is Red", Traffic.CLEAN.windowHealth(HealthStatus.RED));
    all.put("health is Critical", Traffic.CLEAN.windowHealth(HealthStatus.CRITICAL));
    all.put(
        "labels are missing",
        Traffic.CLEAN
            .window(Results.but(Results.insufficient(Results.AECE)))
            .stage(Results.but(Results.insufficient(Results.AECE))));
    all.put(
        "the stage breaches, too thin for windows",
        Traffic.CLEAN
            .window(List.of(Results.insufficient(Results.AECE, OpenWindows.MOST)))
            .stage(Results.but(Results.breach(Results.AECE))));
    all.put("the stage is insufficient", Traffic.CLEAN.stage(Results.NO_DATA));
    all.put("health was not measured", Traffic.CLEAN.stageHealth(null));
    all.put("rejected", Traffic.CLEAN.sequential(List.of(Results.breach(Results.P99))));
    all.put(
        "rejected, without the change too",
        Traffic.CLEAN.sequential(List.of(Results.preExisting(Results.P99))));
    all.put("a probe fails", Traffic.CLEAN.failedProbe("plateaus"));
    return all;
  }

  /** The plans that can be put in force: this one, another salt, and this one disabled. */
  private final Map<String, CanaryPolicy> policies = new LinkedHashMap<>();

  private final Map<String, Consumer<CheckedRun>> acts = new LinkedHashMap<>();

  /** A state under the policy that is in force. */
  private record Node(CanaryPolicy policy, RolloutState state) {}

  @ParameterizedTest
  @EnumSource
  void everyReachableState_keepsTheRules(Variation variation) {
    RolloutPlan plan = plan(variation);
    policies.put("plan", new CanaryPolicy(plan));
    policies.put(
        "another salt",
        new CanaryPolicy(plan.toBuilder().bucketing(BucketStrategy.sha256("other")).build()));
    policies.put("disabled", new CanaryPolicy(plan.toBuilder().enabled(false).build()));
    fillActs();

    CheckedRun run = new CheckedRun(policies.get("plan"));
    Set<Node> seen = new HashSet<>();
    Queue<Node> open = new ArrayDeque<>();
    Node first = new Node(run.policy, run.state);
    seen.add(key(first));
    open.add(first);
    long edges = 0;
    while (!open.isEmpty()) {
      Node node = open.remove();
      for (Consumer<CheckedRun> act : acts.values()) {
        run.policy = node.policy();
        run.state = node.state();
        run.journal.clear();
        act.accept(run);
        edges++;
        Node next = new Node(run.policy, run.state);
        if (seen.add(key(next))) {
          open.add(next);
        }
      }
      if (plan.automation().promote()) {
        leadsToTheTop(node);
      }
    }
    System.out.println(
        "policy exploration, " + variation + ": " + seen.size() + " states, " + edges + " edges");
    assertThat(seen).hasSizeGreaterThan(100);
  }

  private void fillActs() {
    TRAFFIC.forEach((name, traffic) -> acts.put(name, run -> run.tick(traffic)));
    acts.put("a day passes", run -> run.tick(Traffic.NIGHT, Duration.ofHours(25)));
    acts.put("no tick for an hour", PolicyExplorationTest::unevaluated);
    for (CanaryDecisionType type : CanaryDecisionType.values()) {
      acts.put("person: " + type, run -> run.person(type));
      acts.put(
          "person: " + type + ", while slow",
          run -> run.tick(TRAFFIC.get("slow"), TICK, Optional.of(new Forced(type, "Ada says so"))));
    }
    acts.put("person: reset", PolicyExplorationTest::reset);
    policies.forEach(
        (name, policy) ->
            acts.put(
                "configure: " + name,
                run -> {
                  run.policy = policy;
                  run.apply(policy.configure(name, ""));
                }));
  }

  private static void unevaluated(CheckedRun run) {
    CanaryDecision decision = run.policy.decideUnevaluated(run.state, Duration.ofHours(1));
    decision.events().forEach(run::apply);
    boolean served = run.policy.snapshot(run.state).percentage().value().signum() > 0;
    assertThat(served && run.policy.plan().enabled()).isFalse();
  }

  private static void reset(PolicyRun run) {
    if (run.state.breaker() == Breaker.OPEN) {
      run.apply(run.policy.reset(run.state, "Ada says so"));
    }
  }

  /** No state is a trap. */
  private void leadsToTheTop(Node node) {
    PolicyRun run = new PolicyRun(node.policy());
    run.state = node.state();
    if (!run.policy.plan().enabled()) {
      run.policy = policies.get("plan");
      run.apply(run.policy.configure("enabled", ""));
    }
    reset(run);
    if (run.state.held()) {
      run.apply(run.policy.resumed(run.state, "Ada says so"));
    }
    Traffic clean = Traffic.CLEAN.window(Results.but(Results.pass(Results.AECE, "go")));
    for (int ticks = 0; !run.state.completed(); ticks++) {
      assertThat(ticks).as("ticks from %s", node).isLessThan(20);
      run.tick(clean);
    }
  }

  private Node key(Node node) {
    StateDraft key = new StateDraft(node.state());
    key.version = 0;
    key.epoch = RevertEpoch.FIRST;
    key.attempt = 0;
    key.fingerprint = "";
    key.clockNanos = 0;
    key.reverts = Collections.nCopies(key.reverts.size(), 0L);
    key.lastCause = key.lastCause.filter(Cause.PERSON::equals);
    key.cooldownNanos = Math.min(key.cooldownNanos, TICK.multipliedBy(2).toNanos());
    key.trips = Math.min(key.trips, 2);
    key.silentNanos = Math.min(key.silentNanos, DEAD_MANS_SWITCH.toNanos());
    key.idleNanos = 0;
    key.controlNanos = Math.min(key.controlNanos, node.policy().plan().baseline().toNanos());
    StageProgress stage = key.stage;
    key.stage =
        new StageProgress(
            Math.min(stage.nanos(), MIN_OBSERVATION.plus(HOLD).toNanos()),
            Math.min(stage.treated(), MIN_SAMPLES),
            0,
            0,
            0,
            0,
            0,
            Math.min(stage.breaching(), 2),
            Math.min(stage.consecutive(), 2),
            stage.streak(),
            rows(node, stage),
            Map.of(),
            Math.min(stage.stableNanos(), HOLD.toNanos()));
    return new Node(node.policy(), key.build());
  }

  /** Only mode guarded looks at them, and at no more than two. */
  private static Map<GateKey, Integer> rows(Node node, StageProgress stage) {
    Map<GateKey, Integer> rows = new HashMap<>();
    if (node.policy().plan().evaluation().mode() == Mode.GUARDED) {
      stage.rows().forEach((key, row) -> rows.put(key, Math.min(row, 2)));
    }
    return rows;
  }
}
