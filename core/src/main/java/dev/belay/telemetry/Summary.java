package dev.belay.telemetry;

import dev.belay.flag.Decision;
import dev.belay.flag.Variant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What both arms of a rollout did in some time, by slice: integers only, so that merging is exact,
 * associative and independent of order on every JVM. Mutable and not thread-safe; {@link
 * ArmRecorder} is the way to record from several threads. Equality is of content.
 */
public final class Summary {
  /*
   * How. At most layout.maxSlices slices have a name of their own; the rest is OTHER. Recording
   * admits names first come, first served. Merging keeps the first maxSlices names, in the order of
   * String.compareTo, of all that hold anything on either side, and folds the others into OTHER. A
   * name once folded has maxSlices smaller names against it, which stay in every later merge, so
   * wherever else it appears it is folded too: the result does not depend on the order of merging.
   *
   * A clearing keeps slices and pages for the next use. A slice that is empty counts for nothing:
   * not in equality, not in the number of slices, and its memory is given to another name.
   *
   * Size: a summary in which every cell of every slice, arm and shard is in use takes 16 MiB.
   */

  /** The name of the slice that takes what has no slice of its own. */
  public static final String OTHER = "other";

  private final SummaryLayout layout;
  private final PageBudget budget;
  private final Map<String, SliceSummary> byName = new HashMap<>(2 * SummaryLayout.MAX_SLICES);
  private final List<SliceSummary> named = new ArrayList<>(SummaryLayout.MAX_SLICES);
  private final SliceSummary other;
  private final long[] tallies = new long[Tally.COUNT];

  /** An empty summary. */
  public Summary(SummaryLayout layout) {
    this(layout, PageBudget.unlimited());
  }

  Summary(SummaryLayout layout, PageBudget budget) {
    this.layout = layout;
    this.budget = budget;
    this.other = new SliceSummary(OTHER, layout, budget);
  }

  /** What a summary takes before it has any slice. */
  static long fixedBytes() {
    return 512
        + PageBudget.references(4L * SummaryLayout.MAX_SLICES)
        + PageBudget.references(2L * SummaryLayout.MAX_SLICES)
        + PageBudget.longs(Tally.COUNT)
        + SliceSummary.fixedBytes(OTHER);
  }

  /** What this summary's parts have in common with those it can be merged with. */
  public SummaryLayout layout() {
    return layout;
  }

  /** One count about the recording. */
  public long get(Tally tally) {
    return tallies[tally.index()];
  }

  void count(Tally tally, long delta) {
    tallies[tally.index()] = Math.addExact(tallies[tally.index()], delta);
  }

  /** The number of observations over all slices and both arms. */
  public long observations() {
    long sum = other.observations();
    for (SliceSummary slice : named) {
      sum = Math.addExact(sum, slice.observations());
    }
    return sum;
  }

  /** The slices that hold anything, {@link #OTHER} included, in the order of their names; views. */
  public List<SliceSummary> slices() {
    List<SliceSummary> slices = new ArrayList<>(named);
    slices.add(other);
    slices.removeIf(SliceSummary::isEmpty);
    slices.sort(Comparator.comparing(SliceSummary::name));
    return slices;
  }

  /** The slice of a name; empty where nothing was recorded for it. A view. */
  public Optional<SliceSummary> slice(String name) {
    SliceSummary slice = slotOrNull(name);
    return slice == null || slice.isEmpty() ? Optional.empty() : Optional.of(slice);
  }

  /** All slices merged into a new one. */
  public SliceSummary total() {
    SliceSummary total = SliceSummary.emptyTotal(layout);
    totalInto(total);
    return total;
  }

  /**
   * Replaces what a slice holds by all slices of this summary; allocates nothing once its pages
   * exist.
   *
   * @param total an {@link SliceSummary#emptyTotal}, used before or not; none of this summary
   * @throws IllegalArgumentException if the layouts differ
   */
  public void totalInto(SliceSummary total) {
    requireLayout(total.layout());
    total.clear();
    addTotalTo(total);
  }

