package dev.belay.engine.canary;

import dev.belay.calibration.SharedBinningConfig;
import dev.belay.canary.CanaryCycle;
import dev.belay.drift.Candidate;
import dev.belay.drift.SmokeProbes;
import dev.belay.engine.journal.DataDirectory;
import dev.belay.engine.journal.JournalStore;
import dev.belay.gate.SummaryLayouts;
import dev.belay.plan.Drift;
import dev.belay.plan.RolloutPlan;
import dev.belay.plan.Tripwires;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Gathers what a {@link CanaryController} is made of. Not thread-safe. */
public final class CanaryControllerBuilder {
  /** How long the loop waits for another process that has the journal locked. */
  static final Duration LOOP_PATIENCE = Duration.ofMillis(200);

  private final RolloutPlan plan;
  private InstantSource clock = InstantSource.system();
  private LongSupplier monotone = System::nanoTime;
  private SharedBinningConfig binning = SharedBinningConfig.DEFAULT;
  private @Nullable JournalStore store;
  private @Nullable Path directory;
  private @Nullable RolloutFlag flag;
  private @Nullable Candidate candidate;
  private Duration patience = LOOP_PATIENCE;

  CanaryControllerBuilder(RolloutPlan plan) {
    this.plan = plan;
  }

  /** A service's flag under a controller's configuration. */
  static CanaryControllerBuilder of(
      CanaryControllerConfig config, ControlledFlag controlled, Tripwires tripwires, Drift drift) {
    RolloutPlan plan =
        config.applyTo(controlled.plan().toBuilder().tripwires(tripwires).drift(drift).build());
    CanaryControllerBuilder builder =
        new CanaryControllerBuilder(plan)
            .flag(controlled.rolloutFlag())
            .binning(controlled.binningConfig())
            .dataDirectory(config.dataDirectory());
    config.candidate().ifPresent(builder::candidate);
    return builder;
  }

  /** Keeps the journal in a directory, which no other process may use meanwhile. */
  public CanaryControllerBuilder dataDirectory(Path newDirectory) {
    directory = newDirectory;
    return this;
  }

  /** How long a write waits for another process: no loop is held up where there is none. */
  CanaryControllerBuilder patience(Duration newPatience) {
    patience = newPatience;
    return this;
  }

  /** Keeps the journal in a store, which is not closed by the controller. */
  public CanaryControllerBuilder store(JournalStore newStore) {
    store = newStore;
    return this;
  }

  /** The wall clock; the system's by default. Not for a flag that is given. */
  public CanaryControllerBuilder clock(InstantSource newClock) {
    clock = newClock;
    return this;
  }

  /** Ns of a clock that nobody sets; {@code System::nanoTime} by default. */
  public CanaryControllerBuilder monotone(LongSupplier newMonotone) {
    monotone = newMonotone;
    return this;
  }

  /** The flag to control; by default a new one. */
  public CanaryControllerBuilder flag(RolloutFlag newFlag) {
    flag = newFlag;
    return this;
  }

  /** The procedure that makes the calibrator: it has to pass the smoke probes before a step up. */
  public CanaryControllerBuilder candidate(Candidate newCandidate) {
    candidate = newCandidate;
    return this;
  }

  /** How scores are put into bins for reports; {@link SharedBinningConfig#DEFAULT} by default. */
  public CanaryControllerBuilder binning(SharedBinningConfig newBinning) {
    binning = newBinning;
    return this;
  }

  /**
   * The controller, which has read its journal but not ticked yet: everybody is on control.
   *
   * @throws IllegalStateException if there is neither a store nor a directory
   * @throws IllegalArgumentException if the plan asks for what this version does not have
   * @throws dev.belay.engine.journal.JournalException if the journal cannot be opened or read, is
   *     damaged, or is in use by another process
   */
  public CanaryController open() {
    return new CanaryController(parts());
  }

  CanaryController.Parts parts() {
    RolloutFlag controlled = flag;
    if (controlled == null) {
      controlled = new RolloutFlag(plan, SummaryLayouts.of(plan), clock, monotone);
    }
    if (store != null) {
      return parts(controlled, store, null, () -> false, () -> {});
    }
    if (directory == null) {
      throw new IllegalStateException(
          "the controller has no place for its journal; name a data directory or a store");
    }
    DataDirectory held = DataDirectory.open(directory);
    try {
      return parts(controlled, held);
    } catch (RuntimeException e) {
      held.close();
      throw e;
    }
  }

  private CanaryController.Parts parts(RolloutFlag controlled, DataDirectory held) {
    JournalStore opened = held.openJournal(patience);
    RolloutReports reports =
        new RolloutReports(held.path(), plan, binning, SummaryLayouts.of(plan));
    Runnable onClose =
        () -> {
          reports.close();
          opened.close();
          held.close();
        };
    try {
      return parts(controlled, opened, reports, held::takeStopRequest, onClose);
    } catch (RuntimeException e) {
      opened.close();
      throw e;
    }
  }

  private CanaryController.Parts parts(
      RolloutFlag controlled,
      JournalStore opened,
      @Nullable RolloutReports reports,
      BooleanSupplier stopRequested,
      Runnable onClose) {
    Rollout rollout =
        Rollout.open(plan, controlled, opened, null, smokeTest(), reports, OptionalInt.empty());
    return new CanaryController.Parts(rollout, controlled, opened, stopRequested, onClose);
  }

  private Optional<CanaryCycle.SmokeTest> smokeTest() {
    Candidate given = candidate;
    if (given == null) {
      return Optional.empty();
    }
    SmokeProbes probes = new SmokeProbes(plan);
    return Optional.of(() -> probes.firstFailure(given));
  }
}
