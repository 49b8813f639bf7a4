package dev.belay.sequential;

import dev.belay.flag.Variant;
import dev.belay.gate.EvidencePoint;
import dev.belay.gate.GateKey;
import dev.belay.gate.GateNames;
import dev.belay.gate.GateResult;
import dev.belay.plan.Mode;
import dev.belay.plan.RolloutPlan;
import dev.belay.plan.Unlabelled;
import dev.belay.telemetry.MatureLabels;
import dev.belay.telemetry.SliceSummary;
import dev.belay.telemetry.Summary;
import dev.belay.telemetry.SummaryLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.BiFunction;

/**
 * The gates of one attempt that are judged at every tick, valid at any time however often they are
 * looked at: the probability that any of them ever rejects a change that is within its limits is at
 * most 0.7 of {@code falseRevertRate}. Mutable and not thread-safe; deterministic.
 *
 * <p>A tick is {@link #add}ed once, grace periods left out; its labels by {@link #addLabels} once
 * they are mature. A new configuration or a person's reset begins a new attempt with new gates.
 */
public final class SequentialGates {
  /*
   * How. Every gate is a Judge; the block comments there say which null hypothesis each refutes. A
   * Judge latches when its e-process reaches 1/α: alarms go on across promotions, for a process per
   * stage would spend α once a stage. What a pass rests on begins anew with each rung.
   *
   * α. FalseRevertBudget: half of the sequential share over the overall gates that are on, half over
   * the slices of calibration. tripwires.p99 shares the process of p99Latency where the limits are
   * equal. confidenceShift against the green baseline has no test: the baseline is of other days.
   */
  private final RolloutPlan plan;
  private final byte[] shape;
  private final List<BudgetShare> shares;
  private final List<Judge> judges;

  /** Those that are judged by what is served, which is all but calibration. */
  private final List<Judge> served;

  private final List<RelativeJudge> relative;
  private final ShardLooks shards;
  private final Optional<CalibrationJudge> calibration;
  private final Optional<SliceJudges> slices;
  private final boolean sharesTripwire;

  /** Whether a score without a label counts as one with the label 0. */
  private final boolean negative;

  private final SummaryLayout layout;
  private final DispersionChoice dispersion;
  private final LabelledCells ofTreatment = new LabelledCells();
  private final LabelledCells ofControl = new LabelledCells();
  private final Optional<WindowTests> windows;
  private long seed;

  private SequentialGates(
      RolloutPlan plan,
      SummaryLayout layout,
      DispersionChoice dispersion,
      ShardLooks shards,
      long seed,
      Assembly assembly,
      Optional<WindowTests> windows) {
    this.plan = plan;
    this.dispersion = dispersion;
    this.shares = assembly.shares();
    this.shape = StateForm.shape(plan, layout, shares);
    this.judges = assembly.judges();
    this.served = judges.stream().filter(j -> !(j instanceof CalibrationJudge)).toList();
    this.relative = assembly.relative();
    this.shards = shards;
    this.calibration = assembly.calibration();
    this.slices = assembly.slices();
    this.sharesTripwire = Assembly.sharesTripwire(plan);
    this.negative =
        plan.gates()
            .aeceMinusTau()
            .map(gate -> gate.unlabelled() == Unlabelled.NEGATIVE)
            .orElse(false);
    this.layout = layout;
    this.seed = seed;
    this.windows = windows;
  }

  /** Gates for one window, each with this level. */
  static SequentialGates ofWindow(
      RolloutPlan plan, SummaryLayout layout, DispersionChoice dispersion, double level) {
    Assembly assembly = new Assembly(plan, layout, dispersion.value(), 1, OptionalDouble.of(level));
    ShardLooks none = new ShardLooks(plan);
    return new SequentialGates(plan, layout, dispersion, none, 0, assembly, Optional.empty());
  }

  /**
   * The gates of a plan at the begin of an attempt.
   *
   * @param plan whose gates, limits and budget these are
   * @param layout of every summary that will be added
   * @param dispersion φ, how many observations may depend on one another, finite and at least 1
   * @param seed of the attempt: fixes the random subsets of its randomisation tests
   * @throws IllegalArgumentException if the dispersion is out of range or the layout is of other
   *     limits
   */
  public static SequentialGates of(
      RolloutPlan plan, SummaryLayout layout, double dispersion, long seed) {
    return of(plan, layout, DispersionChoice.ofPlan(dispersion), seed);
  }

