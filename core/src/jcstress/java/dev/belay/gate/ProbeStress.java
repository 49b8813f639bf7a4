package dev.belay.gate;

import dev.belay.plan.Tripwires;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/** Two calls that come when it is time to try again: one is the probe. */
@JCStressTest
@Outcome(id = "true, false", expect = Expect.ACCEPTABLE, desc = "the first probes")
@Outcome(id = "false, true", expect = Expect.ACCEPTABLE, desc = "the second probes")
@Outcome(id = "true, true", expect = Expect.FORBIDDEN, desc = "two probes at a time")
@Outcome(id = "false, false", expect = Expect.FORBIDDEN, desc = "nobody tries")
@State
public class ProbeStress {
  private static final Tripwires LIMITS = Tripwires.mission();

  private final SlaTripwires tripwires = new SlaTripwires(LIMITS);

  /** An open breaker. */
  public ProbeStress() {
    for (int i = 0; i < LIMITS.consecutiveFailures(); i++) {
      tripwires.failed(0, 1);
    }
  }

  /** One call. */
  @Actor
  public void one(ZZ_Result result) {
    result.r1 = tripwires.allowsCall(LIMITS.halfOpenAfter().toNanos());
  }

  /** Another call. */
  @Actor
  public void other(ZZ_Result result) {
    result.r2 = tripwires.allowsCall(LIMITS.halfOpenAfter().toNanos());
  }
}
