package dev.belay.calibration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.stats.Seed;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Calibrating stands on the user's hot path and allocates nothing, by the JVM's own count. */
class CalibratorAllocationTest {
  private static final com.sun.management.ThreadMXBean THREADS =
      (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
  private static final int CALLS = 200_000;

  @ParameterizedTest
  @EnumSource(CalibrationMethod.class)
  void calibrating_allocates_nothing(CalibrationMethod method) {
    LabelledScores samples = ScoreSet.drawn(Seed.random(71), 5_000, 2);
    Calibrator calibrator = CalibratorFit.of(method, samples).calibrator();
    assertThat(calibrator.method()).isEqualTo(method);
    Calibrator stretched = new StretchedCalibrator(calibrator, 0.5, 0.9);
    long bytes = 0;
    double sum = 0;
    // The second round counts: the first one compiles and fills the caches.
    for (int round = 0; round < 2; round++) {
      long before = THREADS.getCurrentThreadAllocatedBytes();
      for (int i = 0; i < CALLS; i++) {
        double score = (double) i / CALLS;
        sum += calibrator.calibrate(score) + stretched.calibrate(score);
        sum += stretched.clamps(score) ? 1 : 0;
      }
      bytes = THREADS.getCurrentThreadAllocatedBytes() - before;
    }
    assertThat(sum).isPositive();
    assertThat(bytes).isLessThan(CALLS / 100);
  }
}