  /**
   * The gates of a plan at the begin of an attempt.
   *
   * @param dispersion as {@link #of(RolloutPlan, SummaryLayout, double, long)}; where it is open,
   *     nothing is judged before {@link #withDispersion}
   * @throws IllegalArgumentException if the layout is of other limits
   */
  public static SequentialGates of(
      RolloutPlan plan, SummaryLayout layout, DispersionChoice dispersion, long seed) {
    return attempt(plan, layout, dispersion, new ShardLooks(plan), seed);
  }

  private static SequentialGates attempt(
      RolloutPlan plan,
      SummaryLayout layout,
      DispersionChoice dispersion,
      ShardLooks shards,
      long seed) {
    Assembly assembly = new Assembly(plan, layout, dispersion.value());
    Optional<WindowTests> windows =
        plan.evaluation().mode() == Mode.GUARDED
            ? Optional.of(new WindowTests(plan, layout, dispersion, assembly.shares()))
            : Optional.empty();
    return new SequentialGates(plan, layout, dispersion, shards, seed, assembly, windows);
  }

  /** The dispersion that they judge with, and where it comes from. */
  public DispersionChoice dispersion() {
    return dispersion;
  }

  /**
   * The same gates with a dispersion that is fixed for the rest of the attempt. What shards did
   * before is kept; these gates are of no more use.
   *
   * @param fixed no open one
   * @throws IllegalStateException if it is fixed already
   * @throws IllegalArgumentException if it is open still
   */
  public SequentialGates withDispersion(DispersionChoice fixed) {
    if (!dispersion.isOpen()) {
      throw new IllegalStateException(
          "The dispersion of this attempt is fixed at "
              + dispersion.value()
              + ": another one would spend the budget again.");
    }
    if (fixed.isOpen()) {
      throw new IllegalArgumentException("The dispersion is still open: pass one that is fixed.");
    }
    return attempt(plan, layout, fixed, shards, seed);
  }

  /**
   * How many ticks a plan takes: its stages and the hold after them, at least 1. More may follow.
   */
  public static long plannedTicks(RolloutPlan plan) {
    return Pace.planned(plan);
  }

  /**
   * How the budget is divided: overall gates in the order of their results, then slices, then in
   * mode {@code guarded} the rules of windows.
   */
  public List<BudgetShare> budget() {
    List<BudgetShare> all = new ArrayList<>(shares);
    windows.ifPresent(tests -> all.addAll(tests.shares()));
    return all;
  }

  /** How the budget is divided, with what that rests on. */
  public BudgetSplit split() {
    return new BudgetSplit(
        plan.evaluation().falseRevertRate(), fixedDispersion(), significance(), budget());
  }

  /** The dispersion that these gates judge with; empty where it is open still. */
  public OptionalDouble fixedDispersion() {
    return dispersion.isOpen() ? OptionalDouble.empty() : OptionalDouble.of(dispersion.value());
  }

  /** The level of one test in a window off probation; empty in mode {@code sequential}. */
  public OptionalDouble significance() {
    return windows.isPresent()
        ? OptionalDouble.of(windows.get().significance())
        : OptionalDouble.empty();
  }

  /**
   * Judges a completed window by its own evidence alone (mode {@code guarded}): each gate and
   * health. A test breaches wrongly with a probability of at most its level.
   *
   * @param window what was served in it; read, not kept
   * @param total all slices of it
   * @param labels what became mature in it, read and not kept; empty where labels come with their
   *     queries
   * @param onProbation whether a single breach decides, so that each test has a stricter level
   * @return none in mode {@code sequential}; once as many windows were judged as were planned, only
   *     that health is not judged
   * @throws IllegalArgumentException if a layout is another one
   */
  public List<GateResult> window(
      Summary window, SliceSummary total, Optional<MatureLabels> labels, boolean onProbation) {
    return windows.isEmpty() || dispersion.isOpen()
        ? List.of()
        : windows.get().judge(window, total, labels, onProbation);
  }

  /**
   * Takes in what a judged tick of the plan's length served, as {@link #add(Summary, long)}.
   *
   * @throws IllegalArgumentException if its layout is another one
   */
  public void add(Summary tick) {
    add(tick, plan.evaluation().tick().toNanos());
  }

