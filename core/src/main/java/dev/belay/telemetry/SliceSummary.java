package dev.belay.telemetry;

import dev.belay.flag.Decision;
import dev.belay.flag.Variant;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * What both arms did in one slice: an {@link ArmSummary} per {@link Population} and variant, a
 * {@link ShardTable} per variant and the {@link PairCounter}s. Not thread-safe.
 */
public final class SliceSummary {
  /** Stands for a slice that there is no memory for: adding to it always fails. */
  static final SliceSummary NO_ROOM =
      new SliceSummary(
          "no room", SummaryLayout.ofLimit(LatencyLayout.OPEN_NANOS - 1), PageBudget.of(0));

  private static final int ARMS = 2;
  private static final int POPULATIONS = 2;

  private final SummaryLayout layout;
  private PageBudget budget;

  // Of the layout, at hand for the hot path.
  private final LatencyLayout latencyLayout;
  private final long p99LimitNanos;

  /** NaN where there is none: no score is above that. */
  private final double baselineMedian;

  private final @Nullable ArmSummary[] arms = new ArmSummary[POPULATIONS * ARMS];
  private final @Nullable ShardTable[] shards = new ShardTable[ARMS];
  private final PairCounts pairs = new PairCounts();
  private final boolean servedOnly;
  private String name;
  private boolean empty = true;

  SliceSummary(String name, SummaryLayout layout, PageBudget budget) {
    this(name, layout, budget, false);
  }

  /**
   * A slice.
   *
   * @param servedOnly whether there is no memory for pairs: adding an observation with a pair fails
   */
  SliceSummary(String name, SummaryLayout layout, PageBudget budget, boolean servedOnly) {
    this.servedOnly = servedOnly;
    this.name = name;
    this.layout = layout;
    this.budget = budget;
    this.latencyLayout = layout.latency();
    this.p99LimitNanos = layout.p99LimitNanos();
    this.baselineMedian = layout.medianOrNaN();
  }

  /** An empty slice of its own, for {@link Summary#totalInto}. */
  public static SliceSummary emptyTotal(SummaryLayout layout) {
    return new SliceSummary("total", layout, PageBudget.unlimited());
  }

  /** The layout of its latencies and shards. */
  public SummaryLayout layout() {
    return layout;
  }

  /** What a slice takes before any arm is in it, with its name and its place in two lists. */
  static long fixedBytes(String name) {
    return 256
        + PageBudget.references(POPULATIONS * ARMS)
        + PageBudget.references(ARMS)
        + PageBudget.longs(PairCounter.COUNT)
        + 2L * name.length();
  }

  /** What all arms and shards take with every page. */
  static long fullBytes(SummaryLayout layout) {
    return ARMS * ArmSummary.fullBytes(layout) + fullBytesServed(layout);
  }

  /** The same without pairs. */
  static long fullBytesServed(SummaryLayout layout) {
    return ARMS * ArmSummary.fullBytes(layout)
        + ARMS * PagedCounters.fullBytes(Decision.SHARDS, ShardCounter.COUNT);
  }

  private static int indexOf(Variant variant) {
    return variant == Variant.TREATMENT ? 1 : 0;
  }

  private static int armAt(Population population, Variant variant) {
    return (population == Population.PAIRED ? ARMS : 0) + indexOf(variant);
  }

  /** The name of the slice. */
  public String name() {
    return name;
  }

  /** Gives the memory of an empty slice to another name. */
  void rename(String newName) {
    name = newName;
  }

  /** Gives up all memory; adding fails from now on. */
  void close() {
    budget = NO_ROOM.budget;
    Arrays.fill(arms, null);
    Arrays.fill(shards, null);
    pairs.clear();
    empty = true;
  }

  /** Whether nothing was recorded since the last clearing. */
  public boolean isEmpty() {
    return empty;
  }

  /** What an arm did; empty where nothing was recorded for it. A view. */
  public Optional<ArmSummary> arm(Population population, Variant variant) {
    ArmSummary arm = armOrNull(population, variant);
    return arm == null || arm.isEmpty() ? Optional.empty() : Optional.of(arm);
  }

