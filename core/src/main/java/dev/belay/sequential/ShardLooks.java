package dev.belay.sequential;

import dev.belay.flag.Decision;
import dev.belay.flag.Variant;
import dev.belay.plan.RolloutPlan;
import dev.belay.plan.Stage;
import dev.belay.stats.ShardRandomisation;
import dev.belay.telemetry.ShardTable;
import dev.belay.telemetry.SliceSummary;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The comparison of arms that hold different repositories: four looks a rung at the shards of the
 * bucket range. Mutable and not thread-safe.
 */
final class ShardLooks {
  /*
   * How. At the rung (a, b] the pool is the shards that lie whole above a; the chosen ones are those
   * that lie whole in (a, b]; the shard that b cuts is left out. Before the rung all of them were
   * control: their control counts since the begin of the attempt are the past, frozen when the rung is
   * entered first. Since then both arms of a shard count together: if nothing has an effect, a shard's
   * counts do not depend on whether it was chosen, whatever sessions do, and ShardRandomisation holds
   * for every way to choose.
   *
   * Looks are at 1/8, 1/4, 1/2 and 1 of the rung's judged time, fixed beforehand. α of a gate is
   * divided by its directions, the rungs below 100 % and the four looks. A rung that is entered again
   * after a step down is not looked at again: when that was depends on what its shards did.
   *
   * A look rejects only if the estimate of the arms is over the limit too: "no effect at all" is less
   * than "within the limit". This can only make rejections rarer.
   */
  private static final long[] EIGHTHS = {1, 2, 4, 8};
  private static final int SHARDS = Decision.SHARDS;

  /** At most 5 million random subsets a look, about a second: below this level there is no look. */
  private static final double LEAST_LEVEL = 1e-6;

  private static final int NONE = -1;

  private final RolloutPlan plan;
  private final int rungsWithControl;

  /** The control before the rung. */
  private final ShardTally before = new ShardTally();

  /** Both arms since it began. */
  private final ShardTally ofControl = new ShardTally();

  private final ShardTally ofTreatment = new ShardTally();
  private int rung = NONE;
  private int highest = NONE;
  private long nanos;
  private boolean looks;

  /** The judged time of the rung, in ns. */
  private long judgedNanos;

  ShardLooks(RolloutPlan plan) {
    this.plan = plan;
    int below = 0;
    for (Stage stage : plan.ladder()) {
      below += stage.percent().value().compareTo(BigDecimal.valueOf(SHARDS)) < 0 ? 1 : 0;
    }
    this.rungsWithControl = Math.max(1, below);
  }

  /** The rung that was begun last; -1 before the first. */
  int rung() {
    return rung;
  }

  void beginRung(int next, List<RelativeJudge> judges) {
    looks = next > highest;
    before.merge(ofControl);
    ofControl.clear();
    ofTreatment.clear();
    rung = next;
    judgedNanos = Pace.judgedNanos(plan, next);
    highest = Math.max(highest, next);
    nanos = 0;
    tell(judges, looks ? ShardOutlook.NONE : ShardOutlook.ENTERED_BEFORE);
  }

  private static void tell(List<RelativeJudge> judges, ShardOutlook outlook) {
    for (RelativeJudge judge : judges) {
      judge.outlook(outlook);
    }
  }

  /** Takes in the slices of a tick that the judges have taken in, and looks where a look is due. */
  void add(List<SliceSummary> tick, long tickNanos, List<RelativeJudge> judges, long seed) {
    for (int i = 0; i < tick.size(); i++) {
      addTable(tick.get(i).shardsOrNull(Variant.CONTROL), ofControl);
      addTable(tick.get(i).shardsOrNull(Variant.TREATMENT), ofTreatment);
    }
    long before = nanos;
    nanos += tickNanos;
    if (rung == NONE || !looks) {
      return;
    }
    int due = due(before);
    if (due < 0) {
      return;
    }
    for (int i = 0; i < judges.size(); i++) {
      look(judges.get(i), due, seed);
    }
  }

