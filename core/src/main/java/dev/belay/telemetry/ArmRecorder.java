package dev.belay.telemetry;

import dev.belay.flag.Decision;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Takes what the threads of a service observe and gives it out as {@link Summary}, for one rollout.
 * Thread-safe.
 *
 * <p>Guarantees:
 *
 * <ol>
 *   <li>No call of {@code record…} blocks, waits for another thread or takes a lock that another
 *       thread could hold against it; the number of its steps is bounded.
 *   <li>An observation enters exactly one drain, and enters it whole: with its score, latency,
 *       label, shard and pair.
 *   <li>A drain holds every observation whose {@code record…} returned before the drain began; one
 *       that runs at the same time is in this drain or in the next.
 *   <li>Nothing is dropped silently. What cannot be counted is counted as lost, what cannot be
 *       counted under its slice as put to {@link Summary#OTHER}, what is no evidence as excluded:
 *       see {@link Tally}.
 *   <li>{@code record} with primitives allocates nothing once the pages it needs exist, unless it
 *       has to be left for a busy stripe or its slice was demoted: then one small object.
 *   <li>The recorder takes at most its budget of memory at any time. A summary that is drained
 *       into, cleared and drained into again never needs more than the recorder itself, so that
 *       both together stay within twice the budget: 16 MiB by default.
 *   <li>Drains may run at the same time into different summaries. A drain keeps one stripe busy for
 *       the time of merging one slice and may wait for a recording thread that it interrupted.
 * </ol>
 */
public final class ArmRecorder {
  /*
   * How. A stripe is a Summary and a flag. A thread takes the flag of its stripe by compare-and-set,
   * or the next stripe's if that fails, and remembers where it succeeded.
   *
   * Memory. The slice OTHER of every stripe is allocated at once and whole. Every slice has a home
   * stripe, whose copy of it grows page by page. Copies in other stripes are a luxury: they may use
   * a sixth of what is left, and are paid for whole (but for pairs, which always go home), so that a
   * copy takes whatever comes or does not exist. Where it does not, the thread goes to the slice's home; where that is busy, it leaves the
   * observation there, and the holder counts it when it is done. So where an observation is counted
   * depends on its slice and on the time, never on what was observed: a slice that lost the slow and
   * the rare to OTHER would look better than it is.
   *
   * A slice whose home has no memory for all of it is demoted: the drain folds what there is of it
   * into OTHER, whole, and so does every later one.
   *
   * The recorder admits a name once, for its life, first come, first served; names given to the
   * builder come first. So the slices of its drains never exceed the layout's.
   */

  /** The memory of a recorder where nothing else is said: half of the 16 MiB of a rollout. */
  public static final long DEFAULT_MAX_BYTES = 8L << 20;

  /** The most memory of a recorder. */
  public static final long MAX_BYTES = 16L << 20;

  /** The most stripes. */
  public static final int MAX_STRIPES = 16;

  private static final int LUXURY_PART = 6;
  private static final int MAX_ROUNDS = 32;
  private static final int THREADS = 256;

  private final SummaryLayout layout;
  private final PageBudget budget;
  private final Stripe[] stripes;
  private final int stripeMask;
  private final SliceAdmission admission;
  private final AtomicLong lost = new AtomicLong();

  /** Where each thread (by its id, modulo the length) last found a free stripe. A hint: racy. */
  private final int[] stripeOfThread = new int[THREADS];

  private ArmRecorder(Builder builder) {
    layout = builder.layout;
    budget = PageBudget.of(builder.maxBytes);
    stripeMask = builder.stripes - 1;
    admission = new SliceAdmission(layout.maxSlices(), builder.slices);
    long fixed = 1024 + PageBudget.longs(THREADS) + SliceAdmission.maxBytes(layout.maxSlices());
    long others = builder.stripes * Stripe.fixedBytes(layout);
    PageBudget luxury =
        budget.limitedTo(fixed + others + (builder.maxBytes - fixed - others) / LUXURY_PART);
    boolean fits = budget.tryReserve(fixed);
    stripes = new Stripe[builder.stripes];
    for (int i = 0; i < stripes.length; i++) {
      stripes[i] = new Stripe(i, stripeMask, layout, admission, budget, luxury);
      fits = fits && stripes[i].reserve();
    }
    if (!fits) {
      throw new IllegalArgumentException(
          "a recorder of "
              + builder.stripes
              + " stripes needs "
              + (fixed + others)
              + " bytes before any slice; maxBytes is "
              + builder.maxBytes
              + ": give it fewer stripes or more memory");
    }
    for (int i = 0; i < THREADS; i++) {
      stripeOfThread[i] = i;
    }
  }

  /** A recorder with default stripes and memory. */
  public static ArmRecorder of(SummaryLayout layout) {
    return builder(layout).build();
  }

  /** Begins a recorder. */
  public static Builder builder(SummaryLayout layout) {
    return new Builder(layout);
  }

  /** Gathers what a recorder is made of. Not thread-safe. */
  public static final class Builder {
    private final SummaryLayout layout;
    private int stripes = defaultStripes();
    private long maxBytes = DEFAULT_MAX_BYTES;
    private List<String> slices = List.of();

    private Builder(SummaryLayout layout) {
      this.layout = layout;
    }

    private static int defaultStripes() {
      int wanted = 2 * Runtime.getRuntime().availableProcessors();
      return Math.min(8, Math.max(4, Integer.highestOneBit(2 * wanted - 1)));
    }

    /**
     * The number of stripes; by default twice the processors, rounded up to a power of two, 4 to 8.
     *
     * @param count a power of two, from 1 to {@link #MAX_STRIPES}
     */
    public Builder stripes(int count) {
      if (count < 1 || count > MAX_STRIPES || Integer.bitCount(count) != 1) {
        throw new IllegalArgumentException(
            "stripes is " + count + "; it must be a power of two from 1 to " + MAX_STRIPES);
      }
      stripes = count;
      return this;
    }

    /**
     * The memory the recorder may take, in bytes; by default {@link #DEFAULT_MAX_BYTES}.
     *
     * @param bytes at most {@link #MAX_BYTES}
     */
    public Builder maxBytes(long bytes) {
      if (bytes < 1 || bytes > MAX_BYTES) {
        throw new IllegalArgumentException(
            "maxBytes is " + bytes + "; it must be 1 to " + MAX_BYTES);
      }
      maxBytes = bytes;
      return this;
    }

    /**
     * Slices that are admitted in any case, whatever else comes first.
     *
     * @throws IllegalArgumentException if they are more than the layout keeps, or one is no {@link
     *     SliceName}
     */
    public Builder slices(Collection<String> names) {
      names.forEach(SliceName::check);
      if (names.stream().distinct().count() > layout.maxSlices()) {
        throw new IllegalArgumentException(
            names.size() + " slices are named; the layout keeps at most " + layout.maxSlices());
      }
      slices = List.copyOf(names);
      return this;
    }

    /**
     * The recorder.
     *
     * @throws IllegalArgumentException if the stripes do not fit into the memory
     */
    public ArmRecorder build() {
      return new ArmRecorder(this);
    }
  }

  /** What summaries that this recorder drains into must have been made with. */
  public SummaryLayout layout() {
    return layout;
  }

  /** The memory taken, in bytes, counted as if references were not compressed. */
  public long usedBytes() {
    return budget.usedBytes();
  }

  /**
   * Records an observation without a label.
   *
   * @param decision what served the query; one that is no evidence is counted as excluded
   * @param slice the slice; see {@link SliceName}
   * @param latencyNanos the latency of the served step in ns, at least 0
   * @param score the served score, any double
   * @param success whether the step succeeded
   * @throws IllegalArgumentException if the latency is negative or the slice no {@link SliceName}
   */
  public void record(
      Decision decision, String slice, long latencyNanos, double score, boolean success) {
    if (latencyNanos < 0) {
      ArmOutcome.checkLatency("latency", latencyNanos);
    }
    Stripe stripe = acquire();
    while (stripe != null) {
      try {
        SliceSummary slot = stripe.slotFor(decision, slice, true);
        if (slot == null || slot.add(decision, latencyNanos, score, success)) {
          return;
        }
      } finally {
        release(stripe);
      }
      stripe = acquireHomeAfter(stripe, slice);
    }
    recordSlowly(new Event.Plain(decision, slice, latencyNanos, score, success));
  }

  /**
   * Records an observation whose label is known at once.
   *
   * @param decision what served the query; one that is no evidence is counted as excluded
   * @param slice the slice; see {@link SliceName}
   * @param latencyNanos the latency of the served step in ns, at least 0
   * @param score the served score, any double
   * @param success whether the step succeeded
   * @param label whether the result proved relevant
   * @throws IllegalArgumentException if the latency is negative or the slice no {@link SliceName}
   */
  public void record(
      Decision decision,
      String slice,
      long latencyNanos,
      double score,
      boolean success,
      boolean label) {
    if (latencyNanos < 0) {
      ArmOutcome.checkLatency("latency", latencyNanos);
    }
    Stripe stripe = acquire();
    while (stripe != null) {
      try {
        SliceSummary slot = stripe.slotFor(decision, slice, true);
        if (slot == null || slot.add(decision, latencyNanos, score, success, label)) {
          return;
        }
      } finally {
        release(stripe);
      }
      stripe = acquireHomeAfter(stripe, slice);
    }
    recordSlowly(new Event.Labelled(decision, slice, latencyNanos, score, success, label));
  }

  /** Records an observation; one whose decision is no evidence is counted as excluded. */
  public void record(Decision decision, Observation observation) {
    recordEvent(new Event.Whole(decision, observation));
  }

  /**
   * Records the label of a score that was recorded without one. It enters the drain of now, not
   * that of its score.
   *
   * @throws IllegalArgumentException if the slice is no {@link SliceName}
   */
  public void recordLabel(Decision decision, String slice, double score, boolean label) {
    recordEvent(new Event.Label(decision, slice, score, label));
  }

  /**
   * Records the label of a pair that was recorded without one: for the served score, and for both
   * scores of the pair.
   *
   * @throws IllegalArgumentException if the slice is no {@link SliceName}
   */
  public void recordPairedLabel(
      Decision decision, String slice, double score, double otherScore, boolean label) {
    recordEvent(new Event.PairedLabel(decision, slice, score, otherScore, label));
  }

  private void recordEvent(Event event) {
    Stripe stripe = acquire();
    while (stripe != null) {
      try {
        if (stripe.add(event)) {
          return;
        }
      } finally {
        release(stripe);
      }
      stripe = acquireHomeAfter(stripe, event.slice());
    }
    recordSlowly(event);
  }

  /** Records what found every stripe busy, or its home; or what its home has no memory for. */
  private void recordSlowly(Event event) {
    int number = admission.indexOf(event.slice());
    if (number == SliceAdmission.NONE) {
      addToAnyOther(event, Tally.OTHER_BY_SLICES);
      return;
    }
    if (admission.isDemoted(number)) {
      addToAnyOther(event, Tally.OTHER_BY_MEMORY);
      return;
    }
    Stripe home = stripes[number & stripeMask];
    if (home.tryAcquire()) {
      try {
        home.addHere(event);
      } finally {
        release(home);
      }
    } else if (home.leave(event, threadPlace())) {
      // The holder may have looked just before: then this thread counts it, or a later holder.
      countWaiting(home);
    } else {
      addToAnyOther(event, Tally.OTHER_BY_CONTENTION);
    }
  }

  private void addToAnyOther(Event event, Tally why) {
    Stripe stripe = acquire();
    if (stripe == null) {
      lost.incrementAndGet();
      return;
    }
    try {
      stripe.addToOther(event, why);
    } finally {
      release(stripe);
    }
  }

  /** Gives a stripe back and sees to what was left there meanwhile. */
  private static void release(Stripe stripe) {
    stripe.release();
    if (stripe.isWaiting()) {
      countWaiting(stripe);
    }
  }

  private static void countWaiting(Stripe stripe) {
    if (stripe.tryAcquire()) {
      try {
        stripe.addWaiting();
      } finally {
        stripe.release();
      }
    }
  }

  /**
   * The home of a slice, after another stripe had no copy of it; null where this was the home, or
   * it was busy for all the rounds.
   */
  private @Nullable Stripe acquireHomeAfter(Stripe tried, String slice) {
    int number = admission.indexOf(slice);
    if (number == SliceAdmission.NONE || admission.isDemoted(number)) {
      return null;
    }
    Stripe home = stripes[number & stripeMask];
    if (home == tried) {
      return null;
    }
    for (int round = 0; round < MAX_ROUNDS; round++) {
      if (home.tryAcquire()) {
        return home;
      }
      Thread.onSpinWait();
    }
    return null;
  }

  /** A stripe that was free; null where none was, for all the rounds. */
  private @Nullable Stripe acquire() {
    int place = threadPlace();
    int at = stripeOfThread[place];
    Stripe stripe = stripes[at & stripeMask];
    return stripe.tryAcquire() ? stripe : acquireAnother(place, at);
  }

  private @Nullable Stripe acquireAnother(int place, int at) {
    for (int next = at + 1; next <= at + MAX_ROUNDS * stripes.length; next++) {
      Stripe stripe = stripes[next & stripeMask];
      if (stripe.tryAcquire()) {
        stripeOfThread[place] = next & stripeMask;
        return stripe;
      }
      Thread.onSpinWait();
    }
    return null;
  }

  private static int threadPlace() {
    return (int) Thread.currentThread().getId() & (THREADS - 1);
  }

  /**
   * Moves everything recorded so far into a summary, which is used by no other thread meanwhile.
   *
   * @param target what is recorded is added to what it holds
   * @throws IllegalArgumentException if its layout is not this recorder's; nothing is moved then
   * @throws ArithmeticException if a sum of the target passes the range of a long, which takes over
   *     10^9 observations in one cell; the target is then of no more use
   */
  public void drain(Summary target) {
    target.requireLayout(layout);
    for (Stripe stripe : stripes) {
      stripe.drainInto(target);
    }
    target.count(Tally.LOST, lost.getAndSet(0));
  }

  /** Keeps every stripe busy, for tests. */
  void holdAll() {
    for (Stripe stripe : stripes) {
      stripe.acquire();
    }
  }

  /** Gives the stripes free again, for tests. */
  void releaseAll() {
    for (Stripe stripe : stripes) {
      stripe.release();
    }
  }
}
