package dev.belay.canary;

import dev.belay.gate.GateResult;
import dev.belay.plan.Mode;
import dev.belay.plan.RolloutPlan;
import dev.belay.plan.Unlabelled;
import dev.belay.sequential.BudgetShare;
import dev.belay.sequential.ControlHours;
import dev.belay.sequential.DispersionChoice;
import dev.belay.sequential.SequentialGates;
import dev.belay.telemetry.MatureLabels;
import dev.belay.telemetry.SliceSummary;
import dev.belay.telemetry.Summary;
import dev.belay.telemetry.SummaryLayout;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What is seen of an attempt by gates that are judged at every tick, and of its open window by its
 * own evidence; in mode {@code windows} nothing. Mutable and not thread-safe.
 */
public final class AttemptEvidence {
  private final RolloutPlan plan;
  private final SummaryLayout layout;
  private @Nullable SequentialGates gates;

  /** What a dispersion is measured of; null where the plan has a number or no use for one. */
  private final @Nullable ControlHours controlHours;

  /** What became mature in the open window, where windows are tested: not what arrived in it. */
  private @Nullable MatureLabels matured;

  /** The names of its slices. */
  private final Set<String> sliceNames = new TreeSet<>();

  AttemptEvidence(RolloutPlan plan, SummaryLayout layout) {
    this.plan = plan;
    this.layout = layout;
    this.controlHours = measuresDispersion(plan) ? new ControlHours(plan) : null;
    beginWindow();
  }

  private static boolean measuresDispersion(RolloutPlan plan) {
    return plan.evaluation().mode() != Mode.WINDOWS && plan.evaluation().dispersion().isEmpty();
  }

  /** Whether there are gates that are judged at every tick. */
  boolean isGathered() {
    return gates != null;
  }

  // --- An attempt ---

  /** Begins an attempt: its gates, where the plan has them, have seen nothing. */
  public void begin(RolloutState state) {
    if (plan.evaluation().mode() != Mode.WINDOWS) {
      // Fixes the randomisation tests of an attempt: a restart draws the same subsets again.
      long seed = 31L * state.fingerprint().hashCode() + state.attempt();
      gates = SequentialGates.of(plan, layout, dispersionOfPlan(), seed);
      beginRung(state.rung());
    }
  }

  /** Begins a rung: what a pass rests on begins anew, alarms go on. */
  void beginRung(int rung) {
    if (gates != null && rung != RolloutState.DISABLED) {
      // What is measured must not depend on what the treatment does: it is fixed before.
      if (gates.dispersion().isOpen()) {
        gates = gates.withDispersion(measuredDispersion());
      }
      gates.beginRung(rung);
    }
  }

  private DispersionChoice dispersionOfPlan() {
    OptionalDouble number = plan.evaluation().dispersion();
    return number.isPresent()
        ? DispersionChoice.ofPlan(number.getAsDouble())
        : DispersionChoice.OPEN;
  }

  private DispersionChoice measuredDispersion() {
    return controlHours == null ? DispersionChoice.NOT_MEASURED : controlHours.measure();
  }

  /** The event; one that begins an attempt says how the attempt's budget is divided. */
  public RolloutEvent withBudget(RolloutEvent event) {
    return AttemptBudget.told(event, plan, layout);
  }

  // --- Ticks and windows ---

  /** Takes in a tick; alarms are looked for at each. */
  void tick(long nanos, boolean judged, TickSummaries from) {
    SequentialGates ofAttempt = gates;
    if (ofAttempt == null) {
      return;
    }
    Optional<Summary> mature = from.mature(judged);
    if (mature.isPresent()) {
      ofAttempt.addLabels(mature.get());
      if (matured != null) {
        matured.add(mature.get(), sliceNames, plan.evaluation().maxSlices());
      }
    }
    Optional<MatureLabels> labels = from.matureLabels(judged);
    if (labels.isPresent()) {
      ofAttempt.addLabels(labels.get());
      if (matured != null) {
        matured.merge(labels.get());
      }
    }
    if (judged) {
      ofAttempt.add(from.recorded(), nanos);
    }
  }

  /** What the open window says by its own evidence; nothing but in mode {@code guarded}. */
  List<GateResult> window(Summary window, SliceSummary total, boolean onProbation) {
    return gates == null
        ? List.of()
        : gates.window(window, total, Optional.ofNullable(matured), onProbation);
  }

  /** A window begins without evidence. */
  void beginWindow() {
    boolean tested =
        plan.evaluation().mode() == Mode.GUARDED && plan.gates().aeceMinusTau().isPresent();
    matured = tested ? new MatureLabels(isNegative()) : null;
  }

  private boolean isNegative() {
    return plan.gates()
        .aeceMinusTau()
        .filter(gate -> gate.unlabelled() == Unlabelled.NEGATIVE)
        .isPresent();
  }

  /** A window ended: its control is one of those that a dispersion is measured of. */
  void addControl(long timeNanos, Summary window) {
    if (controlHours != null) {
      controlHours.add(timeNanos, window);
    }
  }

  // --- A restart ---

  /** All that has to be kept to go on; empty where the plan has no such gates. */
  public Optional<byte[]> encode() {
    return Optional.ofNullable(gates).map(SequentialGates::encode);
  }

  /**
   * Takes back what was kept.
   *
   * @param rung where the rollout is
   * @param begins whether the rung was begun after that was kept: steps are durable before the
   *     gates know of them
   * @throws dev.belay.sequential.SequentialStateException if it is broken, or of another plan
   */
  public void restore(byte[] kept, int rung, boolean begins) {
    if (plan.evaluation().mode() != Mode.WINDOWS) {
      gates = SequentialGates.restore(plan, layout, kept);
      if (begins || gates.rung() != rung) {
        beginRung(rung);
      }
    }
  }

  /**
   * Takes back a tick that the gates had not seen when they were kept; its labels are given up, for
   * which of them came late is not known any more.
   *
   * @param nanos how long the tick was
   */
  public void restoreTick(Summary recorded, long nanos) {
    if (gates != null) {
      gates.add(recorded, nanos);
    }
  }

  // --- What it says ---

  /** Whether any gate has rejected; quick. */
  boolean hasRejected() {
    return gates != null && gates.hasRejected();
  }

  /** What the gates say of the attempt so far; none where the plan has none. */
  public List<GateResult> results() {
    return gates == null ? List.of() : gates.results();
  }

  /**
   * The same with an interval of each estimate of which a sound one is known: for people, as it
   * takes about 1 ms.
   */
  public List<GateResult> measured() {
    return gates == null ? List.of() : gates.measured();
  }

  /** The window's event with what the gates say of the attempt at its end. */
  RolloutEvent.WindowCompleted told(RolloutEvent.WindowCompleted window) {
    return gates == null ? window : window.with(gates);
  }

  /** How the budget of false reverts is divided; empty where the plan has no such gates. */
  public List<BudgetShare> budget() {
    return gates == null ? List.of() : gates.budget();
  }

  /** The level of one window's test; empty where windows are not tested. */
  public OptionalDouble significance() {
    return gates == null ? OptionalDouble.empty() : gates.significance();
  }

  /** The dispersion of the attempt, and where it comes from; empty where nothing asks for one. */
  public Optional<DispersionChoice> dispersion() {
    return Optional.ofNullable(gates).map(SequentialGates::dispersion);
  }
}
