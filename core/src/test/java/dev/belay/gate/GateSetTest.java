package dev.belay.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.belay.flag.Variant;
import dev.belay.plan.Evaluation;
import dev.belay.plan.FailureRateGate;
import dev.belay.plan.Gates;
import dev.belay.plan.P99LatencyGate;
import dev.belay.plan.RolloutPlan;
import dev.belay.plan.SlaRecall50Gate;
import dev.belay.plan.Tripwires;
import dev.belay.stats.Seed;
import dev.belay.telemetry.LatencyLayout;
import dev.belay.telemetry.Summary;
import dev.belay.telemetry.SummaryLayout;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SplittableRandom;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class GateSetTest {
  private static final com.sun.management.ThreadMXBean THREADS =
      (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();

  private static final RolloutPlan PLAN = RolloutPlan.calibV22();
  private static final Gates OFF =
      new Gates(
          Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

  private static List<String> names(GateSet gates) {
    return gates.gates().stream().map(Gate::name).toList();
  }

  private static Optional<GateResult> find(List<GateResult> results, String gate, String slice) {
    GateKey key = new GateKey(gate, slice);
    return results.stream().filter(result -> result.key().equals(key)).findFirst();
  }

  private record Answer(String name, Function<GateEvidence, GateResult> answer) implements Gate {
    @Override
    public GateResult evaluate(GateEvidence evidence) {
      return answer.apply(evidence);
    }
  }

  private static GateSet with(Gate... gates) {
    return GateSet.of(
        PLAN, List.of(gates).stream().<Gate.Provider>map(g -> plan -> Optional.of(g)).toList());
  }

  @Test
  void thePlansGatesAreThere_theTripwiresAlways() {
    assertThat(names(GateSet.of(PLAN)))
        .containsExactly(
            "p99Latency",
            "p99LatencyIncrease",
            "aeceMinusTau",
            "confidenceShift",
            "slaRecall50",
            "tripwires.p99",
            "tripwires.mean",
            "tripwires.allocatedBytes");
    assertThat(names(GateSet.of(PLAN.toBuilder().gates(OFF).build())))
        .containsExactly("tripwires.p99", "tripwires.mean", "tripwires.allocatedBytes");
    Gates failures =
        new Gates(
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.of(new FailureRateGate(2)));
    assertThat(names(GateSet.of(PLAN.toBuilder().gates(failures).build())))
        .startsWith("failureRate");
  }

  @Test
  void tripwiresNeedNotPass_theOthersMust() {
    GateSet gates = GateSet.of(PLAN);
    for (String name : names(gates)) {
      assertThat(gates.requiredToPass(name)).as(name).isEqualTo(!name.startsWith("tripwires."));
    }
    assertThatThrownBy(() -> gates.requiredToPass("aece"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("there is no gate aece; the gates are [p99Latency,");
  }

  @Test
  void twoGatesOfOneName_areRefused() {
    Gate same = new Answer("p99Latency", e -> GateResult.insufficient("p99Latency", e, 0, "x"));
    assertThatThrownBy(() -> with(same))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("two gates are called p99Latency")
        .hasMessageContaining(LatencyP99Gate.class.getName())
        .hasMessageContaining(Answer.class.getName());
    assertThatThrownBy(() -> with(new Answer("", e -> GateResult.insufficient("", e, 0, "x"))))
        .hasMessageContaining(Answer.class.getName() + " has no name");
  }

  @Test
  void aGateThatFails_saysSo_andStopsNoOther() {
    GateSet gates =
        with(
            new Answer(
                "thrower",
                e -> {
                  throw new IllegalStateException("out of order" + "!".repeat(1000));
                }),
            new Answer(
                "linker",
                e -> {
                  throw new NoClassDefFoundError("gone/Missing");
                }),
            new Answer("liar", e -> GateResult.insufficient("other", e, 0, "x")),
            new Answer("nan", e -> GateResult.judged("nan", e, false, Double.NaN, 1, "", 100)),
            new Answer("nothing", e -> null),
            new Answer("fine", e -> GateResult.judged("fine", e, false, 0, 1, "", 100)));
    List<GateResult> results =
        gates.evaluate(new Scene().everything(100).summary(), Optional.empty());
    assertThat(find(results, "thrower", "").orElseThrow().sentence())
        .startsWith(
            "thrower: insufficient, the gate failed: java.lang.IllegalStateException: out of order!")
        .hasSizeLessThan(600);
    assertThat(find(results, "linker", "").orElseThrow().missing()).contains("gone/Missing");
    assertThat(find(results, "liar", "").orElseThrow().missing())
        .isEqualTo("the gate failed: it answered for other");
    assertThat(find(results, "nan", "").orElseThrow().missing())
        .contains("the estimate of gate nan is NaN");
    assertThat(find(results, "nothing", "").orElseThrow().verdict())
        .isEqualTo(Verdict.INSUFFICIENT);
    assertThat(find(results, "fine", "").orElseThrow().verdict()).isEqualTo(Verdict.PASS);
    assertThat(find(results, "p99Latency", "").orElseThrow().verdict()).isEqualTo(Verdict.PASS);
  }

  @Test
  void resultsComeInAFixedOrder() {
    Scene scene = new Scene().everything(100);
    scene.label(Variant.TREATMENT, "b", 40, 0.5, true).label(Variant.CONTROL, "a", 1, 0.5, true);
    List<GateResult> results = GateSet.of(PLAN).evaluate(scene.summary(), Optional.empty());
    assertThat(results)
        .extracting(result -> result.key().toString())
        .containsExactly(
            "p99Latency",
            "p99LatencyIncrease",
            "aeceMinusTau",
            "confidenceShift",
            "slaRecall50",
            "tripwires.p99",
            "tripwires.mean",
            "tripwires.allocatedBytes",
            "aeceMinusTau[a]",
            "aeceMinusTau[b]",
            "aeceMinusTau[s]");
    assertThat(results.get(9).sentence())
        .isEqualTo("aeceMinusTau[b]: insufficient, 40 of 100 labels of the treatment");
  }

  @Test
  void theSetSaysWhatItsGatesSay_alsoOnItsSecondEvaluation() {
    SplittableRandom seeds = Seed.random(321);
    GateSet gates = GateSet.of(PLAN);
    for (int round = 0; round < 20; round++) {
      Scene scene = new Scene().random(seeds.split(), 400);
      Scene baseline = new Scene().random(seeds.split(), 300);
      List<GateResult> results = gates.evaluate(scene.summary(), Optional.of(baseline.summary()));
      for (int i = 0; i < gates.gates().size(); i++) {
        assertThat(results.get(i))
            .as("belay.seed %d, round %d", Seed.value(321), round)
            .isEqualTo(gates.gates().get(i).evaluate(scene.evidence(100, baseline)));
      }
    }
  }

  private static Summary labels(String slice, int count) {
    return new Scene()
        .label(Variant.TREATMENT, slice, count / 2, 0.5, true)
        .label(Variant.TREATMENT, slice, count - count / 2, 0.5, false)
        .summary();
  }

  @Test
  void aGateShortOfData_looksOverItsOpenWindows() {
    GateSet gates = GateSet.of(PLAN);
    OpenWindows windows = new OpenWindows(Scene.LAYOUT);
    windows.add(labels("nav", 40));
    windows.add(labels("nav", 41));
    windows.add(labels("nav", 42));
    GateKey slice = new GateKey("aeceMinusTau", "nav");
    GateResult first =
        find(gates.evaluate(windows, Map.of(), Optional.empty()), "aeceMinusTau", "nav")
            .orElseThrow();
    assertThat(first.n()).isEqualTo(42);
    assertThat(first.windows()).isEqualTo(1);
    List<GateResult> results = gates.evaluate(windows, Map.of(slice, 1), Optional.empty());
    GateResult second = find(results, "aeceMinusTau", "nav").orElseThrow();
    assertThat(second.n()).isEqualTo(83);
    assertThat(second.sentence())
        .isEqualTo(
            "aeceMinusTau[nav]: insufficient, 83 of 100 labels of the treatment; its window stays"
                + " open (2 of 5)");
    // The others look over the last window only.
    assertThat(find(results, "aeceMinusTau", "").orElseThrow().n()).isEqualTo(42);
    GateResult third =
        find(gates.evaluate(windows, Map.of(slice, 2), Optional.empty()), "aeceMinusTau", "nav")
            .orElseThrow();
    assertThat(third.n()).isEqualTo(123);
    assertThat(third.windows()).isEqualTo(3);
    assertThat(third.verdict()).isEqualTo(Verdict.PASS);
    assertThat(third.sentence()).endsWith("(123 observations, over 3 windows)");
  }

  @Test
  void noGateLooksOverMoreWindowsThanThereAre() {
    GateSet gates = GateSet.of(PLAN);
    OpenWindows windows = new OpenWindows(Scene.LAYOUT);
    Map<GateKey, Integer> open = Map.of(GateKey.overall("aeceMinusTau"), 4);
    assertThat(gates.evaluate(windows, open, Optional.empty()))
        .hasSize(8)
        .allMatch(result -> result.verdict() == Verdict.INSUFFICIENT && result.windows() == 1);
    for (int i = 1; i <= 7; i++) {
      windows.add(labels("nav", 10));
      GateResult result =
          find(gates.evaluate(windows, open, Optional.empty()), "aeceMinusTau", "").orElseThrow();
      assertThat(result.windows()).isEqualTo(Math.min(i, 5));
      assertThat(result.n()).isEqualTo(10L * Math.min(i, 5));
    }
    assertThat(find(gates.evaluate(windows, open, Optional.empty()), "aeceMinusTau", ""))
        .get()
        .extracting(GateResult::sentence)
        .isEqualTo(
            "aeceMinusTau: insufficient, 50 of 100 labels of the treatment; after 5 windows it begins"
                + " anew");
  }

  @Test
  void aSliceIsJudgedWhereItsWindowsHoldAnything() {
    GateSet gates = GateSet.of(PLAN);
    OpenWindows windows = new OpenWindows(Scene.LAYOUT);
    windows.add(labels("nav", 40));
    windows.add(labels("text", 40));
    GateKey nav = new GateKey("aeceMinusTau", "nav");
    List<GateResult> closed = gates.evaluate(windows, Map.of(), Optional.empty());
    assertThat(find(closed, "aeceMinusTau", "nav")).isEmpty();
    assertThat(find(closed, "aeceMinusTau", "text")).isPresent();
    List<GateResult> open = gates.evaluate(windows, Map.of(nav, 1), Optional.empty());
    assertThat(find(open, "aeceMinusTau", "nav").orElseThrow().n()).isEqualTo(40);
  }

  @Test
  void theMinimumIsThePlans() {
    RolloutPlan plan =
        PLAN.toBuilder().evaluation(Evaluation.builder().minWindowSamples(7).build()).build();
    List<GateResult> results =
        GateSet.of(plan).evaluate(new Scene().everything(7).summary(), Optional.empty());
    assertThat(results).allMatch(result -> result.needed() == 7);
    assertThat(results).noneMatch(result -> result.verdict() == Verdict.INSUFFICIENT);
  }

  @Test
  void summariesOfAnotherLayout_areJudgedWhereThatIsPossible() {
    GateSet gates = GateSet.of(PLAN);
    gates.evaluate(new Scene().everything(100).summary(), Optional.empty());
    Scene other = new Scene(SummaryLayout.ofLimit(7)).everything(100);
    List<GateResult> results =
        gates.evaluate(other.summary(), Optional.of(new Scene().everything(100).summary()));
    assertThat(find(results, "p99Latency", "").orElseThrow().verdict())
        .isEqualTo(Verdict.INSUFFICIENT);
    assertThat(find(results, "aeceMinusTau", "").orElseThrow().verdict()).isEqualTo(Verdict.PASS);
  }

  @Test
  void anEvaluationAllocatesLittle() {
    SplittableRandom random = Seed.random(322);
    Summary summary = new Scene().random(random, 3000).summary();
    GateSet gates = GateSet.of(PLAN);
    for (int i = 0; i < 200; i++) {
      gates.evaluate(summary, Optional.of(summary));
    }
    long before = THREADS.getCurrentThreadAllocatedBytes();
    gates.evaluate(summary, Optional.of(summary));
    // A summary's total alone would take over 100 KiB.
    assertThat(THREADS.getCurrentThreadAllocatedBytes() - before).isLessThan(16 * 1024);
  }

  @Test
  void theLayoutHasAnEdgeAtEveryLimit() {
    SummaryLayout layout = SummaryLayouts.of(PLAN);
    assertThat(layout.latency().limitNanos()).containsExactly(1_000_000);
    assertThat(layout.latency().meanCapNanos()).isEqualTo(LatencyLayout.DEFAULT_MEAN_CAP_NANOS);
    assertThat(layout.querySlaNanos()).isEmpty();
    assertThat(layout.maxSlices()).isEqualTo(64);
    RolloutPlan other =
        PLAN.toBuilder()
            .gates(
                new Gates(
                    Optional.of(new P99LatencyGate(Duration.ofMinutes(1), Duration.ofHours(1))),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.of(
                        new SlaRecall50Gate(
                            OptionalDouble.of(0.1), Optional.of(Duration.ofMillis(50)))),
                    Optional.empty()))
            .tripwires(
                new Tripwires(Duration.ofNanos(1), Duration.ofMinutes(1), 0, 5, Duration.ofDays(1)))
            .evaluation(Evaluation.builder().maxSlices(3).build())
            .build();
    SummaryLayout wide = SummaryLayouts.of(other);
    assertThat(wide.latency().limitNanos()).containsExactly(1, 60_000_000_000L);
    assertThat(wide.p99LimitNanos()).isEqualTo(60_000_000_000L);
    assertThat(wide.latency().meanCapNanos()).isEqualTo(LatencyLayout.OPEN_NANOS);
    assertThat(wide.querySlaNanos()).hasValue(50_000_000);
    assertThat(wide.maxSlices()).isEqualTo(3);
    assertThat(SummaryLayouts.of(PLAN.toBuilder().gates(OFF).build()).p99LimitNanos())
        .isEqualTo(1_000_000);
  }
}
