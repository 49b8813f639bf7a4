package dev.belay.sequential;

import dev.belay.flag.Variant;
import dev.belay.gate.Comparison;
import dev.belay.gate.EValue;
import dev.belay.gate.GateKey;
import dev.belay.gate.GateNames;
import dev.belay.gate.GateResult;
import dev.belay.gate.Verdict;
import dev.belay.plan.Evaluation;
import dev.belay.plan.RolloutPlan;
import dev.belay.stats.FalseRevertBudget;
import dev.belay.stats.OneSidedProportion;
import dev.belay.telemetry.ArmCounter;
import dev.belay.telemetry.ArmSummary;
import dev.belay.telemetry.MatureLabels;
import dev.belay.telemetry.Population;
import dev.belay.telemetry.SliceSummary;
import dev.belay.telemetry.Summary;
import dev.belay.telemetry.SummaryLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * Windows in mode {@code guarded}: a window breaches only where its own evidence, and nothing
 * before it, rejects "within the limit". Mutable and not thread-safe.
 */
final class WindowTests {
  /*
   * How. A window is one tick of gates that have seen nothing before, each with the e-value of that
   * tick against the level a: given the past, a test breaches wrongly with a probability of at most a.
   *
   * a. FalseRevertBudget.autoLevel of W planned windows, m tests (the gates over everything, and
   * calibration in every slice and in "other"), c breaches in a row of one test, and as many counts
   * of the breach rate as there are rungs; or evaluation.significance. On probation, where one breach
   * decides, 0.1B / (W m). A person who steps down and up again begins a count that is not in it.
   *
   * After W windows the budget is spent and none is judged any more: the gates of the attempt go on
   * alone. Relative gates need pairs: without them shards are looked at over rungs, not windows.
   *
   * Health. Critical stops at once, so it takes a test of its own, of "at most half of the treatment's
   * observations are broken", at 0.1B / W. What breached in fewer observations than a window needs is
   * left to the gates of the attempt.
   */
  private static final double HALF = 0.5;

  private final RolloutPlan plan;
  private final SummaryLayout layout;
  private final DispersionChoice dispersion;
  private final int planned;
  private final int tests;
  private final double level;
  private final double levelOnProbation;
  private final double healthLevel;
  private final OneSidedProportion broken;
  private @Nullable Fresh usual;
  private @Nullable Fresh probation;
  private int judged;

  /** Gates for windows, and their state before the first. */
  @SuppressWarnings("ArrayRecordComponent") // Never compared, never given out.
  private record Fresh(SequentialGates gates, byte[] state) {
    List<GateResult> judge(Summary window, Optional<MatureLabels> labels) {
      gates.takeBack(state);
      if (labels.isPresent()) {
        gates.addLabels(labels.get());
      } else {
        gates.addLabels(window);
      }
      gates.add(window);
      return gates.results();
    }
  }

  /**
   * The tests of an attempt.
   *
   * @param shares of the gates of the attempt: as many tests has a window
   */
  WindowTests(
      RolloutPlan plan,
      SummaryLayout layout,
      DispersionChoice dispersion,
      List<BudgetShare> shares) {
    Evaluation evaluation = plan.evaluation();
    FalseRevertBudget budget = new FalseRevertBudget(evaluation.falseRevertRate());
    this.plan = plan;
    this.layout = layout;
    this.dispersion = dispersion;
    this.planned = Pace.windows(plan);
    this.tests = shares.stream().mapToInt(BudgetShare::tests).sum();
    this.level =
        evaluation
            .significance()
            .orElseGet(
                () ->
                    budget.autoLevel(
                        planned,
                        tests,
                        evaluation.consecutiveBreaches(),
                        plan.ladder().size(),
                        evaluation.maxBreachRate()));
    this.levelOnProbation = Math.min(level, budget.sharedDataLevel(planned, tests));
    this.healthLevel = budget.healthLevel(planned, 1);
    this.broken = new OneSidedProportion(HALF, dispersion.value());
  }

