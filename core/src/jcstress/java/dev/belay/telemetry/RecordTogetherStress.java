package dev.belay.telemetry;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * Two threads record with one stripe between them, so that one of them may have to leave its
 * observation in the overflow. The numbers are those of {@link RecordAndDrainStress}.
 */
@JCStressTest
@Outcome(id = "2, 0", expect = Expect.ACCEPTABLE, desc = "both are in the drain, whole")
@Outcome(expect = Expect.FORBIDDEN, desc = "an observation is lost, doubled or torn")
@State
public class RecordTogetherStress {
  private final ArmRecorder recorder =
      ArmRecorder.builder(RecordAndDrainStress.LAYOUT).stripes(1).build();

  /** One observation. */
  @Actor
  public void record() {
    recorder.record(RecordAndDrainStress.DECISION, "a", 5, 0.25, true, true);
  }

  /** The other one. */
  @Actor
  public void recordToo() {
    recorder.record(RecordAndDrainStress.DECISION, "a", 7, 0.75, true, true);
  }

  /** The tick after both. */
  @Arbiter
  public void drain(II_Result result) {
    Summary drained = new Summary(RecordAndDrainStress.LAYOUT);
    recorder.drain(drained);
    result.r1 = (int) drained.observations();
    result.r2 = RecordAndDrainStress.disagreement(drained);
  }
}
