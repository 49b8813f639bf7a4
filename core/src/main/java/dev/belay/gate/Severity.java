package dev.belay.gate;

import dev.belay.flag.Fallback;
import dev.belay.plan.Tripwires;
import java.util.List;
import java.util.OptionalDouble;

/**
 * What to serve instead of a change that failed, by how badly its hot path did. Stateless.
 *
 * <ul>
 *   <li>99th percentile of latency above ten times its limit: {@link Fallback#OFF};
 *   <li>above five times: {@link Fallback#UNCALIBRATED};
 *   <li>allocations that run away, which is a mean above ten times the limit, or above 1 KiB a call
 *       where the limit is 0: {@link Fallback#SIMPLIFIED};
 *   <li>else, or where nothing was measured: {@link Fallback#LAST_GOOD}.
 * </ul>
 */
public final class Severity {
  /** The multiple of the latency limit above which the change is switched off. */
  static final long OFF_TIMES = 10;

  /** The multiple of the latency limit above which scores are served uncalibrated. */
  static final long UNCALIBRATED_TIMES = 5;

  private static final double RUNAWAY_TIMES = 10;
  private static final double RUNAWAY_BYTES = 1024;

  private Severity() {}

  /**
   * The fallback for what was measured.
   *
   * @param limits the limits of the hot path
   * @param p99Nanos the 99th percentile of latency in ns; empty where it was not measured
   * @param meanAllocatedBytes the mean of the bytes a call allocated; empty where it was not
   *     measured
   */
  public static Fallback of(
      Tripwires limits, OptionalDouble p99Nanos, OptionalDouble meanAllocatedBytes) {
    double times = p99Nanos.orElse(0) / limits.p99().toNanos();
    boolean runaway =
        meanAllocatedBytes.isPresent()
            && ranAway(meanAllocatedBytes.getAsDouble(), (double) limits.allocatedBytes());
    return of(times > OFF_TIMES, times > UNCALIBRATED_TIMES, runaway);
  }

  /**
   * The fallback for what the gates said of a window that stops a rollout: from the estimates of
   * {@code p99Latency}, {@code tripwires.p99} and {@code tripwires.allocatedBytes} over all slices.
   * An insufficient answer says nothing.
   */
  public static Fallback of(List<GateResult> results) {
    boolean off = false;
    boolean uncalibrated = false;
    boolean runaway = false;
    for (GateResult result : results) {
      if (result.key().isOverall()
          && result.estimate().isPresent()
          && result.limit().isPresent()
          && result.verdict() != Verdict.INSUFFICIENT) {
        double estimate = result.estimate().getAsDouble();
        double limit = result.limit().getAsDouble();
        switch (result.key().gate()) {
          case GateNames.P99_LATENCY, GateNames.TRIPWIRE_P99 -> {
            off |= estimate > OFF_TIMES * limit;
            uncalibrated |= estimate > UNCALIBRATED_TIMES * limit;
          }
          case GateNames.TRIPWIRE_ALLOCATED_BYTES -> runaway |= ranAway(estimate, limit);
          default -> {
            // No other gate is about the hot path.
          }
        }
      }
    }
    return of(off, uncalibrated, runaway);
  }

  /** The worst of what holds. */
  static Fallback of(boolean off, boolean uncalibrated, boolean runaway) {
    if (off) {
      return Fallback.OFF;
    }
    if (uncalibrated) {
      return Fallback.UNCALIBRATED;
    }
    return runaway ? Fallback.SIMPLIFIED : Fallback.LAST_GOOD;
  }

  /** Whether so many bytes a call are far beyond their limit. */
  static boolean ranAway(double meanBytes, double limit) {
    return limit > 0 ? meanBytes > RUNAWAY_TIMES * limit : meanBytes > RUNAWAY_BYTES;
  }
}
