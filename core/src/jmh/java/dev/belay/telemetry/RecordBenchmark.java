package dev.belay.telemetry;

import dev.belay.flag.Assignment;
import dev.belay.flag.Decision;
import dev.belay.flag.Fallback;
import dev.belay.flag.Reason;
import dev.belay.flag.Variant;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/**
 * What recording an observation costs one thread, and two threads that share a recorder. The loop
 * beside it fetches the same arguments and records nothing: two threads of it scale as far as the
 * machine does.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(3)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class RecordBenchmark {

  /** The recorder that all threads share. */
  @State(Scope.Benchmark)
  public static class Shared {
    final ArmRecorder recorder =
        ArmRecorder.of(SummaryLayout.ofLimit(1_000_000).withBaselineMedian(0.99));
  }

  /** The traffic of one thread: skewed scores, latencies about half a millisecond. */
  @State(Scope.Thread)
  public static class Traffic {
    // Few enough to stay in the nearest cache, where a decision that was just made is too.
    private static final int MASK = 255;

    final Decision[] decisions = new Decision[MASK + 1];
    final double[] scores = new double[MASK + 1];
    final long[] latencies = new long[MASK + 1];
    final String[] slices = {"symbol/java", "symbol/go", "prose/java", "prose/go"};
    int next;

    /** Makes the traffic. */
    public Traffic() {
      SplittableRandom random = new SplittableRandom(1);
      for (int i = 0; i <= MASK; i++) {
        double t = 0.01 * Math.exp(-6 * random.nextDouble());
        scores[i] = random.nextBoolean() ? t : 1 - t;
        latencies[i] = (long) (200_000 * Math.exp(2 * random.nextDouble()));
        Variant variant = random.nextInt(4) == 0 ? Variant.TREATMENT : Variant.CONTROL;
        decisions[i] =
            new Decision(
                variant,
                Reason.SPLIT,
                null,
                Assignment.BUCKET,
                random.nextLong(),
                "Limited",
                Fallback.LAST_GOOD,
                "calib_v22_r1_000000000000",
                0);
      }
    }

    int next() {
      next = (next + 1) & MASK;
      return next;
    }
  }

  private static void record(Shared shared, Traffic traffic) {
    int i = traffic.next();
    shared.recorder.record(
        traffic.decisions[i], traffic.slices[i & 3], traffic.latencies[i], traffic.scores[i], true);
  }

  private static void fetch(Traffic traffic, Blackhole blackhole) {
    int i = traffic.next();
    blackhole.consume(traffic.decisions[i]);
    blackhole.consume(traffic.slices[i & 3]);
    blackhole.consume(traffic.latencies[i]);
    blackhole.consume(traffic.scores[i]);
  }

  /** One thread records. */
  @Benchmark
  @Threads(1)
  public void recordOneThread(Shared shared, Traffic traffic) {
    record(shared, traffic);
  }

  /** One thread records with the label. */
  @Benchmark
  @Threads(1)
  public void recordLabelledOneThread(Shared shared, Traffic traffic) {
    int i = traffic.next();
    shared.recorder.record(
        traffic.decisions[i],
        traffic.slices[i & 3],
        traffic.latencies[i],
        traffic.scores[i],
        true,
        (i & 1) == 0);
  }

  /** Two threads record. */
  @Benchmark
  @Threads(2)
  public void recordTwoThreads(Shared shared, Traffic traffic) {
    record(shared, traffic);
  }

  /** One thread fetches what it would record. */
  @Benchmark
  @Threads(1)
  public void loopOneThread(Traffic traffic, Blackhole blackhole) {
    fetch(traffic, blackhole);
  }

  /** Two threads fetch what they would record. */
  @Benchmark
  @Threads(2)
  public void loopTwoThreads(Traffic traffic, Blackhole blackhole) {
    fetch(traffic, blackhole);
  }
}
