package dev.belay.gate;

import dev.belay.plan.AeceMinusTauGate;
import dev.belay.plan.ConfidenceBaseline;
import dev.belay.plan.ConfidenceShiftGate;
import dev.belay.plan.FailureRateGate;
import dev.belay.plan.SlaRecall50Gate;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Nested;

/** Every built-in gate keeps the contract of gates. */
class BuiltInGatesContractTest {
  @Nested
  class P99Latency extends GateContract {
    @Override
    protected Gate gate() {
      return new LatencyP99Gate(GateNames.P99_LATENCY, Duration.ofMillis(1), true);
    }
  }

  @Nested
  class P99LatencyIncrease extends GateContract {
    @Override
    protected Gate gate() {
      return new LatencyIncreaseGate(Duration.ofMillis(1));
    }
  }

  @Nested
  class AeceMinusTau extends GateContract {
    @Override
    protected Gate gate() {
      return new CalibrationGate(AeceMinusTauGate.builder().build());
    }
  }

  @Nested
  class ConfidenceShiftToControl extends GateContract {
    @Override
    protected Gate gate() {
      return new ConfidenceGate(new ConfidenceShiftGate(0.02, ConfidenceBaseline.CONTROL));
    }
  }

  @Nested
  class ConfidenceShiftToGreen extends GateContract {
    @Override
    protected Gate gate() {
      return new ConfidenceGate(new ConfidenceShiftGate(0.02, ConfidenceBaseline.GREEN));
    }
  }

  @Nested
  class SlaRecallWithoutChange extends GateContract {
    @Override
    protected Gate gate() {
      return new RecallGate(new SlaRecall50Gate(OptionalDouble.empty(), Optional.empty()));
    }
  }

  @Nested
  class SlaRecallWithTolerance extends GateContract {
    @Override
    protected Gate gate() {
      return new RecallGate(new SlaRecall50Gate(OptionalDouble.of(0.005), Optional.empty()));
    }
  }

  @Nested
  class FailureRate extends GateContract {
    @Override
    protected Gate gate() {
      return new FailureGate(new FailureRateGate(1.0));
    }
  }

  @Nested
  class TripwireP99 extends GateContract {
    @Override
    protected Gate gate() {
      return new LatencyP99Gate(GateNames.TRIPWIRE_P99, Duration.ofMillis(1), false);
    }
  }

  @Nested
  class TripwireMean extends GateContract {
    @Override
    protected Gate gate() {
      return new LatencyMeanGate(GateNames.TRIPWIRE_MEAN, Duration.ofMillis(1));
    }
  }

  @Nested
  class TripwireAllocatedBytes extends GateContract {
    @Override
    protected Gate gate() {
      return new AllocationGate(GateNames.TRIPWIRE_ALLOCATED_BYTES, 0);
    }
  }
}
