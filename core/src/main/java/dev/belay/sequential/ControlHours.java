package dev.belay.sequential;

import dev.belay.flag.Variant;
import dev.belay.plan.Gates;
import dev.belay.plan.RolloutPlan;
import dev.belay.stats.CountDispersion;
import dev.belay.telemetry.ArmCounter;
import dev.belay.telemetry.ArmSummary;
import dev.belay.telemetry.Population;
import dev.belay.telemetry.ScoreCells;
import dev.belay.telemetry.ScoreGrid;
import dev.belay.telemetry.SliceSummary;
import dev.belay.telemetry.Summary;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * What the control did hour by hour, of which {@code dispersion: auto} is measured. At most {@value
 * #MOST} hours, the oldest are forgotten first. Mutable and not thread-safe; the same windows in
 * the same order give the same bits.
 */
public final class ControlHours {
  /*
   * How. A window counts whole for the hour in which it ends. What is counted over all slices: latencies
   * over the p99 limit, always; failures, recall misses and labels where their gate is on, as one
   * dispersion serves all gates. Of labels the sum of (label − score) and of s (1 − s), the latter from
   * the counts and sums of cells: Σt(1 − t) ≤ Σt − (Σt)²/n, too much by less than 0.1 %.
   */

  /** The most hours that are kept: seven days. */
  public static final int MOST = 168;

  private static final long HOUR_NANOS = 3_600_000_000_000L;
  private static final int OVER_LIMIT = 0;
  private static final int FAILURES = 1;
  private static final int RECALL_MISSES = 2;
  private static final int KINDS = 3;

  /** One hour; mutable. */
  private static final class Hour {
    private final long[] n = new long[KINDS];
    private final long[] events = new long[KINDS];
    private long labels;
    private double residual;
    private double variance;
  }

  private final Gates gates;
  private final Map<Long, Hour> hours = new LinkedHashMap<>();

  /** Hours without any window yet, for a plan. */
  public ControlHours(RolloutPlan plan) {
    this.gates = plan.gates();
  }

  /**
   * Takes in the control of a completed window.
   *
   * @param timeNanos when it ended, in ns since 1970-01-01T00:00:00Z
   * @param window read, not kept
   */
  public void add(long timeNanos, Summary window) {
    Hour hour = null;
    for (SliceSummary slice : window.slices()) {
      ArmSummary arm = slice.armOrNull(Population.SERVED, Variant.CONTROL);
      if (arm != null) {
        hour = hour == null ? hourOf(Math.floorDiv(timeNanos, HOUR_NANOS)) : hour;
        add(hour, arm, window.layout().p99LimitNanos());
      }
    }
  }

  private Hour hourOf(long index) {
    Hour hour = hours.computeIfAbsent(index, any -> new Hour());
    if (hours.size() > MOST) {
      Iterator<Long> eldest = hours.keySet().iterator();
      eldest.next();
      eldest.remove();
    }
    return hour;
  }

  private static void add(Hour hour, ArmSummary arm, long limitNanos) {
    hour.n[OVER_LIMIT] += arm.observations();
    hour.events[OVER_LIMIT] += arm.latencies().over(limitNanos);
    hour.n[FAILURES] += arm.observations();
    hour.events[FAILURES] += arm.get(ArmCounter.FAILURES);
    hour.n[RECALL_MISSES] += arm.get(ArmCounter.SLA_RECALL_MEASURED);
    hour.events[RECALL_MISSES] += arm.get(ArmCounter.RECALL_MISSES);
    ScoreGrid grid = arm.scores();
    int cell = grid.nextCell(0);
    while (cell < ScoreCells.COUNT) {
      addLabels(hour, grid, cell, false);
      addLabels(hour, grid, cell, true);
      cell = grid.nextCell(cell + 1);
    }
  }

  private static void addLabels(Hour hour, ScoreGrid grid, int cell, boolean label) {
    long n = grid.labelled(cell, label);
    if (n == 0) {
      return;
    }
    double distance = grid.sumUnits(cell, label) / ScoreCells.unitsPerOne(cell);
    double scores = ScoreCells.mirrored(cell) ? n - distance : distance;
    hour.labels += n;
    hour.residual += (label ? n : 0) - scores;
    hour.variance += distance - distance * distance / n;
  }

  /**
   * The greatest dispersion of those that can be measured.
   *
   * @return measured, or that it was not
   */
  public DispersionChoice measure() {
    List<OptionalDouble> answers = new ArrayList<>();
    answers.add(ofCounts(OVER_LIMIT));
    if (gates.failureRate().isPresent()) {
      answers.add(ofCounts(FAILURES));
    }
    if (gates.slaRecall50().isPresent()) {
      answers.add(ofCounts(RECALL_MISSES));
    }
    if (gates.aeceMinusTau().isPresent()) {
      answers.add(ofLabels());
    }
    OptionalDouble greatest = CountDispersion.greatest(answers);
    return greatest.isPresent()
        ? DispersionChoice.measured(greatest.getAsDouble(), hours.size())
        : DispersionChoice.NOT_MEASURED;
  }

  private OptionalDouble ofCounts(int kind) {
    long[] n = hours.values().stream().mapToLong(hour -> hour.n[kind]).toArray();
    long[] k = hours.values().stream().mapToLong(hour -> hour.events[kind]).toArray();
    return CountDispersion.ofCounts(n, k);
  }

  private OptionalDouble ofLabels() {
    long[] n = hours.values().stream().mapToLong(hour -> hour.labels).toArray();
    double[] sum = hours.values().stream().mapToDouble(hour -> hour.residual).toArray();
    double[] variance = hours.values().stream().mapToDouble(hour -> hour.variance).toArray();
    return CountDispersion.ofSums(n, sum, variance);
  }
}
