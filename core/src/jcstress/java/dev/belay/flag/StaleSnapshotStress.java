package dev.belay.flag;

import java.time.Instant;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.Z_Result;

/**
 * A revert and a stale promotion that arrive at the same time, in either order: everybody ends on
 * control.
 */
@JCStressTest
@Outcome(id = "false", expect = Expect.ACCEPTABLE, desc = "the revert holds")
@Outcome(id = "true", expect = Expect.FORBIDDEN, desc = "a stale snapshot undid the revert")
@State
public class StaleSnapshotStress {
  private static final FlagSnapshot START =
      FlagSnapshot.builder("calib-v22", BucketStrategy.sha256("prod_2025"))
          .enabled(true)
          .stage("Canary", Percentage.of(5))
          .build();
  private static final FlagSnapshot REVERT =
      START.toBuilder().breakerOpen(true).epoch(RevertEpoch.FIRST.next()).version(1).build();
  private static final FlagSnapshot STALE_PROMOTION =
      START.toBuilder().stage("Full", Percentage.HUNDRED).version(9).build();

  private final FeatureFlag flag = new FeatureFlag(START, () -> Instant.EPOCH);

  /** Takes the change back. */
  @Actor
  public void revert() {
    flag.apply(REVERT);
  }

  /** A replica that has not heard of the revert promotes. */
  @Actor
  public void promote() {
    flag.apply(STALE_PROMOTION);
  }

  /** What the fleet serves afterwards. */
  @Arbiter
  public void serve(Z_Result result) {
    result.r1 = flag.isEnabled("microsoft/vscode");
  }
}