  /**
   * Adds all slices of this summary to a slice; allocates nothing once its pages exist.
   *
   * @param total an {@link SliceSummary#emptyTotal}, used before or not; none of this summary
   * @throws IllegalArgumentException if the layouts differ
   */
  public void addTotalTo(SliceSummary total) {
    requireLayout(total.layout());
    for (SliceSummary slice : named) {
      if (!slice.isEmpty()) {
        total.merge(slice);
      }
    }
    if (!other.isEmpty()) {
      total.merge(other);
    }
  }

  /** Records an observation; one whose decision is no evidence is only counted as excluded. */
  public void add(Decision decision, Observation observation) {
    if (!decision.evidence()) {
      count(Tally.EXCLUDED, 1);
      return;
    }
    SliceSummary slice = admit(observation.slice(), true);
    slice.add(decision, observation);
  }

  /**
   * Records the label of a score that was recorded without one, here or in a summary that this one
   * will be merged with.
   *
   * @throws IllegalArgumentException if the slice is no {@link SliceName}
   */
  public void addLabel(Decision decision, String slice, double score, boolean label) {
    SliceName.check(slice);
    if (decision.evidence()) {
      admit(slice, false).addLabel(Population.SERVED, decision.variant(), score, label);
    } else {
      count(Tally.EXCLUDED, 1);
    }
  }

  /**
   * Records the label of a pair that was recorded without one.
   *
   * @param score the score of the served arm
   * @param otherScore the score of the other arm
   * @throws IllegalArgumentException if the slice is no {@link SliceName}
   */
  public void addPairedLabel(
      Decision decision, String slice, double score, double otherScore, boolean label) {
    SliceName.check(slice);
    if (decision.evidence()) {
      admit(slice, false).addPairedLabel(decision.variant(), score, otherScore, label);
    } else {
      count(Tally.EXCLUDED, 1);
    }
  }

  private SliceSummary admit(String name, boolean observation) {
    SliceSummary slice = slotOrNull(name);
    if (slice == null) {
      slice = named.size() < layout.maxSlices() ? create(name, budget) : reuse(name);
    }
    if (slice == null) {
      if (observation) {
        count(Tally.OTHER_BY_SLICES, 1);
      }
      return other;
    }
    return slice;
  }

  /** The slice of a name, empty or not; null where there is none. */
  @Nullable SliceSummary slotOrNull(String name) {
    SliceSummary slice = byName.get(name);
    return slice == null && name.equals(OTHER) ? other : slice;
  }

  SliceSummary other() {
    return other;
  }

  /** The number of slices by name that exist, empty or not. */
  int slots() {
    return named.size();
  }

  SliceSummary slot(int index) {
    return named.get(index);
  }

  /** Makes a slice; the caller has seen that it is missing and that there is room for it. */
  SliceSummary create(String name, PageBudget sliceBudget) {
    return keep(new SliceSummary(name, layout, sliceBudget));
  }

  /** Makes a slice that is paid for already and takes no pairs. */
  SliceSummary createServedOnly(String name) {
    return keep(new SliceSummary(name, layout, PageBudget.unlimited(), true));
  }

  private SliceSummary keep(SliceSummary slice) {
    named.add(slice);
    byName.put(slice.name(), slice);
    return slice;
  }

  /** Gives an empty slice to a new name; null where none is empty. */
  private @Nullable SliceSummary reuse(String name) {
    for (int i = 0; i < named.size(); i++) {
      if (named.get(i).isEmpty()) {
        return rename(named.get(i), name);
      }
    }
    return null;
  }

  private SliceSummary rename(SliceSummary slice, String name) {
    byName.remove(slice.name());
    slice.rename(name);
    byName.put(name, slice);
    return slice;
  }

  /**
   * Adds all of the other summary to this one. Allocates nothing once the pages exist.
   *
   * @throws IllegalArgumentException if the layouts differ
   * @throws ArithmeticException if a sum passes the range of a long, which takes over 10^9
   *     observations in one cell; this summary is then of no more use
   */
  public void merge(Summary from) {
    requireLayout(from.layout);
    mergeTallies(from);
    mergeSlice(from.other);
    for (int i = 0; i < from.named.size(); i++) {
      mergeSlice(from.named.get(i));
    }
  }

