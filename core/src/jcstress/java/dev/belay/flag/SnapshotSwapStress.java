package dev.belay.flag;

import java.time.Instant;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LL_Result;

/**
 * A decision made while a snapshot is swapped is wholly the old snapshot's or wholly the new one's,
 * and a thread that saw the new one never sees the old one again.
 *
 * <p>The old snapshot treats everybody in stage "old" under fingerprint "f1"; the new one is
 * reverted: nobody, stage "new", fingerprint "f2". Allowed: old then old, old then new, new then
 * new. New then old would be a revert undone; any other string a mixture of two snapshots.
 */
@JCStressTest
@Outcome(id = "TREATMENT/old/f1, TREATMENT/old/f1", expect = Expect.ACCEPTABLE, desc = "before")
@Outcome(id = "TREATMENT/old/f1, CONTROL/new/f2", expect = Expect.ACCEPTABLE, desc = "between")
@Outcome(id = "CONTROL/new/f2, CONTROL/new/f2", expect = Expect.ACCEPTABLE, desc = "after")
@Outcome(expect = Expect.FORBIDDEN, desc = "a mixture, or a revert undone")
@State
public class SnapshotSwapStress {
  private static final FlagSnapshot OLD =
      FlagSnapshot.builder("calib-v22", BucketStrategy.sha256("prod_2025"))
          .enabled(true)
          .stage("old", Percentage.HUNDRED)
          .fingerprint("f1")
          .build();
  private static final FlagSnapshot NEW =
      OLD.toBuilder()
          .stage("new", Percentage.ZERO)
          .fingerprint("f2")
          .epoch(RevertEpoch.FIRST.next())
          .build();

  private final FeatureFlag flag = new FeatureFlag(OLD, () -> Instant.EPOCH);

  /** Swaps the snapshot. */
  @Actor
  public void swap() {
    flag.apply(NEW);
  }

  /** Decides twice: the first time hashes the key, the second may find it in a cache. */
  @Actor
  public void decide(LL_Result result) {
    result.r1 = text(flag.decide("microsoft/vscode"));
    result.r2 = text(flag.decide("microsoft/vscode"));
  }

  private static String text(Decision decision) {
    return decision.variant() + "/" + decision.stage() + "/" + decision.fingerprint();
  }
}