  /**
   * The same, for what is asked at every tick: null, or perhaps empty, where nothing was recorded.
   */
  public @Nullable ArmSummary armOrNull(Population population, Variant variant) {
    return arms[armAt(population, variant)];
  }

  /** An arm's counts per shard; empty where no observation of it was assigned by bucket. A view. */
  public Optional<ShardTable> shards(Variant variant) {
    ShardTable table = shards[indexOf(variant)];
    return table == null || table.isEmpty() ? Optional.empty() : Optional.of(table);
  }

  /** The same, for what is asked at every tick: null, or perhaps empty, where there are none. */
  public @Nullable ShardTable shardsOrNull(Variant variant) {
    return shards[indexOf(variant)];
  }

  /** One counter of the queries that both arms evaluated. */
  public long get(PairCounter counter) {
    return pairs.get(counter);
  }

  /** The number of observations served by either arm. */
  public long observations() {
    return observations(Variant.CONTROL) + observations(Variant.TREATMENT);
  }

  private long observations(Variant variant) {
    ArmSummary arm = armOrNull(Population.SERVED, variant);
    return arm == null ? 0 : arm.observations();
  }

  /** The arm; null where the budget has no room for it. */
  @Nullable ArmSummary reserveArm(Population population, Variant variant) {
    int at = armAt(population, variant);
    ArmSummary arm = arms[at];
    if (arm == null && mayHold(population) && budget.tryReserve(ArmSummary.fixedBytes(layout))) {
      arm = new ArmSummary(layout, budget);
      arms[at] = arm;
    }
    return arm;
  }

  private boolean mayHold(Population population) {
    return population == Population.SERVED || !servedOnly;
  }

  /** The table; null where the budget has no room for it. */
  @Nullable ShardTable reserveShards(Variant variant) {
    ShardTable table = shards[indexOf(variant)];
    if (table == null && budget.tryReserve(PagedCounters.fixedBytes(Decision.SHARDS))) {
      table = new ShardTable(budget);
      shards[indexOf(variant)] = table;
    }
    return table;
  }

  /** Takes all the memory that this slice can ever need; false without room for it. */
  boolean reserveAll() {
    for (Variant variant : Variant.values()) {
      for (Population population : Population.values()) {
        ArmSummary arm = reserveArm(population, variant);
        if (arm == null || !arm.reserveAll()) {
          return false;
        }
      }
      ShardTable table = reserveShards(variant);
      if (table == null || !table.counters().reserveAll()) {
        return false;
      }
    }
    return true;
  }

  /** The arm, for a slice without a budget. */
  ArmSummary restoreArm(Population population, Variant variant) {
    ArmSummary arm = reserveArm(population, variant);
    if (arm == null) {
      throw noRoom();
    }
    return arm;
  }

  /** The table, for a slice without a budget. */
  ShardTable restoreShards(Variant variant) {
    ShardTable table = reserveShards(variant);
    if (table == null) {
      throw noRoom();
    }
    return table;
  }

  private boolean reserve(Population population, Variant variant, int scoreCell, int latencyCell) {
    ArmSummary arm = reserveArm(population, variant);
    return arm != null && arm.reserve(scoreCell, latencyCell);
  }

  /**
   * Counts an observation, whole or not at all.
   *
   * @return false where the budget has no room for a page it needs; then nothing is counted
   */
  boolean add(Decision decision, long latencyNanos, double score, boolean success) {
    int scoreCell = ScoreCells.indexOf(score);
    return addServed(decision, latencyNanos, score, scoreCell, success) != null;
  }

  /** Counts an observation and its label, whole or not at all. */
  boolean add(Decision decision, long latencyNanos, double score, boolean success, boolean label) {
    int scoreCell = ScoreCells.indexOf(score);
    ArmSummary arm = addServed(decision, latencyNanos, score, scoreCell, success);
    if (arm == null) {
      return false;
    }
    arm.addLabel(scoreCell, score, label);
    return true;
  }

