package dev.belay.engine.canary;

import dev.belay.flag.Decision;
import dev.belay.plan.RolloutPlan;
import dev.belay.telemetry.Summary;
import dev.belay.telemetry.SummaryLayout;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Labels by when their query was served. What was served together enters the sequential gates once
 * and whole, when every label has had the plan's {@code labelMaturity} to arrive: taken in the
 * order of their arrival, labels that come sooner when they are positive would make a perfect
 * change look biased.
 *
 * <p>Thread-safe: one lock, held for a merge of what becomes mature at a tick, for which 0.15 s was
 * seen. Bounded: at most {@value #MAX_COHORTS} cohorts wait, each of {@code labelMaturity} ÷ 16 or
 * a tick.
 */
final class LabelCohorts {
  /*
   * How. A cohort is what was served in one interval [i L, (i + 1) L) of the wall clock, by its
   * decisions' times. It is mature when its end lies labelMaturity back. With a maturity of 0 there
   * are no cohorts: a tick is mature as it comes, with the labels that came with their queries.
   *
   * A label that arrives later than its maturity, or whose query was served in a grace period, is
   * counted and not used; gates that judge windows see it as it arrives either way.
   */
  private static final int PARTS = 16;
  private static final int MAX_COHORTS = PARTS + 3;
  private static final int MAX_GRACES = 64;

  private record Interval(long from, long to) {}

  private final SummaryLayout layout;
  private final long maturityNanos;
  private final long lengthNanos;
  private final TreeMap<Long, Summary> cohorts = new TreeMap<>();
  private final Deque<Interval> graces = new ArrayDeque<>();
  private final Summary mature;
  private Summary late;
  private Summary spare;
  private long beginNanos = Long.MIN_VALUE;
  private long matureUntilNanos = Long.MIN_VALUE;
  private long tooLate;

  LabelCohorts(RolloutPlan plan, SummaryLayout layout) {
    this.layout = layout;
    this.maturityNanos =
        plan.gates().aeceMinusTau().map(gate -> gate.labelMaturity().toNanos()).orElse(0L);
    this.lengthNanos = Math.max(plan.evaluation().tick().toNanos(), maturityNanos / PARTS);
    this.mature = new Summary(layout);
    this.late = new Summary(layout);
    this.spare = new Summary(layout);
  }

  /** The layout of what is recorded. */
  SummaryLayout layout() {
    return layout;
  }

  /** A label that comes after its query. */
  synchronized void add(Decision decision, String slice, double score, boolean label) {
    late.addLabel(decision, slice, score, label);
    Summary cohort = cohortOf(decision.timeNanos());
    if (cohort != null) {
      cohort.addLabel(decision, slice, score, label);
    }
  }

  /** A label of a pair that comes after its query. */
  synchronized void addPaired(
      Decision decision, String slice, double score, double otherScore, boolean label) {
    late.addPairedLabel(decision, slice, score, otherScore, label);
    Summary cohort = cohortOf(decision.timeNanos());
    if (cohort != null) {
      cohort.addPairedLabel(decision, slice, score, otherScore, label);
    }
  }

  private @Nullable Summary cohortOf(long servedNanos) {
    boolean inGrace =
        graces.stream().anyMatch(grace -> servedNanos >= grace.from && servedNanos < grace.to);
    if (maturityNanos == 0 || inGrace || servedNanos < Math.max(beginNanos, matureUntilNanos)) {
      tooLate += inGrace ? 0 : 1;
      return null;
    }
    return cohort(servedNanos);
  }

  private @Nullable Summary cohort(long nanos) {
    long index = Math.floorDiv(nanos, lengthNanos);
    Summary cohort = cohorts.get(index);
    if (cohort == null && cohorts.size() < MAX_COHORTS) {
      cohort = new Summary(layout);
      cohorts.put(index, cohort);
    }
    return cohort;
  }

  /** Moves the labels that arrived since the last call into a summary. */
  void drainLate(Summary target) {
    Summary taken;
    synchronized (this) {
      taken = late;
      late = spare;
      spare = taken;
    }
    // Nobody adds to it before the next call.
    target.merge(taken);
    taken.clear();
  }

  /**
   * A tick: what was recorded in it with the labels that came at once.
   *
   * @param fromNanos when it began
   * @param toNanos when it ended
   * @param judged whether it is evidence: it is not in a grace period
   * @return what is mature now and was not before; a view that holds until the next call
   */
  synchronized Summary tick(long fromNanos, long toNanos, boolean judged, Summary recorded) {
    mature.clear();
    if (!judged) {
      graces.addLast(new Interval(fromNanos, toNanos));
      joinGraces();
    } else if (maturityNanos == 0) {
      mature.merge(recorded);
    } else {
      Summary cohort = cohort(Math.max(fromNanos, toNanos - 1));
      if (cohort != null) {
        cohort.merge(recorded);
      }
    }
    takeMature(toNanos);
    return mature;
  }

  /** One tick of grace follows another: they are one interval. */
  private void joinGraces() {
    Interval last = graces.removeLast();
    Interval before = graces.peekLast();
    if (before != null && before.from <= last.from && last.from <= before.to) {
      graces.removeLast();
      last = new Interval(before.from, last.to);
    }
    graces.addLast(last);
    if (graces.size() > MAX_GRACES) {
      graces.removeFirst();
    }
  }

  private void takeMature(long nowNanos) {
    Iterator<Map.Entry<Long, Summary>> all = cohorts.entrySet().iterator();
    while (all.hasNext()) {
      Map.Entry<Long, Summary> cohort = all.next();
      long end = (cohort.getKey() + 1) * lengthNanos;
      if (end + maturityNanos > nowNanos) {
        return;
      }
      matureUntilNanos = end;
      mature.merge(cohort.getValue());
      all.remove();
    }
  }

  /** Forgets everything: an attempt begins, or treatment was taken back. */
  synchronized void begin(long nowNanos) {
    cohorts.clear();
    graces.clear();
    mature.clear();
    beginNanos = nowNanos;
    matureUntilNanos = nowNanos;
  }

  /** How many labels came too late to be used by sequential gates. */
  synchronized long tooLate() {
    return tooLate;
  }
}