  /**
   * Takes in what one judged tick served, labels left out. While the dispersion is open only the
   * control of the shards counts: pairs that are compared before anybody is treated are left out.
   *
   * @param tick all replicas' summaries of the tick merged; read, not kept
   * @param nanos how long it was, at least 0: shards are looked at after so much time
   * @throws IllegalArgumentException if its layout is another one
   */
  public void add(Summary tick, long nanos) {
    requireLayout(tick);
    List<SliceSummary> slicesOfTick = tick.slices();
    for (int i = 0; i < served.size() && !dispersion.isOpen(); i++) {
      Judge judge = served.get(i);
      judge.begin();
      for (int s = 0; s < slicesOfTick.size(); s++) {
        judge.take(slicesOfTick.get(s));
      }
      judge.end();
    }
    shards.add(slicesOfTick, nanos, relative, seed);
  }

  private void requireLayout(Summary summary) {
    if (!summary.layout().equals(layout)) {
      throw new IllegalArgumentException(
          "The summary has "
              + summary.layout()
              + " and the gates have "
              + layout
              + ": add summaries of the layout that the gates were made with.");
    }
  }

  /**
   * Takes in the labels of what one tick served, once and whole, when they are mature: in the order
   * of their arrival they would be a biased choice. Where labels come with the observation this is
   * the tick's own summary.
   *
   * @param matured read, not kept; only its labels are used
   * @throws IllegalArgumentException if its layout is another one
   */
  public void addLabels(Summary matured) {
    requireLayout(matured);
    if (calibration.isEmpty() || slices.isEmpty() || dispersion.isOpen()) {
      return;
    }
    calibration.get().begin();
    slices.get().begin();
    for (SliceSummary slice : matured.slices()) {
      ofTreatment.fill(slice, Variant.TREATMENT, negative);
      ofControl.fill(slice, Variant.CONTROL, negative);
      takeLabels(slice.name(), calibration.get(), slices.get());
    }
    slices.get().end(calibration.get());
    calibration.get().end();
  }

  /**
   * Takes in the labels of what was served in some time, once and whole, when they are mature.
   *
   * @param matured made for the plan's {@code unlabelled}; read, not kept
   */
  public void addLabels(MatureLabels matured) {
    if (calibration.isEmpty() || slices.isEmpty() || dispersion.isOpen()) {
      return;
    }
    calibration.get().begin();
    slices.get().begin();
    for (String name : matured.names()) {
      ofTreatment.clear();
      ofControl.clear();
      matured.arm(name, Variant.TREATMENT).ifPresent(ofTreatment::fill);
      matured.arm(name, Variant.CONTROL).ifPresent(ofControl::fill);
      takeLabels(name, calibration.get(), slices.get());
    }
    slices.get().end(calibration.get());
    calibration.get().end();
  }

  private void takeLabels(String slice, CalibrationJudge overall, SliceJudges bySlice) {
    if (ofTreatment.scores() + ofTreatment.size() + ofControl.size() > 0) {
      overall.countTreatment(ofTreatment);
      overall.takeControl(ofControl);
      bySlice.take(slice, ofTreatment, ofControl, overall);
    }
  }

  /** What every gate says: over all slices in the order of the gates, then slice by slice. */
  public List<GateResult> results() {
    return results(Judge::result);
  }

  /**
   * The same results with an interval of each estimate of which a sound one is known. It takes
   * about 1 ms, so it is for people and for the journal.
   */
  public List<GateResult> measured() {
    return results(Judge::measured);
  }

  private List<GateResult> results(BiFunction<Judge, String, GateResult> ask) {
    List<GateResult> results = new ArrayList<>();
    for (Judge judge : judges) {
      if (judge.gate().equals(GateNames.TRIPWIRE_MEAN) && sharesTripwire) {
        results.add(tripwire(results.get(0)));
      }
      results.add(ask.apply(judge, ""));
    }
    slices.ifPresent(each -> each.results(results));
    return results;
  }

