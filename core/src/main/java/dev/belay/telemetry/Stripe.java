package dev.belay.telemetry;

import dev.belay.flag.Decision;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/** Keeps what comes before the flag off its cache lines. */
class StripeHead {
  long h00;
  long h01;
  long h02;
  long h03;
  long h04;
  long h05;
  long h06;
  long h07;
  long h08;
  long h09;
  long h10;
  long h11;
  long h12;
  long h13;
  long h14;
  long h15;
}

/** The flag: whether some thread is using the stripe. */
class StripeFlag extends StripeHead {
  static final VarHandle HELD;

  static {
    try {
      HELD = MethodHandles.lookup().findVarHandle(StripeFlag.class, "held", int.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  volatile int held;
}

/** Keeps what comes after the flag off its cache lines. */
class StripeTail extends StripeFlag {
  long t00;
  long t01;
  long t02;
  long t03;
  long t04;
  long t05;
  long t06;
  long t07;
  long t08;
  long t09;
  long t10;
  long t11;
  long t12;
  long t13;
  long t14;
  long t15;
}

/**
 * A summary that one thread at a time uses.
 *
 * <ol>
 *   <li>{@link #tryAcquire} never waits; between it and {@link #release} the thread has the summary
 *       for itself, and sees all that the holders before it did.
 *   <li>{@link #acquire} waits for the holder; only drains use it.
 * </ol>
 */
final class Stripe extends StripeTail {
  private static final int SPINS = 64;
  private static final int OWN_BYTES = 512;

  private final int index;
  private final int mask;
  private final Summary summary;
  private final SliceAdmission admission;
  private final PageBudget budget;
  private final PageBudget luxury;

  Stripe(
      int index,
      int mask,
      SummaryLayout layout,
      SliceAdmission admission,
      PageBudget budget,
      PageBudget luxury) {
    this.index = index;
    this.mask = mask;
    this.summary = new Summary(layout, budget);
    this.admission = admission;
    this.budget = budget;
    this.luxury = luxury;
  }

  /**
   * Takes the memory of the stripe itself and all of its slice OTHER; false without room for it.
   */
  boolean reserve() {
    return budget.tryReserve(OWN_BYTES + Summary.fixedBytes()) && summary.other().reserveAll();
  }

  /** What {@link #reserve} takes. */
  static long fixedBytes(SummaryLayout layout) {
    return OWN_BYTES + Summary.fixedBytes() + SliceSummary.fullBytes(layout);
  }

  boolean tryAcquire() {
    return held == 0 && HELD.compareAndSet(this, 0, 1);
  }

  // Yielding lets a recording thread that was interrupted go on; correctness does not rest on it.
  @SuppressWarnings("ThreadPriorityCheck")
  void acquire() {
    for (int spins = 0; !tryAcquire(); spins++) {
      if (spins < SPINS) {
        Thread.onSpinWait();
      } else {
        Thread.yield();
      }
    }
  }

  void release() {
    HELD.setRelease(this, 0);
  }

  /**
   * The slice to count an observation in; it may be OTHER, which is then counted.
   *
   * @return null where the decision is no evidence, which is counted; {@link SliceSummary#NO_ROOM}
   *     where the slice is missing here and there is no memory for it: nothing can be added to that
   */
  @Nullable SliceSummary slotFor(Decision decision, String slice, boolean observation) {
    if (!decision.evidence()) {
      summary.count(Tally.EXCLUDED, 1);
      return null;
    }
    SliceSummary slot = summary.slotOrNull(slice);
    return slot == null ? create(slice, observation) : slot;
  }

  private SliceSummary create(String slice, boolean observation) {
    int number = admission.indexOf(slice);
    if (number == SliceAdmission.NONE) {
      if (observation) {
        summary.count(Tally.OTHER_BY_SLICES, 1);
      }
      return summary.other();
    }
    PageBudget mine = (number & mask) == index ? budget : luxury;
    return mine.tryReserve(SliceSummary.fixedBytes(slice))
        ? summary.create(slice, mine)
        : SliceSummary.NO_ROOM;
  }

  /** Counts an event in its slice; false where there is no room for it. */
  boolean add(Event event) {
    SliceSummary slot = slotFor(event.decision(), event.slice(), event.observation());
    return slot == null || event.addTo(slot);
  }

  /** Counts an event in OTHER, which always has room, and why it had to be. */
  void addToOther(Event event, Tally why) {
    if (!event.addTo(summary.other())) {
      throw new IllegalStateException("the slice " + Summary.OTHER + " has no room: a bug");
    }
    if (event.observation()) {
      summary.count(why, 1);
    }
  }

  /** Moves all there is into a summary, slice by slice, holding the stripe for one at a time. */
  void drainInto(Summary target) {
    int slots;
    acquire();
    try {
      slots = summary.slots();
      target.mergeTallies(summary);
      summary.clearTallies();
      move(summary.other(), target);
    } finally {
      release();
    }
    for (int i = 0; i < slots; i++) {
      acquire();
      try {
        move(summary.slot(i), target);
      } finally {
        release();
      }
    }
  }

  private static void move(SliceSummary from, Summary target) {
    if (!from.isEmpty()) {
      target.mergeSlice(from);
      from.clear();
    }
  }
}
