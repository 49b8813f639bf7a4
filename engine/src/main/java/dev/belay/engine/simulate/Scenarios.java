package dev.belay.engine.simulate;

import dev.belay.engine.simulate.Fault.Miscalibration;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The scenarios that rules are measured by: no fault, and faults of several sizes. Stateless. */
public final class Scenarios {
  private static final double NANOS_PER_MILLI = 1e6;

  private Scenarios() {}

  /** All of them, healthy first, under some traffic. */
  public static List<Scenario> all(Traffic traffic) {
    List<Scenario> all = new ArrayList<>();
    add(all, traffic, "healthy", "nothing is wrong", Fault.NONE);
    for (double factor : new double[] {1.2, 1.5, 2}) {
      String name = "latency-" + text(factor);
      add(all, traffic, name, slower(traffic, factor), new Fault.Latency(factor));
    }
    add(
        all,
        traffic,
        "latency-tail",
        "the slowest 2 % of queries take three times as long",
        new Fault.LatencyTail(0.02, 3));
    calibration(all, traffic);
    for (double shift : new double[] {0.02, 0.05, 0.1}) {
      String sentence = "the median score is " + text(shift) + " higher";
      add(all, traffic, "median-" + text(shift), sentence, new Fault.MedianShift(shift));
    }
    for (double loss : new double[] {0.5, 1, 5}) {
      String sentence = "recall@50 is " + text(loss) + " % lower";
      add(all, traffic, "recall-" + text(loss), sentence, new Fault.RecallLoss(loss / 100));
    }
    add(all, traffic, "failures-0.5", "0.5 % of queries fail", new Fault.Failures(0.005));
    add(all, traffic, "invalid-2", "2 % of scores are NaN", new Fault.InvalidScores(0.02));
    timed(all, traffic);
    return all;
  }

  private static void calibration(List<Scenario> all, Traffic traffic) {
    for (double error : new double[] {0.02, 0.05, 0.1}) {
      add(
          all,
          traffic,
          "over-confident-" + text(error),
          "over-confident scores with a calibration error of " + text(error),
          new Fault.Calibration(Miscalibration.OVER_CONFIDENT, error, false));
    }
    add(
        all,
        traffic,
        "under-confident-0.05",
        "under-confident scores with a calibration error of 0.05",
        new Fault.Calibration(Miscalibration.UNDER_CONFIDENT, 0.05, false));
    add(
        all,
        traffic,
        "shifted-0.05",
        "scores that are 0.05 too high",
        new Fault.Calibration(Miscalibration.SHIFTED, 0.05, false));
    add(
        all,
        traffic,
        "one-slice-0.1",
        "over-confident scores with a calibration error of 0.1 in one slice",
        new Fault.Calibration(Miscalibration.OVER_CONFIDENT, 0.1, true));
  }

  private static void timed(List<Scenario> all, Traffic traffic) {
    Fault fault = new Fault.Latency(2);
    String slower = slower(traffic, 2);
    all.add(
        new Scenario(
            "drift",
            slower + ", growing over 6 h",
            traffic,
            fault,
            Onset.growingFor(Duration.ofHours(6))));
    all.add(
        new Scenario(
            "at-50-percent", slower + " from 50 % on", traffic, fault, Onset.fromPercent(50)));
    all.add(
        new Scenario(
            "after-10h",
            slower + " after 10 h",
            traffic,
            fault,
            Onset.after(Duration.ofHours(10))));
  }

  private static String slower(Traffic traffic, double factor) {
    double millis = traffic.p99Latency().toNanos() * factor / NANOS_PER_MILLI;
    return "a p99 of " + String.format(Locale.ROOT, "%.3g", millis) + " ms";
  }

  private static void add(
      List<Scenario> all, Traffic traffic, String name, String sentence, Fault fault) {
    all.add(new Scenario(name, sentence, traffic, fault, Onset.AT_ONCE));
  }

  /** The shortest decimal: 2, not 2.0. */
  private static String text(double value) {
    return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
  }
}