  /** The result of {@code p99Latency} as that of the tripwire with the same limit. */
  private static GateResult tripwire(GateResult p99) {
    return new GateResult(
        GateKey.overall(GateNames.TRIPWIRE_P99),
        p99.verdict(),
        p99.estimate(),
        p99.limit(),
        p99.unit(),
        p99.n(),
        p99.needed(),
        p99.comparison(),
        p99.windows(),
        p99.confirmed(),
        p99.preExisting(),
        p99.missing(),
        p99.evidence(),
        p99.interval());
  }

  /**
   * How far the evidence of a breach over the attempt has come, of each gate over everything that
   * gathers some, in the order of {@link #results}.
   */
  public List<EvidencePoint> points() {
    return judges.stream().flatMap(judge -> judge.point().stream()).toList();
  }

  /** Whether any gate has rejected in this attempt; quick. */
  public boolean hasRejected() {
    for (int i = 0; i < judges.size(); i++) {
      if (judges.get(i).hasRejected()) {
        return true;
      }
    }
    return slices.isPresent() && slices.get().anyRejected();
  }

  /** The results of those that have rejected in this attempt, in the order of {@link #results}. */
  public List<GateResult> rejected() {
    return hasRejected() ? results().stream().filter(GateResult::breached).toList() : List.of();
  }

  /**
   * Begins a rung: what its pass rests on begins anew; alarms go on.
   *
   * @param rung the place of its stage in the ladder, from 0
   * @throws IllegalArgumentException if there is no such stage
   */
  public void beginRung(int rung) {
    if (rung < 0 || rung >= plan.ladder().size()) {
      throw new IllegalArgumentException(
          "The rung is "
              + rung
              + ": the ladder has the rungs 0 to "
              + (plan.ladder().size() - 1)
              + ".");
    }
    judges.forEach(Judge::beginRung);
    shards.beginRung(rung, relative);
    slices.ifPresent(SliceJudges::beginRung);
  }

  /** The rung that was begun last; -1 before the first. */
  public int rung() {
    return shards.rung();
  }

  /** All that has to be kept to go on; equal gates with an equal past give equal bytes. */
  public byte[] encode() {
    StateWriter out = StateForm.begin(shape);
    dispersion.write(out);
    out.fixed(seed, Long.BYTES);
    for (Judge judge : judges) {
      judge.write(out);
    }
    shards.write(out);
    slices.ifPresent(each -> each.write(out));
    windows.ifPresent(tests -> tests.write(out));
    return StateForm.end(out);
  }

  /**
   * Continues an attempt, to the very bit as if it had never been interrupted.
   *
   * @param plan the same plan as before, as far as gates, limits, budget and ladder go
   * @param layout the same layout as before
   * @param state what {@link #encode} gave; read, not kept
   * @throws SequentialStateException if the state is broken or of another plan or layout
   * @throws IllegalArgumentException as {@link #of(RolloutPlan, SummaryLayout, double, long)}
   */
  public static SequentialGates restore(RolloutPlan plan, SummaryLayout layout, byte[] state) {
    byte[] shape = of(plan, layout, DispersionChoice.OPEN, 0).shape;
    StateReader in = StateForm.open(state, shape);
    try {
      DispersionChoice dispersion = DispersionChoice.read(in);
      if (dispersion.value() != plan.evaluation().dispersion().orElse(dispersion.value())) {
        throw in.fault("the dispersion is " + dispersion.value() + ", not that of the plan");
      }
      SequentialGates gates = of(plan, layout, dispersion, 0);
      gates.read(in);
      return gates;
    } catch (SequentialStateException e) {
      throw e;
    } catch (IllegalArgumentException e) {
      throw new SequentialStateException(String.valueOf(e.getMessage()), e);
    }
  }

  /** Takes back a state that these very gates gave, whatever they have seen since. */
  void takeBack(byte[] state) {
    StateReader in = StateForm.open(state, shape);
    DispersionChoice same = DispersionChoice.read(in);
    if (!same.equals(dispersion)) {
      throw in.fault("the dispersion is " + same + ", not " + dispersion);
    }
    read(in);
  }

  private void read(StateReader in) {
    seed = in.fixed(Long.BYTES);
    for (Judge judge : judges) {
      judge.read(in);
    }
    shards.read(in);
    slices.ifPresent(each -> each.read(in));
    windows.ifPresent(tests -> tests.read(in));
    if (!in.atEnd()) {
      throw in.fault("bytes follow the last gate");
    }
  }
}
