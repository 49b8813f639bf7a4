package dev.belay.telemetry;

import dev.belay.flag.Decision;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What a tick costs: merging summaries of 16 slices, draining, writing and reading one. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(3)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class MergeBenchmark {
  private static final int OBSERVATIONS = 20_000;
  private static final int SLICES = 16;

  private final RecordBenchmark.Shared shared = new RecordBenchmark.Shared();
  private final Summary tick = new Summary(shared.recorder.layout());
  private final Summary total = new Summary(shared.recorder.layout());
  private byte[] bytes = new byte[0];

  /** Fills one tick. */
  @Setup
  public void fill() {
    RecordBenchmark.Traffic traffic = new RecordBenchmark.Traffic();
    for (int k = 0; k < OBSERVATIONS; k++) {
      int i = traffic.next();
      Decision decision = traffic.decisions[i];
      String slice = "slice-" + k % SLICES;
      shared.recorder.record(decision, slice, traffic.latencies[i], traffic.scores[i], true, true);
    }
    shared.recorder.drain(tick);
    total.merge(tick);
    bytes = SummaryCodec.encode(tick);
  }

  /** Adds the tick to a total. */
  @Benchmark
  public void merge() {
    total.merge(tick);
  }

  /** Empties a total and adds the tick. */
  @Benchmark
  public void clearAndMerge() {
    total.clear();
    total.merge(tick);
  }

  /** Writes the tick. */
  @Benchmark
  public byte[] encode() {
    return SummaryCodec.encode(tick);
  }

  /** Reads the tick. */
  @Benchmark
  public Summary decode() throws SummaryFormatException {
    return SummaryCodec.decode(bytes);
  }
}
