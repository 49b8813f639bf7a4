package dev.belay.telemetry;

import dev.belay.flag.Decision;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.function.Consumer;
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
  private final long copyBytes;
  private final Overflow overflow = new Overflow();

  /** Kept, so that a drain makes no object. */
  private final Consumer<Event> addHere = this::addHere;

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
    this.copyBytes = SliceSummary.fullBytesServed(layout);
  }

  /**
   * Takes the memory of the stripe itself and all of its slice OTHER; false without room for it.
   */
  boolean reserve() {
    return budget.tryReserve(ownBytes()) && summary.other().reserveAll();
  }

  private static long ownBytes() {
    return OWN_BYTES + Summary.fixedBytes() + Overflow.maxBytes();
  }

  /** What {@link #reserve} takes. */
  static long fixedBytes(SummaryLayout layout) {
    return ownBytes() + SliceSummary.fullBytes(layout);
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
    if ((number & mask) == index) {
      return budget.tryReserve(SliceSummary.fixedBytes(slice))
          ? summary.create(slice, budget)
          : SliceSummary.NO_ROOM;
    }
    // A copy is paid for whole, so that it never takes the common and refuses the rare; it does
    // without pairs, which all go home.
    return luxury.tryReserve(SliceSummary.fixedBytes(slice) + copyBytes)
        ? summary.createServedOnly(slice)
        : SliceSummary.NO_ROOM;
  }

  /** Counts an event in its slice; false where there is no room for it. */
  boolean add(Event event) {
    SliceSummary slot = slotFor(event.decision(), event.slice(), event.observation());
    return slot == null || event.addTo(slot);
  }

  /** Counts an event in OTHER, which always has room, and why it had to be. */
  void addToOther(Event event, Tally why) {
    if (!event.decision().evidence()) {
      summary.count(Tally.EXCLUDED, 1);
      return;
    }
    if (!event.addTo(summary.other())) {
      throw new IllegalStateException("the slice " + Summary.OTHER + " has no room: a bug");
    }
    if (event.observation()) {
      summary.count(why, 1);
    }
  }

  /** Leaves an event for whoever holds the stripe; false where no place was free. */
  boolean leave(Event event, int hint) {
    return overflow.offer(event, hint);
  }

  /** Whether anything may have been left. */
  boolean isWaiting() {
    return overflow.isWaiting();
  }

  /** Counts what was left; the caller holds the stripe. */
  void addWaiting() {
    overflow.drain(addHere);
  }

  /** Counts an event in its home, which this is, or in OTHER where there is no memory for it. */
  void addHere(Event event) {
    if (!add(event)) {
      admission.demote(admission.indexOf(event.slice()));
      addToOther(event, Tally.OTHER_BY_MEMORY);
    }
  }

  /** Moves all there is into a summary, slice by slice, holding the stripe for one at a time. */
  void drainInto(Summary target) {
    int slots;
    acquire();
    try {
      addWaiting();
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
        moveNamed(summary.slot(i), target);
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

  /** A slice that is no longer kept apart goes to OTHER whole, and holds nothing from then on. */
  private void moveNamed(SliceSummary from, Summary target) {
    if (admission.isDemoted(admission.indexOf(from.name()))) {
      target.foldIntoOther(from);
      from.close();
    } else {
      move(from, target);
    }
  }
}
