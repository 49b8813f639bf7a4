package dev.belay.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.belay.flag.Assignment;
import dev.belay.flag.Decision;
import dev.belay.flag.Variant;
import dev.belay.stats.Seed;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ArmRecorderTest {
  private static final com.sun.management.ThreadMXBean THREADS =
      (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();

  private static final Decision CONTROL = Traffic.bucketed(Variant.CONTROL, 1L << 62);

  private static long tally(Summary summary) {
    long sum = 0;
    for (Tally tally : Tally.values()) {
      sum += summary.get(tally);
    }
    return sum;
  }

  @Test
  void drainsHoldWhatASummaryOfTheSameCallsHolds() {
    SplittableRandom seeds = Seed.random(61);
    for (int round = 0; round < 30; round++) {
      Traffic traffic = new Traffic(seeds.split(), 8);
      ArmRecorder recorder = ArmRecorder.of(Traffic.LAYOUT);
      Summary expected = new Summary(Traffic.LAYOUT);
      Summary drained = new Summary(Traffic.LAYOUT);
      for (int i = 0; i < 400; i++) {
        Decision decision = traffic.decision();
        Observation whole = traffic.observation();
        ArmOutcome served = whole.served();
        Boolean label = whole.label();
        String slice = whole.slice();
        Observation.Builder plain =
            Observation.of(slice, served.latencyNanos(), served.score(), served.success());
        switch (i % 5) {
          case 0 -> {
            recorder.record(
                decision, slice, served.latencyNanos(), served.score(), served.success());
            expected.add(decision, plain.build());
          }
          case 1 -> {
            recorder.record(
                decision, slice, served.latencyNanos(), served.score(), served.success(), true);
            expected.add(decision, plain.label(true).build());
          }
          case 2 -> {
            recorder.recordLabel(decision, slice, served.score(), label == null);
            expected.addLabel(decision, slice, served.score(), label == null);
          }
          case 3 -> {
            recorder.recordPairedLabel(decision, slice, served.score(), 0.5, true);
            expected.addPairedLabel(decision, slice, served.score(), 0.5, true);
          }
          default -> {
            recorder.record(decision, whole);
            expected.add(decision, whole);
          }
        }
        if (seeds.nextInt(100) == 0) {
          recorder.drain(drained);
        }
      }
      recorder.drain(drained);
      assertThat(drained).as("belay.seed %d, round %d", Seed.value(61), round).isEqualTo(expected);
      Summary nothing = new Summary(Traffic.LAYOUT);
      recorder.drain(nothing);
      assertThat(nothing).isEqualTo(new Summary(Traffic.LAYOUT));
    }
  }

  @Test
  void observationsOfManyThreadsEnterExactlyOneDrainEach() throws InterruptedException {
    int threads = 6;
    int each = 60_000;
    ArmRecorder recorder = ArmRecorder.builder(Traffic.LAYOUT).stripes(4).build();
    Summary drained = new Summary(Traffic.LAYOUT);
    CountDownLatch done = new CountDownLatch(threads);
    List<Thread> running = new ArrayList<>();
    for (int t = 0; t < threads; t++) {
      int number = t;
      Thread thread =
          new Thread(
              () -> {
                for (int i = 0; i < each; i++) {
                  recorder.record(
                      CONTROL, "slice-" + (i & 3), 1_000 + number, 0.25, i % 10 > 0, i % 4 == 0);
                }
                done.countDown();
              });
      running.add(thread);
      thread.start();
    }
    while (done.getCount() > 0) {
      recorder.drain(drained);
      wholeOrNothing(drained);
    }
    for (Thread thread : running) {
      thread.join();
    }
    recorder.drain(drained);
    wholeOrNothing(drained);
    long counted = drained.observations();
    assertThat(counted + drained.get(Tally.LOST)).isEqualTo((long) threads * each);
    assertThat(tally(drained))
        .isEqualTo(drained.get(Tally.LOST) + drained.get(Tally.OTHER_BY_CONTENTION));
  }

  /** Each observation brings one score, one latency, one label and one count of its shard. */
  private static void wholeOrNothing(Summary summary) {
    for (SliceSummary slice : summary.slices()) {
      ArmSummary arm = slice.arm(Population.SERVED, Variant.CONTROL).orElseThrow();
      long n = arm.observations();
      assertThat(arm.scores().served()).isEqualTo(n);
      assertThat(arm.scores().labelled()).isEqualTo(n);
      assertThat(arm.latencies().count()).isEqualTo(n);
      assertThat(slice.shards(Variant.CONTROL).orElseThrow().get(25, ShardCounter.OBSERVATIONS))
          .isEqualTo(n);
    }
  }

  @Test
  void whatFindsEveryStripeBusyWaitsForTheNextDrainAndIsCountedWhenThatIsFull() {
    ArmRecorder recorder = ArmRecorder.builder(Traffic.LAYOUT).stripes(2).build();
    recorder.holdAll();
    int calls = 300;
    for (int i = 0; i < calls; i++) {
      recorder.record(CONTROL, "a", 5, 0.5, true);
    }
    recorder.releaseAll();
    Summary drained = new Summary(Traffic.LAYOUT);
    recorder.drain(drained);
    assertThat(drained.get(Tally.LOST)).isPositive();
    assertThat(drained.observations()).isGreaterThanOrEqualTo(32);
    assertThat(drained.observations() + drained.get(Tally.LOST)).isEqualTo(calls);
  }

  @Test
  void decisionsThatAreNoEvidenceAreCountedAndNothingElse() {
    ArmRecorder recorder = ArmRecorder.of(Traffic.LAYOUT);
    Decision override = Traffic.decision(Variant.TREATMENT, Assignment.OVERRIDE, 0);
    Decision none = Traffic.decision(Variant.CONTROL, Assignment.NONE, 0);
    recorder.record(override, "a", 5, 0.5, true);
    recorder.record(none, Observation.of("a", 5, 0.5, true).build());
    recorder.recordLabel(override, "a", 0.5, true);
    Summary drained = new Summary(Traffic.LAYOUT);
    recorder.drain(drained);
    assertThat(drained.get(Tally.EXCLUDED)).isEqualTo(3);
    assertThat(drained.slices()).isEmpty();
  }

  @Test
  void segmentDecisionsAreEvidenceWithoutAShard() {
    ArmRecorder recorder = ArmRecorder.of(Traffic.LAYOUT);
    recorder.record(Traffic.decision(Variant.TREATMENT, Assignment.SEGMENT, 0), "a", 5, 0.5, true);
    Summary drained = new Summary(Traffic.LAYOUT);
    recorder.drain(drained);
    assertThat(drained.observations()).isEqualTo(1);
    assertThat(drained.slice("a").orElseThrow().shards(Variant.TREATMENT)).isEmpty();
  }

  @Test
  void shardsCountFailuresOverTheLimitAboveTheMedianAndRecallMisses() {
    ArmRecorder recorder = ArmRecorder.of(Traffic.LAYOUT);
    recorder.record(CONTROL, "a", Traffic.LIMIT, 0.9, true);
    recorder.record(CONTROL, "a", Traffic.LIMIT + 1, Math.nextUp(0.9), false);
    recorder.record(CONTROL, "a", 1, Double.NaN, true);
    recorder.record(
        CONTROL, Observation.of("a", 1, 0.1, true).recall50(0.98).queryLatencyNanos(5).build());
    recorder.record(
        CONTROL,
        Observation.of("a", 1, 0.1, true).recall50(1).queryLatencyNanos(50_000_001).build());
    recorder.record(
        CONTROL, Observation.of("a", 1, 0.1, true).recall50(1).queryLatencyNanos(5).build());
    recorder.record(CONTROL, Observation.of("a", 1, 0.1, true).recall50(0).build());
    Summary drained = new Summary(Traffic.LAYOUT);
    recorder.drain(drained);
    ShardTable shards = drained.slice("a").orElseThrow().shards(Variant.CONTROL).orElseThrow();
    assertThat(shards.get(25, ShardCounter.OBSERVATIONS)).isEqualTo(7);
    assertThat(shards.get(25, ShardCounter.FAILURES)).isEqualTo(1);
    assertThat(shards.get(25, ShardCounter.OVER_LIMIT)).isEqualTo(1);
    assertThat(shards.get(25, ShardCounter.INVALID_SCORES)).isEqualTo(1);
    assertThat(shards.get(25, ShardCounter.ABOVE_MEDIAN)).isEqualTo(1);
    assertThat(shards.get(25, ShardCounter.RECALL_MEASURED)).isEqualTo(3);
    assertThat(shards.get(25, ShardCounter.RECALL_MISSES)).isEqualTo(2);
    ArmSummary arm =
        drained.slice("a").orElseThrow().arm(Population.SERVED, Variant.CONTROL).orElseThrow();
    assertThat(arm.get(ArmCounter.INVALID_SCORES)).isEqualTo(1);
    assertThat(arm.meanRecall50().orElseThrow()).isBetween(0.744999999, 0.745000001);
    assertThat(arm.meanSlaRecall50().orElseThrow()).isBetween(0.659999999, 0.660000001);
  }

  @Test
  void pairsCountWhatOnlyOneArmDid() {
    ArmRecorder recorder = ArmRecorder.of(SummaryLayout.ofLimit(1_000).withQuerySlaNanos(100));
    OptionalDouble half = OptionalDouble.of(0.5);
    OptionalLong fast = OptionalLong.of(100);
    OptionalLong slow = OptionalLong.of(101);
    ArmOutcome failed = new ArmOutcome(7, 0.25, false, half, fast);
    ArmOutcome fine = new ArmOutcome(7, 0.25, true, half, fast);
    ArmOutcome late = new ArmOutcome(7, 0.25, true, half, slow);
    Decision treatment = Traffic.bucketed(Variant.TREATMENT, 0);
    for (ArmOutcome other : new ArmOutcome[] {failed, fine, late}) {
      Observation observation =
          Observation.of("a", 5, 0.75, true)
              .recall50(0.75)
              .queryLatencyNanos(10)
              .label(true)
              .paired(other)
              .build();
      recorder.record(treatment, observation);
      recorder.record(CONTROL, observation);
    }
    Summary drained = new Summary(recorder.layout());
    recorder.drain(drained);
    SliceSummary slice = drained.slice("a").orElseThrow();
    assertThat(slice.get(PairCounter.PAIRS)).isEqualTo(6);
    assertThat(slice.get(PairCounter.CONTROL_FAILED_ALONE)).isEqualTo(1);
    assertThat(slice.get(PairCounter.TREATMENT_FAILED_ALONE)).isEqualTo(1);
    assertThat(slice.get(PairCounter.RECALL_PAIRS)).isEqualTo(4);
    assertThat(slice.get(PairCounter.CONTROL_RECALL_HIGHER)).isEqualTo(2);
    assertThat(slice.get(PairCounter.TREATMENT_RECALL_HIGHER)).isEqualTo(2);
    ArmSummary control = slice.arm(Population.PAIRED, Variant.CONTROL).orElseThrow();
    assertThat(control.scores().served(ScoreCells.indexOf(0.25))).isEqualTo(3);
    assertThat(control.scores().labelled(ScoreCells.indexOf(0.75), true)).isEqualTo(3);
    assertThat(slice.arm(Population.SERVED, Variant.CONTROL).orElseThrow().observations())
        .isEqualTo(3);
  }

  @Test
  void slicesOfAllStripesTogetherStayWithinTheLimit() throws InterruptedException {
    ArmRecorder recorder =
        ArmRecorder.builder(Traffic.LAYOUT.withMaxSlices(3)).slices(List.of("wanted")).build();
    for (int t = 0; t < 8; t++) {
      int number = t;
      Thread thread = new Thread(() -> recorder.record(CONTROL, "s" + number, 5, 0.5, true));
      thread.start();
      thread.join();
    }
    recorder.record(CONTROL, "wanted", 5, 0.5, true);
    Summary drained = new Summary(recorder.layout());
    recorder.drain(drained);
    assertThat(drained.slices())
        .extracting(SliceSummary::name)
        .containsExactly("other", "s0", "s1", "wanted");
    assertThat(drained.get(Tally.OTHER_BY_SLICES)).isEqualTo(6);
    assertThat(drained.slice("other").orElseThrow().observations()).isEqualTo(6);
  }

  @Test
  void memoryStaysInItsBudgetAndWhatDoesNotFitIsOtherAndCounted() throws InterruptedException {
    long maxBytes = 1 << 21;
    ArmRecorder recorder =
        ArmRecorder.builder(Traffic.LAYOUT).stripes(4).maxBytes(maxBytes).build();
    int threads = 8;
    int each = 20_000;
    SplittableRandom seeds = Seed.random(62);
    for (int t = 0; t < threads; t++) {
      SplittableRandom random = seeds.split();
      Thread thread =
          new Thread(
              () -> {
                for (int i = 0; i < each; i++) {
                  Decision decision = Traffic.bucketed(Variant.TREATMENT, random.nextLong());
                  String slice = "slice-" + random.nextInt(64);
                  recorder.record(
                      decision, slice, random.nextInt(1 << 30), random.nextDouble(), true);
                }
              });
      thread.start();
      thread.join();
    }
    assertThat(recorder.usedBytes()).isBetween(maxBytes / 2, maxBytes);
    Summary drained = new Summary(Traffic.LAYOUT);
    recorder.drain(drained);
    assertThat(drained.observations()).isEqualTo((long) threads * each);
    assertThat(drained.get(Tally.OTHER_BY_MEMORY)).isPositive();
    assertThat(drained.slice("other").orElseThrow().observations())
        .isEqualTo(drained.get(Tally.OTHER_BY_MEMORY));
    assertThat(drained.get(Tally.LOST)).isZero();
  }

  /** A slice that lost only what is rare to OTHER would look better than it is. */
  @Test
  void whenMemoryIsShortASliceIsKeptWholeOrNotAtAll() {
    ArmRecorder recorder = ArmRecorder.builder(Traffic.LAYOUT).stripes(4).maxBytes(5 << 19).build();
    SplittableRandom random = Seed.random(64);
    Summary drained = new Summary(Traffic.LAYOUT);
    boolean some = false;
    boolean none = false;
    for (int tick = 0; tick < 20; tick++) {
      Map<String, Long> sent = new HashMap<>();
      for (int i = 0; i < 5_000; i++) {
        String slice = "slice-" + random.nextInt(64);
        boolean rare = random.nextInt(50) == 0;
        Decision decision =
            Traffic.bucketed(rare ? Variant.TREATMENT : Variant.CONTROL, random.nextLong());
        double score = rare ? random.nextDouble() : 0.25;
        recorder.record(decision, slice, rare ? 1 << random.nextInt(30) : 1_000, score, true);
        sent.merge(slice, 1L, Long::sum);
      }
      drained.clear();
      recorder.drain(drained);
      for (Map.Entry<String, Long> slice : sent.entrySet()) {
        long kept = drained.slice(slice.getKey()).map(SliceSummary::observations).orElse(0L);
        assertThat(kept).as("belay.seed %d", Seed.value(64)).isIn(0L, slice.getValue());
        some |= kept > 0;
        none |= kept == 0;
      }
      assertThat(drained.observations()).isEqualTo(5_000);
      assertThat(drained.slice("other").map(SliceSummary::observations).orElse(0L))
          .isEqualTo(drained.get(Tally.OTHER_BY_MEMORY));
    }
    assertThat(some && none).as("the budget keeps some slices and not all").isTrue();
  }

  @Test
  void aThreadWithoutACopyOfASliceCountsAtItsHome() throws InterruptedException {
    ArmRecorder recorder = ArmRecorder.builder(Traffic.LAYOUT).stripes(4).build();
    SplittableRandom seeds = Seed.random(65);
    // Each thread has another stripe, and there are too many slices for copies of all.
    for (int t = 0; t < 4; t++) {
      SplittableRandom random = seeds.split();
      Thread thread =
          new Thread(
              () -> {
                for (int i = 0; i < 20_000; i++) {
                  String slice = "slice-" + random.nextInt(64);
                  Decision decision = Traffic.bucketed(Variant.CONTROL, random.nextLong());
                  recorder.record(decision, slice, random.nextInt(2_000_000), 0.99, true);
                }
              });
      thread.start();
      thread.join();
    }
    Summary drained = new Summary(Traffic.LAYOUT);
    recorder.drain(drained);
    assertThat(drained.observations()).isEqualTo(80_000);
    assertThat(tally(drained)).isZero();
    assertThat(drained.slice("other")).isEmpty();
  }

  @Test
  void aRecorderAndItsDrainTakeNoMoreThanSixteenMebibytes() {
    long before = THREADS.getCurrentThreadAllocatedBytes();
    ArmRecorder recorder = ArmRecorder.builder(Traffic.LAYOUT).stripes(8).build();
    long after = THREADS.getCurrentThreadAllocatedBytes();
    assertThat(after - before).isLessThanOrEqualTo(recorder.usedBytes() + 1_024);
    // All that a slice can hold, in all slices: more than fits.
    SplittableRandom random = Seed.random(63);
    Decision[] decisions = new Decision[400];
    for (int i = 0; i < decisions.length; i++) {
      decisions[i] =
          Traffic.bucketed(i % 2 == 0 ? Variant.CONTROL : Variant.TREATMENT, random.nextLong());
    }
    String[] slices = IntStream.range(0, 64).mapToObj(i -> "slice-" + i).toArray(String[]::new);
    for (int i = 0; i < 2_000_000; i++) {
      double t = 0.5 * Math.exp(-18 * random.nextDouble());
      recorder.record(
          decisions[i % decisions.length],
          slices[random.nextInt(slices.length)],
          (long) Math.exp(25 * random.nextDouble()),
          random.nextBoolean() ? t : 1 - t,
          true,
          true);
    }
    assertThat(recorder.usedBytes()).isLessThanOrEqualTo(ArmRecorder.DEFAULT_MAX_BYTES);
    long beforeDrain = THREADS.getCurrentThreadAllocatedBytes();
    Summary drained = new Summary(Traffic.LAYOUT);
    recorder.drain(drained);
    assertThat(THREADS.getCurrentThreadAllocatedBytes() - beforeDrain)
        .isLessThanOrEqualTo(recorder.usedBytes());
    assertThat(drained.get(Tally.OTHER_BY_MEMORY)).isPositive();
  }

  @Test
  void aFullSummaryTakesNoMoreThanSixteenMebibytes() {
    assertThat(65 * SliceSummary.fullBytes(Traffic.LAYOUT) + Summary.fixedBytes())
        .isLessThanOrEqualTo(16L << 20);
  }

  @Test
  void recordingDrainingAndMergingAllocateNothingInTheLongRun() {
    ArmRecorder recorder = ArmRecorder.of(Traffic.LAYOUT);
    Summary drained = new Summary(Traffic.LAYOUT);
    Summary total = new Summary(Traffic.LAYOUT);
    double[] scores = {0.999, 0.99, 0.0004, 0.5, Double.NaN};
    long bytes = 0;
    for (int round = 0; round < 3; round++) {
      long before = THREADS.getCurrentThreadAllocatedBytes();
      for (int i = 0; i < 100_000; i++) {
        double score = scores[i % scores.length];
        recorder.record(CONTROL, "a", 1_000 + (i & 1023), score, true);
        recorder.record(CONTROL, "b", 1_000 + (i & 1023), score, true, (i & 1) == 0);
      }
      for (int i = 0; i < 100; i++) {
        recorder.drain(drained);
        total.merge(drained);
        drained.clear();
      }
      bytes = THREADS.getCurrentThreadAllocatedBytes() - before;
    }
    // A drain may make one small object; nothing grows with what is recorded.
    assertThat(bytes).isLessThan(100 * 64);
    assertThat(total.observations()).isEqualTo(600_000);
  }

  @Test
  void drainsIntoDifferentSummariesMayRunAtTheSameTime() throws InterruptedException {
    ArmRecorder recorder = ArmRecorder.of(Traffic.LAYOUT);
    AtomicBoolean stop = new AtomicBoolean();
    Summary[] targets = {new Summary(Traffic.LAYOUT), new Summary(Traffic.LAYOUT)};
    List<Thread> drains = new ArrayList<>();
    for (Summary target : targets) {
      Thread thread =
          new Thread(
              () -> {
                while (!stop.get()) {
                  recorder.drain(target);
                }
              });
      drains.add(thread);
      thread.start();
    }
    for (int i = 0; i < 100_000; i++) {
      recorder.record(CONTROL, "a", i, 0.5, true);
    }
    stop.set(true);
    for (Thread thread : drains) {
      thread.join();
    }
    recorder.drain(targets[0]);
    targets[0].merge(targets[1]);
    assertThat(targets[0].observations() + targets[0].get(Tally.LOST)).isEqualTo(100_000);
  }

  @Test
  void badArgumentsAreRefusedAndLeaveNothingBehind() {
    ArmRecorder recorder = ArmRecorder.of(Traffic.LAYOUT);
    assertThatThrownBy(() -> recorder.record(CONTROL, "a", -1, 0.5, true))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("-1 ns");
    assertThatThrownBy(() -> recorder.record(CONTROL, "", 1, 0.5, true))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("empty");
    assertThatThrownBy(() -> recorder.recordLabel(CONTROL, "x".repeat(129), 0.5, true))
        .hasMessageContaining("129");
    assertThatThrownBy(() -> Observation.of("\ud800", 1, 0.5, true))
        .hasMessageContaining("surrogate");
    assertThatThrownBy(() -> Observation.of("a", 1, 0.5, true).recall50(1.01))
        .hasMessageContaining("1.01");
    assertThatThrownBy(() -> Observation.of("a", 1, 0.5, true).recall50(Double.NaN))
        .hasMessageContaining("NaN");
    assertThatThrownBy(() -> Observation.of("a", 1, 0.5, true).allocatedBytes(-1))
        .hasMessageContaining("-1");
    assertThatThrownBy(() -> ArmRecorder.builder(Traffic.LAYOUT).stripes(3))
        .hasMessageContaining("3");
    assertThatThrownBy(() -> ArmRecorder.builder(Traffic.LAYOUT).maxBytes(100_000).build())
        .hasMessageContaining("100000");
    assertThatThrownBy(() -> recorder.drain(new Summary(SummaryLayout.ofLimit(5))))
        .hasMessageContaining("different layouts");
    Summary drained = new Summary(Traffic.LAYOUT);
    recorder.drain(drained);
    assertThat(drained).isEqualTo(new Summary(Traffic.LAYOUT));
    recorder.record(CONTROL, "a", 1, 0.5, true);
    recorder.drain(drained);
    assertThat(drained.observations()).isEqualTo(1);
  }
}
