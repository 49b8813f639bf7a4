package dev.belay.lab;

import dev.belay.engine.simulate.Estimate;
import dev.belay.engine.simulate.LadderOutcome;
import dev.belay.lab.Section.Job;
import dev.belay.lab.Section.Kind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** What has to hold, computed from the results. Immutable. */
final class MustHold {
  private static final double PROMISE = 0.01;
  private static final double TWO_SIDED_95 = 1.959964;
  private static final double TOLERABLE = 0.05;
  private static final double FEWER = 5;
  private static final long FRESH = 300;
  private static final long LATER = 700;

  /** A p99 of at least twice the control's, or a calibration error of at least 0.05. */
  private static final Set<String> LARGE =
      Set.of(
          "latency-2",
          "latency-tail",
          "over-confident-0.05",
          "over-confident-0.1",
          "under-confident-0.05",
          "shifted-0.05");

  private final Map<Section, List<Row>> results;
  private final GateDelay delay;
  private final List<String> lines = new ArrayList<>();

  private MustHold(Map<Section, List<Row>> results, GateDelay delay) {
    this.results = results;
    this.delay = delay;
  }

  /** One line for each statement: the statement, its number, and whether it holds. */
  static List<String> of(Map<Section, List<Row>> results, GateDelay delay) {
    MustHold must = new MustHold(results, delay);
    must.falseReverts();
    must.exposure();
    must.gate("from a fresh start", delay.fresh(), FRESH);
    must.gate("after 20 000 healthy queries", delay.later(), LATER);
    return must.lines;
  }

  private void falseReverts() {
    results.forEach(
        (section, rows) -> {
          for (int i = 0; i < rows.size(); i++) {
            Job job = section.jobs().get(i);
            if (job.promised()) {
              falseReverts(section, rows.get(i));
            }
          }
        });
  }

  private void falseReverts(Section section, Row row) {
    int n = row.result().runs();
    double most = PROMISE + TWO_SIDED_95 * Math.sqrt(PROMISE * (1 - PROMISE) / n);
    Estimate share = row.reverted();
    line(
        share.value() <= most,
        100 * (share.value() - most),
        "%.2f percentage points",
        "P(false revert) at most 0.01 + Monte Carlo error (%.4f for %d ladders), %s, %s: %s",
        most,
        n,
        row.label(),
        section.title(),
        Words.shareWithInterval(share));
  }

  private void exposure() {
    results.forEach(
        (section, rows) -> {
          if (section.kind() == Kind.FAULT && LARGE.contains(section.id())) {
            for (Row row : rows) {
              if (isOurs(row) && row.label().endsWith(Study.PAIRS)) {
                missed(section, row);
                exposed(section, row, rows);
              }
            }
          }
        });
  }

  private static boolean isOurs(Row row) {
    return row.label().startsWith("sequential") || row.label().startsWith("guarded");
  }

  private void missed(Section section, Row row) {
    int missed = row.result().faulty() - row.result().caught();
    line(
        missed == 0,
        missed,
        "%.0f ladders",
        "no missed fault, %s, %s: %d of %d missed, %s",
        row.label(),
        section.title(),
        missed,
        row.result().faulty(),
        row.result().missRate().map(Words::interval).orElse("–"));
  }

  /**
   * Against the rules that seldom revert a good change under plain traffic, and against those that
   * seldom do in any table of good changes, as ours promise.
   */
  private void exposed(Section section, Row ours, List<Row> rows) {
    exposed(section, ours, rows, "under plain traffic", true);
    exposed(section, ours, rows, "in every table of good changes", false);
  }

  private void exposed(Section section, Row ours, List<Row> rows, String where, boolean plain) {
    Row best = null;
    Row bestOfAll = null;
    for (Row row : rows) {
      if (!isOurs(row)) {
        best = falseRate(row, plain) < TOLERABLE && isBetter(row, best) ? row : best;
        bestOfAll = isBetter(row, bestOfAll) ? row : bestOfAll;
      }
    }
    String what =
        String.format(
            Locale.ROOT,
            "median exposed queries at most 1/5 of the best other rule's with under 5 %% false"
                + " reverts %s, %s, %s: %s",
            where,
            ours.label(),
            section.title(),
            Words.queriesWithInterval(ours.result().exposed(0.5)));
    boolean some = best != null && median(best) < Double.POSITIVE_INFINITY;
    if (some) {
      line(
          FEWER * median(ours) <= median(best),
          median(ours) - median(best) / FEWER,
          "%.0f queries",
          "%s; %s",
          what,
          against(best, plain));
    } else {
      String other =
          bestOfAll == null || median(bestOfAll) == Double.POSITIVE_INFINITY
              ? "nor does any other"
              : "the best of the others: " + against(bestOfAll, plain);
      line(
          median(ours) < Double.POSITIVE_INFINITY,
          0,
          "all",
          "%s; no such rule catches half of the ladders; %s",
          what,
          other);
    }
  }

  private String against(Row other, boolean plain) {
    return String.format(
        Locale.ROOT,
        "%s needs %.0f at up to %.1f %% false reverts",
        other.label(),
        median(other),
        100 * falseRate(other, plain));
  }

  private boolean isBetter(Row row, Row best) {
    return best == null || median(row) < median(best);
  }

  /** The median over all ladders with the fault, where a missed one counts as without end. */
  private static double median(Row row) {
    double[] exposed =
        row.result().outcomes().stream()
            .filter(LadderOutcome::faulty)
            .mapToDouble(each -> each.reverted() ? each.exposed() : Double.POSITIVE_INFINITY)
            .toArray();
    Arrays.sort(exposed);
    return exposed.length == 0 ? Double.POSITIVE_INFINITY : exposed[(exposed.length - 1) / 2];
  }

  /**
   * How often the rule reverts a good change.
   *
   * @param plain whether under plain traffic; else where it does so most often
   */
  private double falseRate(Row row, boolean plain) {
    return results.entrySet().stream()
        .filter(table -> table.getKey().kind() == Kind.NULL)
        .filter(table -> !plain || table.getKey().id().equals("plain"))
        .flatMap(table -> table.getValue().stream())
        .filter(other -> other.label().equals(row.label()))
        .mapToDouble(other -> other.reverted().value())
        .max()
        .orElse(1);
  }

  private void gate(String when, GateDelay.Median median, long most) {
    line(
        median.value() <= most,
        median.value() - most,
        "%.0f queries",
        "a true P(X > 1 ms) of 5 %% is caught within a median of %d treatment queries %s, at the"
            + " plan's full split of the budget (α = %.6f): %d (%d to %d)",
        most,
        when,
        delay.alpha(),
        median.value(),
        median.lower(),
        median.upper());
  }

  private void line(boolean holds, double by, String unit, String pattern, Object... values) {
    String verdict = holds ? "holds" : "**MISSED** by " + String.format(Locale.ROOT, unit, by);
    lines.add(String.format(Locale.ROOT, pattern, values) + " — " + verdict);
  }
}