  /** The hot path: every page is looked up once, and all of them before anything is counted. */
  private @Nullable ArmSummary addServed(
      Decision decision, long latencyNanos, double score, int scoreCell, boolean success) {
    Variant variant = decision.variant();
    ArmSummary arm = reserveArm(Population.SERVED, variant);
    if (arm == null) {
      return null;
    }
    int latencyCell = latencyLayout.cellOf(latencyNanos);
    long[] latencyPage = arm.latencyPageOrNull(latencyCell);
    // An invalid score is in no cell, and any page will do.
    long[] scorePage = scoreCell < 0 ? latencyPage : arm.scorePageOrNull(scoreCell);
    if (scorePage == null || latencyPage == null) {
      return null;
    }
    if (decision.sharded()) {
      int shard = decision.shard();
      ShardTable table = reserveShards(variant);
      long[] shardPage = table == null ? null : table.counters().pageOrNull(shard);
      if (shardPage == null) {
        return null;
      }
      boolean over = latencyNanos > p99LimitNanos;
      boolean above = scoreCell >= 0 && score > baselineMedian;
      ShardTable.add(shardPage, shard, success, over, scoreCell >= 0, above);
    }
    if (empty) {
      empty = false;
    }
    arm.add(scorePage, scoreCell, latencyPage, latencyCell, latencyNanos, success);
    return arm;
  }

  /** Counts the label of a served score; false where the budget has no room for it. */
  boolean addLabel(Population population, Variant variant, double score, boolean label) {
    int scoreCell = ScoreCells.indexOf(score);
    ArmSummary arm = reserveArm(population, variant);
    if (arm == null || (scoreCell >= 0 && !arm.scores().counters().reserve(scoreCell))) {
      return false;
    }
    empty = false;
    arm.addLabel(scoreCell, score, label);
    return true;
  }

  /** Counts the label of a served score, and of both scores of a pair; all or nothing. */
  boolean addPairedLabel(Variant variant, double score, double otherScore, boolean label) {
    Variant opposite = opposite(variant);
    if (!reserveScore(Population.PAIRED, variant, score)
        || !reserveScore(Population.PAIRED, opposite, otherScore)
        || !addLabel(Population.SERVED, variant, score, label)) {
      return false;
    }
    return addLabel(Population.PAIRED, variant, score, label)
        && addLabel(Population.PAIRED, opposite, otherScore, label);
  }

  private boolean reserveScore(Population population, Variant variant, double score) {
    ArmSummary arm = reserveArm(population, variant);
    int cell = ScoreCells.indexOf(score);
    return arm != null && (cell < 0 || arm.scores().counters().reserve(cell));
  }

  /** Counts an observation with all it holds, whole or not at all. */
  boolean add(Decision decision, Observation observation) {
    ArmOutcome served = observation.served();
    ArmOutcome other = observation.other();
    int scoreCell = ScoreCells.indexOf(served.score());
    if (other != null && !reservePair(decision.variant(), served, other)) {
      return false;
    }
    ArmSummary arm =
        addServed(decision, served.latencyNanos(), served.score(), scoreCell, served.success());
    if (arm == null) {
      return false;
    }
    addExtras(arm, observation);
    arm.addQuery(served, layout);
    addShardRecall(decision, served);
    if (other != null) {
      addPair(decision.variant(), observation, served, other);
    }
    return true;
  }

  private boolean reservePair(Variant variant, ArmOutcome served, ArmOutcome other) {
    return reservePaired(variant, served) && reservePaired(opposite(variant), other);
  }

  private boolean reservePaired(Variant variant, ArmOutcome outcome) {
    return reserve(
        Population.PAIRED,
        variant,
        ScoreCells.indexOf(outcome.score()),
        layout.latency().cellOf(outcome.latencyNanos()));
  }

  private ArmSummary reserved(Population population, Variant variant) {
    ArmSummary arm = armOrNull(population, variant);
    if (arm == null) {
      throw new IllegalStateException(
          "an arm of slice " + name + " was used before it was reserved");
    }
    return arm;
  }

  /** What is known of the served arm only. */
  private static void addExtras(ArmSummary arm, Observation observation) {
    Boolean clamped = observation.clamped();
    if (clamped != null) {
      arm.addClamp(clamped);
    }
    if (observation.allocatedBytes().isPresent()) {
      arm.addAllocation(observation.allocatedBytes().getAsLong());
    }
    addLabel(arm, observation.served(), observation.label());
  }

  private static void addLabel(ArmSummary arm, ArmOutcome outcome, @Nullable Boolean label) {
    if (label != null) {
      arm.addLabel(ScoreCells.indexOf(outcome.score()), outcome.score(), label);
    }
  }

