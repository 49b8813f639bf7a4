package dev.belay.engine.canary;

import dev.belay.flag.Decision;
import dev.belay.plan.AeceMinusTauGate;
import dev.belay.plan.RolloutPlan;
import dev.belay.plan.Unlabelled;
import dev.belay.telemetry.MatureLabels;
import dev.belay.telemetry.Summary;
import dev.belay.telemetry.SummaryLayout;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Labels by when their query was served. What was served together enters the sequential gates once
 * and whole, when every label has had the plan's {@code labelMaturity} to arrive: taken in the
 * order of their arrival, labels that come sooner when they are positive would make a perfect
 * change look biased.
 *
 * <p>Guarantees. (1) Labels may be added by any thread. (2) Ticks come from one thread at a time.
 * (3) The lock is held to count one label, or to take references: nothing is merged under it. (4)
 * Bounded: at most {@value #MAX_COHORTS} cohorts wait, each of {@code labelMaturity} ÷ 8 or a tick.
 */
final class LabelCohorts {
  /*
   * How. A cohort is what was served in one interval [i L, (i + 1) L) of a clock that nobody sets. It is
   * mature when its end lies labelMaturity back. With a maturity of 0 there are no cohorts: a tick is
   * mature as it comes, with the labels that came with their queries.
   *
   * Scores belong to the tick that drained them, labels to the time of their decision, which lies in it
   * or before. So at a boundary a label may stand in the cohort before its score. Where what has no
   * label is left out, that is no matter: each counts once. Where it is negative, MatureLabels.settle
   * carries it over.
   *
   * Decisions tell the wall clock's time; ServingTime says when that was. Where the clock was set back,
   * a time that came twice is taken for the later one: it matures late, never early, and once. A time
   * that cannot be assigned is too late.
   *
   * A label that arrives later than its maturity, or whose query was served in a grace period, is
   * counted and not used; gates that judge windows see it as it arrives either way.
   *
   * A cohort has two halves. The tick's thread alone writes what was served, so that needs no lock.
   */
  private static final int PARTS = 8;
  private static final int MAX_COHORTS = PARTS + 3;
  private static final int MAX_GRACES = 64;

  private record Interval(long from, long to) {}

  private record Cohort(MatureLabels served, MatureLabels late) {}

  private final SummaryLayout layout;
  private final InstantSource wall;
  private final LongSupplier monotone;
  private final boolean negative;
  private final long maturityNanos;
  private final long lengthNanos;
  private final ServingTime servingTime;

  // By any thread, under the lock.
  private final TreeMap<Long, Cohort> cohorts = new TreeMap<>();
  private final Deque<Interval> graces = new ArrayDeque<>();
  private Summary late;
  private boolean anyLate;
  private long beginNanos;
  private long matureUntilNanos;
  private long tooLate;

  // By the thread of the ticks.
  private final Set<String> known = new HashSet<>();
  private MatureLabels owed;
  private long tickedNanos;

  /**
   * Nothing served yet.
   *
   * @param wall the clock of decisions
   * @param monotone ns of a clock that nobody sets
   */
  LabelCohorts(RolloutPlan plan, SummaryLayout layout, InstantSource wall, LongSupplier monotone) {
    Optional<AeceMinusTauGate> gate = plan.gates().aeceMinusTau();
    this.layout = layout;
    this.wall = wall;
    this.monotone = monotone;
    this.negative = gate.map(on -> on.unlabelled() == Unlabelled.NEGATIVE).orElse(false);
    this.maturityNanos = gate.map(on -> on.labelMaturity().toNanos()).orElse(0L);
    this.lengthNanos = Math.max(plan.evaluation().tick().toNanos(), maturityNanos / PARTS);
    this.late = new Summary(layout);
    this.owed = new MatureLabels(negative);
    long now = monotone.getAsLong();
    this.servingTime = new ServingTime(nanos(wall.instant()), now);
    this.beginNanos = now;
    this.matureUntilNanos = now;
    this.tickedNanos = now;
  }

  private static long nanos(Instant instant) {
    return instant.getEpochSecond() * 1_000_000_000L + instant.getNano();
  }

  /** The layout of what is recorded. */
  SummaryLayout layout() {
    return layout;
  }

  /** Whether labels count only where they come with their query. */
  boolean isImmediate() {
    return maturityNanos == 0;
  }

  /** A label that comes after its query; left out where it is of an attempt before. */
  synchronized void add(Decision decision, String slice, double score, boolean label) {
    OptionalLong served = servedNanos(decision);
    if (isOfThisAttempt(served)) {
      late.addLabel(decision, slice, score, label);
      anyLate = true;
      addToCohort(served, decision, slice, score, label);
    }
  }

  /** A label of a pair that comes after its query. */
  synchronized void addPaired(
      Decision decision, String slice, double score, double otherScore, boolean label) {
    OptionalLong served = servedNanos(decision);
    if (isOfThisAttempt(served)) {
      late.addPairedLabel(decision, slice, score, otherScore, label);
      anyLate = true;
      addToCohort(served, decision, slice, score, label);
    }
  }

  private OptionalLong servedNanos(Decision decision) {
    look();
    return servingTime.of(decision.timeNanos());
  }

  /** A look that took long would see two clocks of different times. */
  private long look() {
    long before = monotone.getAsLong();
    long wallNanos = nanos(wall.instant());
    long after = monotone.getAsLong();
    if (after - before < ServingTime.TOLERANCE_NANOS / 2) {
      servingTime.look(wallNanos, after);
    }
    return after;
  }

  /** What was served before the attempt began is no evidence for it. */
  private boolean isOfThisAttempt(OptionalLong served) {
    boolean before = served.isPresent() && served.getAsLong() < beginNanos;
    tooLate += before ? 1 : 0;
    return !before;
  }

  private void addToCohort(
      OptionalLong served, Decision decision, String slice, double score, boolean label) {
    Cohort cohort = null;
    if (served.isPresent()) {
      long at = served.getAsLong();
      if (graces.stream().anyMatch(grace -> at >= grace.from && at < grace.to)) {
        return;
      }
      cohort = maturityNanos == 0 || at < matureUntilNanos ? null : cohort(at);
    }
    if (cohort == null) {
      tooLate++;
    } else if (decision.evidence()) {
      cohort.late.addLabel(decision.variant(), slice, score, label, layout.maxSlices());
    }
  }

  private @Nullable Cohort cohort(long nanos) {
    long index = Math.floorDiv(nanos, lengthNanos);
    Cohort cohort = cohorts.get(index);
    if (cohort == null && cohorts.size() < MAX_COHORTS) {
      cohort = new Cohort(new MatureLabels(negative), new MatureLabels(negative));
      cohorts.put(index, cohort);
    }
    return cohort;
  }

  /** Moves the labels that arrived since the last call into a summary. */
  void drainLate(Summary target) {
    Summary taken;
    synchronized (this) {
      if (!anyLate) {
        return;
      }
      taken = late;
      // A new one: it would keep the pages of every cell that any tick touched.
      late = new Summary(layout);
      anyLate = false;
    }
    target.merge(taken);
  }

  /**
   * A tick, for labels that come after their queries.
   *
   * @param judged whether it is evidence: it is not in a grace period
   * @param recorded what was recorded in it with the labels that came at once; read, not kept
   * @return what is mature now and was not before; empty where nothing is
   */
  Optional<MatureLabels> tick(boolean judged, Summary recorded) {
    List<Cohort> matured = new ArrayList<>();
    Cohort now = null;
    synchronized (this) {
      long nowNanos = look();
      takeMature(nowNanos, matured);
      if (!judged) {
        graces.addLast(new Interval(tickedNanos, nowNanos));
        joinGraces();
      } else {
        now = cohort(Math.max(tickedNanos, nowNanos - 1));
      }
      tickedNanos = nowNanos;
    }
    if (now != null) {
      now.served.add(recorded, known, layout.maxSlices());
    }
    MatureLabels all = null;
    for (Cohort cohort : matured) {
      cohort.served.settle(cohort.late, known, owed);
      if (all == null) {
        all = cohort.served;
      } else {
        all.merge(cohort.served);
      }
    }
    return Optional.ofNullable(all);
  }

  /** One tick of grace follows another: they are one interval. */
  private void joinGraces() {
    Interval last = graces.removeLast();
    Interval before = graces.peekLast();
    if (before != null && before.to == last.from) {
      graces.removeLast();
      last = new Interval(before.from, last.to);
    }
    graces.addLast(last);
    if (graces.size() > MAX_GRACES) {
      graces.removeFirst();
    }
  }

  private void takeMature(long nowNanos, List<Cohort> to) {
    Iterator<Map.Entry<Long, Cohort>> all = cohorts.entrySet().iterator();
    while (all.hasNext()) {
      Map.Entry<Long, Cohort> cohort = all.next();
      long end = (cohort.getKey() + 1) * lengthNanos;
      if (end + maturityNanos > nowNanos) {
        return;
      }
      matureUntilNanos = end;
      to.add(cohort.getValue());
      all.remove();
    }
  }

  /** Forgets everything: an attempt begins, or treatment was taken back. */
  synchronized void begin() {
    long now = look();
    cohorts.clear();
    graces.clear();
    known.clear();
    owed = new MatureLabels(negative);
    tickedNanos = now;
    beginNanos = now;
    matureUntilNanos = now;
  }

  /** How many labels came too late to be used by sequential gates. */
  synchronized long tooLate() {
    return tooLate;
  }
}