  private static void addTable(@Nullable ShardTable table, ShardTally to) {
    if (table != null) {
      to.add(table);
    }
  }

  /** The last look that became due since then; below 0 for none. */
  private int due(long before) {
    for (int look = EIGHTHS.length - 1; look >= 0; look--) {
      long at = judgedNanos * EIGHTHS[look] / 8;
      if (before < at && nanos >= at) {
        return look;
      }
    }
    return -1;
  }

  private void look(RelativeJudge judge, int look, long seed) {
    if (judge.hasRejected()) {
      return;
    }
    if (judge.rungPairs() > 0) {
      judge.outlook(ShardOutlook.PAIRS);
      return;
    }
    ShardCount[] counts = judge.shardCounts();
    double level = judge.shardAlpha() / counts.length / rungsWithControl / EIGHTHS.length;
    for (int i = 0; i < counts.length; i++) {
      judge.outlook(look(judge, counts[i], level, seed(seed, judge.gate(), i, look)));
    }
  }

  private ShardOutlook look(RelativeJudge judge, ShardCount count, double level, long seed) {
    ShardRandomisation test = test(count);
    if (level < LEAST_LEVEL || !test.canReject(level)) {
      return ShardOutlook.TOO_FEW;
    }
    if (!test.hasBaseline()) {
      return ShardOutlook.NO_BASELINE;
    }
    if (judge.arms().over() && test.isAtMost(level, ShardRandomisation.resamples(level), seed)) {
      judge.rejectByShards();
    }
    return ShardOutlook.LOOKED;
  }

  private ShardRandomisation test(ShardCount count) {
    BigDecimal from = rung == 0 ? BigDecimal.ZERO : plan.ladder().get(rung - 1).percent().value();
    BigDecimal to = plan.ladder().get(rung).percent().value();
    int first = from.setScale(0, RoundingMode.CEILING).intValueExact();
    int end = to.setScale(0, RoundingMode.FLOOR).intValueExact();
    boolean cut = to.stripTrailingZeros().scale() > 0;
    long[] n0 = new long[SHARDS];
    long[] f0 = new long[SHARDS];
    long[] n1 = new long[SHARDS];
    long[] f1 = new long[SHARDS];
    count.fill(before, n0, f0);
    ShardTally since = new ShardTally();
    since.merge(ofControl);
    since.merge(ofTreatment);
    count.fill(since, n1, f1);
    boolean[] chosen = new boolean[SHARDS];
    for (int shard = 0; shard < SHARDS; shard++) {
      chosen[shard] = shard >= first && shard < end;
      if (shard < first || (cut && shard == end)) {
        n1[shard] = 0;
        f1[shard] = 0;
      }
    }
    return ShardRandomisation.of(n0, f0, n1, f1, chosen);
  }

  /** The first eight bytes of the SHA-256 of what fixes a look. */
  private long seed(long attempt, String gate, int direction, int look) {
    String text = attempt + "/" + gate + "/" + direction + "/" + rung + "/" + look;
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return new StateReader(hash, 0, hash.length).fixed(Long.BYTES);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-256.", e);
    }
  }

  void write(StateWriter out) {
    out.varint(rung + 1L);
    out.varint(highest + 1L);
    out.varint(nanos);
    out.bool(looks);
    before.write(out);
    ofControl.write(out);
    ofTreatment.write(out);
  }

  void read(StateReader in) {
    rung = (int) in.varint(plan.ladder().size()) - 1;
    highest = (int) in.varint(plan.ladder().size()) - 1;
    nanos = in.count();
    looks = in.bool();
    judgedNanos = rung == NONE ? 0 : Pace.judgedNanos(plan, rung);
    before.read(in);
    ofControl.read(in);
    ofTreatment.read(in);
    if (rung > highest) {
      throw in.fault("rung " + rung + " is above the highest, " + highest);
    }
  }
}
