package dev.belay.calibration;

import dev.belay.stats.ExactSum;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What one binning, one report and one exact sum of skewed scores cost. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(2)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class BinningBenchmark {
  private static final int SETS = 8;

  private final SharedBinningCore core = new SharedBinningCore(SharedBinningConfig.DEFAULT);
  private final LabelledScores[] sets = new LabelledScores[SETS];
  private final ExactSum sum = new ExactSum();
  private int next;

  /** The number of samples. */
  @Param({"1000", "100000"})
  public int samples;

  /** Whether every sample has a weight of its own. */
  @Param({"false", "true"})
  public boolean weighted;

  /** Draws several sets, so that no branch learns one by heart. */
  @Setup
  public void draw() {
    for (int set = 0; set < SETS; set++) {
      SplittableRandom random = new SplittableRandom(set);
      sets[set] = new LabelledScores();
      for (int i = 0; i < samples; i++) {
        double score = Math.pow(random.nextDouble(), 3);
        double weight = weighted ? 3 * random.nextDouble() : 1;
        sets[set].add(score, random.nextDouble() < score ? 1 : 0, weight);
      }
    }
  }

  /** Sorting, pooling, cutting and summing. */
  @Benchmark
  public BinnedScores bin() {
    return core.bin(nextSet());
  }

  /** All metrics. */
  @Benchmark
  public CalibrationReport report() {
    return CalibrationReport.of(nextSet());
  }

  /** The scores alone, added exactly. */
  @Benchmark
  public double exactSum() {
    LabelledScores set = nextSet();
    sum.clear();
    for (int i = 0; i < samples; i++) {
      sum.add(set.score(i));
    }
    return sum.toDouble();
  }

  private LabelledScores nextSet() {
    next = (next + 1) % SETS;
    return sets[next];
  }
}