  private void addShardRecall(Decision decision, ArmOutcome served) {
    ShardTable table = shardsOrNull(decision.variant());
    if (decision.sharded() && table != null) {
      OptionalDouble recall = served.slaRecall50(layout);
      if (recall.isPresent()) {
        table.addRecall(decision.shard(), recall.getAsDouble() < 1);
      }
    }
  }

  private void addPair(
      Variant variant, Observation observation, ArmOutcome served, ArmOutcome other) {
    addPaired(variant, served, observation.label());
    addPaired(opposite(variant), other, observation.label());
    boolean treatmentServed = variant == Variant.TREATMENT;
    ArmOutcome control = treatmentServed ? other : served;
    ArmOutcome treatment = treatmentServed ? served : other;
    pairs.add(control, treatment, layout);
  }

  private void addPaired(Variant variant, ArmOutcome outcome, @Nullable Boolean label) {
    ArmSummary arm = reserved(Population.PAIRED, variant);
    int scoreCell = ScoreCells.indexOf(outcome.score());
    int latencyCell = layout.latency().cellOf(outcome.latencyNanos());
    arm.addReserved(scoreCell, latencyCell, outcome.latencyNanos(), outcome.success());
    arm.addQuery(outcome, layout);
    addLabel(arm, outcome, label);
  }

  void restore(PairCounter counter, long value) {
    pairs.restore(counter, value);
  }

  /** Marks a slice that was read from elsewhere as in use. */
  void restored() {
    empty = false;
  }

  private static Variant opposite(Variant variant) {
    return variant == Variant.TREATMENT ? Variant.CONTROL : Variant.TREATMENT;
  }

  void merge(SliceSummary other) {
    // One by one, for the arrays that values() makes are all that a merge would allocate.
    mergeArm(Population.SERVED, Variant.CONTROL, other);
    mergeArm(Population.SERVED, Variant.TREATMENT, other);
    mergeArm(Population.PAIRED, Variant.CONTROL, other);
    mergeArm(Population.PAIRED, Variant.TREATMENT, other);
    mergeShards(Variant.CONTROL, other);
    mergeShards(Variant.TREATMENT, other);
    pairs.merge(other.pairs);
    empty &= other.empty;
  }

  private void mergeArm(Population population, Variant variant, SliceSummary other) {
    ArmSummary from = other.armOrNull(population, variant);
    if (from != null && !from.isEmpty()) {
      restoreArm(population, variant).merge(from);
    }
  }

  private void mergeShards(Variant variant, SliceSummary other) {
    ShardTable from = other.shardsOrNull(variant);
    if (from != null && !from.isEmpty()) {
      restoreShards(variant).merge(from);
    }
  }

  private IllegalStateException noRoom() {
    return new IllegalStateException("slice " + name + " does not fit into the memory budget");
  }

  void clear() {
    for (ArmSummary arm : arms) {
      if (arm != null) {
        arm.clear();
      }
    }
    for (ShardTable table : shards) {
      if (table != null) {
        table.clear();
      }
    }
    pairs.clear();
    empty = true;
  }

  /** Equal name and content; memory kept for later does not count. */
  @Override
  public boolean equals(Object other) {
    return other instanceof SliceSummary slice
        && name.equals(slice.name)
        && layout.equals(slice.layout)
        && pairs.equals(slice.pairs)
        && sameArms(slice)
        && sameShards(slice);
  }

  private boolean sameArms(SliceSummary slice) {
    for (int i = 0; i < arms.length; i++) {
      if (!ArmSummary.same(arms[i], slice.arms[i])) {
        return false;
      }
    }
    return true;
  }

  private boolean sameShards(SliceSummary slice) {
    for (Variant variant : Variant.values()) {
      if (!ShardTable.same(shardsOrNull(variant), slice.shardsOrNull(variant))) {
        return false;
      }
    }
    return true;
  }

  @Override
  public int hashCode() {
    return 31 * name.hashCode() + pairs.hashCode() + Long.hashCode(observations());
  }

  @Override
  public String toString() {
    return "SliceSummary[" + name + ", observations=" + observations() + "]";
  }
}
