package dev.belay.sequential;

import dev.belay.gate.Comparison;
import dev.belay.gate.GateResult;
import dev.belay.gate.Verdict;
import java.util.Optional;
import java.util.OptionalDouble;

/** A gate that holds the treatment against the control: on pairs, else by shards of keys. */
abstract class RelativeJudge extends Judge {
  /*
   * How. Half of the gate's α is for pairs, half for shards, so that either may reject and the sum
   * stays within α: one need not know beforehand whether, and since when, there will be pairs. A look
   * at the shards is taken in the rungs only that have no pairs by the first look.
   */
  static final double PAIRED_PART = 0.5;

  private ShardOutlook outlook = ShardOutlook.NONE;

  RelativeJudge(String gate, String unit, double alpha, long minSamples) {
    super(gate, unit, alpha, minSamples);
  }

  /** The pairs of the rung. */
  abstract long rungPairs();

  /** What is counted per shard. */
  abstract ShardCount[] shardCounts();

  /** The estimate by the arms of the rung, and what it is held against. */
  abstract Estimate arms();

  /** What there is for shards; the same as for pairs. */
  final double shardAlpha() {
    return alpha();
  }

  /** What is known of the test by shards, to be told. */
  final void outlook(ShardOutlook now) {
    outlook = now;
  }

  /** A look at the shards has found more than chance explains. */
  final void rejectByShards() {
    Estimate estimate = arms();
    reject(estimate.value(), estimate.limit(), estimate.n(), Comparison.ARMS, false, Double.NaN);
  }

  /** What it says where the rung has no pairs. */
  final GateResult unpaired(String slice) {
    Estimate estimate = arms();
    boolean any = estimate.n() > 0;
    return result(
        slice,
        Verdict.INSUFFICIENT,
        any ? OptionalDouble.of(estimate.value()) : OptionalDouble.empty(),
        any ? OptionalDouble.of(estimate.limit()) : OptionalDouble.empty(),
        0,
        Comparison.ARMS,
        false,
        "pairs of both arms on the same query: record shadow pairs, for " + outlook.reason(),
        Optional.empty());
  }

  @Override
  final void writeState(StateWriter out) {
    out.text(outlook.name());
    writeRelative(out);
  }

  abstract void writeRelative(StateWriter out);

  @Override
  final void readState(StateReader in) {
    outlook = in.word(ShardOutlook.class);
    readRelative(in);
  }

  abstract void readRelative(StateReader in);
}
