package dev.belay.telemetry;

import dev.belay.flag.Assignment;
import dev.belay.flag.Decision;
import dev.belay.flag.Fallback;
import dev.belay.flag.Reason;
import dev.belay.flag.Variant;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * One thread records two observations while another drains; what is left is drained afterwards. The
 * first number is what both drains hold together, the second one is how far the parts of what they
 * hold disagree: each observation brings one score, one latency and one label.
 */
@JCStressTest
@Outcome(id = "2, 0", expect = Expect.ACCEPTABLE, desc = "each is in one drain, whole")
@Outcome(expect = Expect.FORBIDDEN, desc = "an observation is lost, doubled or torn")
@State
public class RecordAndDrainStress {
  static final SummaryLayout LAYOUT = SummaryLayout.ofLimit(1_000);
  static final Decision DECISION =
      new Decision(
          Variant.TREATMENT,
          Reason.SPLIT,
          null,
          Assignment.BUCKET,
          0,
          "Canary",
          Fallback.LAST_GOOD,
          "f",
          0);

  private final ArmRecorder recorder = ArmRecorder.builder(LAYOUT).stripes(1).build();
  private final Summary during = new Summary(LAYOUT);

  /** Two observations. */
  @Actor
  public void record() {
    recorder.record(DECISION, "a", 5, 0.25, true, true);
    recorder.record(DECISION, "a", 7, 0.75, true, true);
  }

  /** A tick. */
  @Actor
  public void drain() {
    recorder.drain(during);
  }

  /** The next tick. */
  @Arbiter
  public void drainTheRest(II_Result result) {
    Summary after = new Summary(LAYOUT);
    recorder.drain(after);
    result.r1 = (int) (during.observations() + after.observations());
    result.r2 = disagreement(during) + disagreement(after);
  }

  static int disagreement(Summary summary) {
    long apart = summary.get(Tally.LOST);
    for (SliceSummary slice : summary.slices()) {
      ArmSummary arm = slice.arm(Population.SERVED, Variant.TREATMENT).orElseThrow();
      apart += Math.abs(arm.observations() - arm.scores().served());
      apart += Math.abs(arm.observations() - arm.scores().labelled());
      apart += Math.abs(arm.observations() - arm.latencies().count());
    }
    return (int) apart;
  }
}