  /** What the rules of windows may use of the budget, as far as their level goes. */
  List<BudgetShare> shares() {
    Evaluation evaluation = plan.evaluation();
    double inRow = StrictMath.pow(level, evaluation.consecutiveBreaches());
    double any =
        FalseRevertBudget.anyRisk(Math.min(1, level * tests), planned, evaluation.maxBreachRate());
    return List.of(
        new BudgetShare(BudgetShare.CONSECUTIVE_BREACHES, false, planned * tests, inRow),
        new BudgetShare(BudgetShare.BREACH_RATE, false, plan.ladder().size(), any),
        new BudgetShare(BudgetShare.HEALTH, false, planned, healthLevel));
  }

  /** The level of one test in a window that is not on probation. */
  double significance() {
    return level;
  }

  /**
   * Judges a window, which must not have been judged before.
   *
   * @param window what was served in it; read, not kept
   * @param total all slices of it
   * @param labels what became mature in it; empty where labels come with their queries
   * @param onProbation whether one breach decides
   * @return what every gate and health say of it; once the budget is spent only that health is not
   *     judged
   */
  List<GateResult> judge(
      Summary window, SliceSummary total, Optional<MatureLabels> labels, boolean onProbation) {
    if (judged >= planned) {
      // Health says so: where it says nothing, the mission's rule for it would apply.
      return List.of(health(total).with(Verdict.INSUFFICIENT));
    }
    judged++;
    List<GateResult> results = new ArrayList<>();
    for (GateResult result : fresh(onProbation).judge(window, labels)) {
      results.add(ofWindow(result));
    }
    results.add(health(total));
    return results;
  }

  private Fresh fresh(boolean onProbation) {
    Fresh known = onProbation ? probation : usual;
    if (known == null) {
      double at = onProbation ? levelOnProbation : level;
      SequentialGates gates = SequentialGates.ofWindow(plan, layout, dispersion, at);
      known = new Fresh(gates, gates.encode());
      if (onProbation) {
        probation = known;
      } else {
        usual = known;
      }
    }
    return known;
  }

  /** A window with enough observations passes where no breach was shown. */
  private static GateResult ofWindow(GateResult result) {
    if (result.estimate().isEmpty() || !result.missing().isEmpty()) {
      return result;
    }
    if (result.n() < result.needed()) {
      return result.with(Verdict.INSUFFICIENT);
    }
    return result.breached() ? result : result.with(Verdict.PASS);
  }

  private GateResult health(SliceSummary total) {
    ArmSummary treatment = total.armOrNull(Population.SERVED, Variant.TREATMENT);
    long n = treatment == null ? 0 : treatment.observations();
    long failed = treatment == null ? 0 : treatment.get(ArmCounter.FAILURES);
    long invalid = treatment == null ? 0 : treatment.get(ArmCounter.INVALID_SCORES);
    long bad = Math.max(failed, invalid);
    EValue evidence = new EValue(broken.logAlarm(bad, n), -StrictMath.log(healthLevel), true);
    boolean enough = n >= plan.evaluation().minWindowSamples();
    Verdict verdict =
        evidence.reaches() ? Verdict.BREACH : enough ? Verdict.PASS : Verdict.INSUFFICIENT;
    return new GateResult(
        GateKey.overall(GateNames.HEALTH),
        verdict,
        n == 0 ? OptionalDouble.empty() : OptionalDouble.of((double) bad / n),
        OptionalDouble.of(HALF),
        "broken",
        n,
        plan.evaluation().minWindowSamples(),
        Comparison.LIMIT,
        1,
        true,
        false,
        verdict == Verdict.INSUFFICIENT ? "observations of the treatment" : "",
        Optional.of(evidence));
  }

  void write(StateWriter out) {
    out.varint(judged);
  }

  void read(StateReader in) {
    judged = (int) in.varint(planned);
  }
}
