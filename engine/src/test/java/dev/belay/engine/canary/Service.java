package dev.belay.engine.canary;

import dev.belay.canary.CanaryDecision;
import dev.belay.canary.CanaryDecisionType;
import dev.belay.engine.journal.JournalStore;
import dev.belay.flag.Decision;
import dev.belay.plan.Mode;
import dev.belay.plan.RolloutPlan;
import dev.belay.telemetry.Observation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;

/** A service under a controller: serves seeded traffic and ticks, all in virtual time. */
final class Service implements AutoCloseable {
  static final Duration TICK = Duration.ofSeconds(30);

  /** How the treatment behaves. */
  enum Fault {
    NONE,
    SLOW,
    NAN,
    FAILING,
    SILENT,
    UNLABELLED
  }

  final VirtualTime time;
  final CanaryController controller;
  final List<CanaryDecision> steps = new ArrayList<>();
  private final long seed;
  private long served;
  Fault fault = Fault.NONE;
  int queriesPerTick = 120;

  Service(RolloutPlan plan, JournalStore store, VirtualTime time, long seed) {
    this(CanaryController.builder(plan).store(store).clock(time).monotone(time).open(), time, seed);
  }

  Service(CanaryController controller, VirtualTime time, long seed) {
    this.time = time;
    this.seed = seed;
    this.controller = controller;
  }

  /** A short ladder with the mission's gates: minutes where the mission has hours. */
  static RolloutPlan shortPlan() {
    return shortPlan(Mode.WINDOWS);
  }

  /** The same, judged in a mode. */
  static RolloutPlan shortPlan(Mode mode) {
    RolloutPlan mission = RolloutPlan.calibV22();
    return mission.toBuilder()
        .ladder(
            mission.ladder().stream()
                .map(
                    stage ->
                        new dev.belay.plan.Stage(
                            stage.name(),
                            stage.percent(),
                            Duration.ofMinutes(20),
                            100,
                            stage.minSuccessRate()))
                .toList())
        .completion(new dev.belay.plan.Completion(Duration.ofMinutes(30)))
        .evaluation(
            mission.evaluation().toBuilder()
                .mode(mode)
                .window(Duration.ofMinutes(5))
                .gracePeriod(Duration.ofMinutes(1))
                .minWindowSamples(20)
                .build())
        .build();
  }

  RolloutFlag flag() {
    return controller.flag();
  }

  /** Serves some seconds' traffic; the same for the same seed and number. */
  void serve(long number) {
    SplittableRandom random = new SplittableRandom(seed ^ number * 0x9E3779B97F4A7C15L);
    for (int i = 0; i < queriesPerTick; i++) {
      query(random);
    }
  }

  private void query(SplittableRandom random) {
    Decision decision = flag().decide("repository-" + random.nextInt(400));
    boolean bad = decision.treatment();
    double score = 0.7 + 0.002 * random.nextInt(-5, 6);
    long latency = 100_000L + random.nextInt(50_000);
    boolean label = random.nextDouble() < score;
    if (bad && fault == Fault.SILENT) {
      return;
    }
    Observation.Builder observation =
        Observation.of(
            "navigation:java",
            bad && fault == Fault.SLOW ? 5_000_000 : latency,
            bad && fault == Fault.NAN ? Double.NaN : score,
            !(bad && fault == Fault.FAILING));
    observation.recall50(1.0);
    if (fault != Fault.UNLABELLED) {
      observation.label(label);
    }
    flag().record(decision, observation.build());
  }

  /** Time passes, traffic comes, and the controller ticks. */
  CanaryDecision tick() {
    serve(served++);
    time.pass(TICK);
    return keep(controller.evaluateStage());
  }

  /** The next tick brings the traffic that came after so many. */
  void resumeAt(long tick) {
    served = tick;
  }

  /** Ticks without traffic. */
  CanaryDecision idle() {
    time.pass(TICK);
    return keep(controller.evaluateStage());
  }

  private CanaryDecision keep(CanaryDecision decision) {
    if (decision.decisionType() != CanaryDecisionType.CONTINUE) {
      steps.add(decision);
    }
    return decision;
  }

  /** Ticks until something holds; fails after so many. */
  void tickUntil(BooleanSupplier holds, int atMost) {
    for (int i = 0; i < atMost; i++) {
      if (holds.getAsBoolean()) {
        return;
      }
      tick();
    }
    throw new AssertionError(
        "it does not hold after " + atMost + " ticks: " + controller.getStatus());
  }

  String stage() {
    return controller.getStatus().currentStage();
  }

  @Override
  public void close() {
    controller.close();
  }
}