  void requireLayout(SummaryLayout from) {
    if (!layout.equals(from)) {
      throw new IllegalArgumentException(
          "summaries of different layouts cannot be merged: this one has "
              + layout
              + ", the other "
              + from);
    }
  }

  void mergeTallies(Summary from) {
    for (int i = 0; i < tallies.length; i++) {
      tallies[i] = Math.addExact(tallies[i], from.tallies[i]);
    }
  }

  /** Adds a slice of another summary to the slice of its name, or to OTHER. */
  void mergeSlice(SliceSummary from) {
    if (from.isEmpty()) {
      return;
    }
    slotForMerge(from.name(), from.observations()).merge(from);
  }

  /** Adds a slice for which there is no memory of its own. */
  void foldIntoOther(SliceSummary from) {
    if (!from.isEmpty()) {
      count(Tally.OTHER_BY_MEMORY, from.observations());
      other.merge(from);
    }
  }

  /**
   * Adds what one arm served in the other summary to this one, as what the control served: slices,
   * labels and shards, but no pairs, and none of its tallies, which are of both arms. Slices in
   * which the arm served nothing take no name. Exact and independent of order, as {@link #merge};
   * allocates nothing once the pages exist.
   *
   * @param production the arm that is taken
   * @return whether the arm served anything, or got any label
   * @throws IllegalArgumentException if the layouts differ
   * @throws ArithmeticException if a sum passes the range of a long; this summary is then of no
   *     more use
   */
  public boolean mergeAsControl(Summary from, Variant production) {
    requireLayout(from.layout);
    boolean any = mergeSliceAsControl(from.other, production);
    for (int i = 0; i < from.named.size(); i++) {
      any |= mergeSliceAsControl(from.named.get(i), production);
    }
    return any;
  }

  private boolean mergeSliceAsControl(SliceSummary from, Variant production) {
    ArmSummary arm = from.armOrNull(Population.SERVED, production);
    if (arm == null || arm.isEmpty()) {
      return false;
    }
    SliceSummary to = slotForMerge(from.name(), arm.observations());
    to.restoreArm(Population.SERVED, Variant.CONTROL).merge(arm);
    ShardTable table = from.shardsOrNull(production);
    if (table != null && !table.isEmpty()) {
      to.restoreShards(Variant.CONTROL).merge(table);
    }
    to.restored();
    return true;
  }

  private SliceSummary slotForMerge(String name, long observations) {
    SliceSummary slot = slotOrNull(name);
    if (slot == null && named.size() < layout.maxSlices()) {
      return create(name, budget);
    }
    if (slot == null) {
      slot = reuse(name);
    }
    return slot == null ? foldFor(name, observations) : slot;
  }

  /** Makes way for a slice when all are in use: the last name of all is folded into OTHER. */
  private SliceSummary foldFor(String name, long observations) {
    SliceSummary last = named.get(0);
    for (int i = 1; i < named.size(); i++) {
      if (named.get(i).name().compareTo(last.name()) > 0) {
        last = named.get(i);
      }
    }
    if (name.compareTo(last.name()) > 0) {
      count(Tally.OTHER_BY_SLICES, observations);
      return other;
    }
    count(Tally.OTHER_BY_SLICES, last.observations());
    other.merge(last);
    last.clear();
    return rename(last, name);
  }

  /** Empties the summary; its memory is kept for the next use. */
  public void clear() {
    for (int i = 0; i < named.size(); i++) {
      named.get(i).clear();
    }
    other.clear();
    Arrays.fill(tallies, 0);
  }

  void clearTallies() {
    Arrays.fill(tallies, 0);
  }

  @Override
  public boolean equals(Object object) {
    return object instanceof Summary summary
        && layout.equals(summary.layout)
        && Arrays.equals(tallies, summary.tallies)
        && slices().equals(summary.slices());
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(tallies) + slices().hashCode();
  }

  @Override
  public String toString() {
    return "Summary[observations=" + observations() + ", slices=" + slices().size() + "]";
  }

  /** The arm over all slices, merged into a new one; empty where nothing was recorded for it. */
  public Optional<ArmSummary> total(Population population, Variant variant) {
    return total().arm(population, variant);
  }
}
