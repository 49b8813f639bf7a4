package dev.belay.engine.config;

import dev.belay.plan.AutoRevert;
import dev.belay.plan.Automation;
import dev.belay.plan.Drift;
import dev.belay.plan.Evaluation;
import dev.belay.plan.Mode;
import dev.belay.plan.OnPreExisting;
import dev.belay.plan.PromotionRule;
import dev.belay.plan.Recovery;
import dev.belay.plan.RequiredHealth;
import dev.belay.plan.Tripwires;
import java.time.Duration;
import java.util.Map;

/** Reads the sections that say how a rollout is judged and steered. Stateless. */
final class RulesDecoder {

  static final Map<String, Mode> MODES =
      Map.of("windows", Mode.WINDOWS, "sequential", Mode.SEQUENTIAL, "guarded", Mode.GUARDED);
  static final Map<String, OnPreExisting> ON_PRE_EXISTING =
      Map.of("revert", OnPreExisting.REVERT, "hold", OnPreExisting.HOLD);
  static final Map<String, RequiredHealth> HEALTH =
      Map.of("Green", RequiredHealth.GREEN, "Yellow", RequiredHealth.YELLOW);
  static final Map<String, PromotionRule> PROMOTION =
      Map.of("estimate", PromotionRule.ESTIMATE, "evidence", PromotionRule.EVIDENCE);
  static final Map<String, Recovery> RECOVERY =
      Map.of("auto", Recovery.AUTO, "manual", Recovery.MANUAL);

  private RulesDecoder() {}

  static Evaluation evaluation(Section s, Evaluation d, Findings findings) {
    Evaluation.Builder evaluation = d.toBuilder();
    evaluation
        .mode(s.choice("mode", MODES, d.mode()))
        .gracePeriod(s.duration("gracePeriod", Evaluation.GRACE_PERIOD, d.gracePeriod()))
        .consecutiveBreaches(
            s.whole(
                "consecutiveBreaches", Evaluation.CONSECUTIVE_BREACHES, d.consecutiveBreaches()))
        .maxBreachRate(s.number("maxBreachRate", Evaluation.MAX_BREACH_RATE, d.maxBreachRate()))
        .significance(s.numberOr("auto", "significance", Evaluation.SIGNIFICANCE, d.significance()))
        .falseRevertRate(
            s.number("falseRevertRate", Evaluation.FALSE_REVERT_RATE, d.falseRevertRate()))
        .dispersion(s.numberOr("auto", "dispersion", Evaluation.DISPERSION, d.dispersion()))
        .minWindowSamples(
            s.whole("minWindowSamples", Evaluation.MIN_WINDOW_SAMPLES, d.minWindowSamples()))
        .maxSlices(s.whole("maxSlices", Evaluation.MAX_SLICES, d.maxSlices()))
        .onPreExisting(s.choice("onPreExisting", ON_PRE_EXISTING, d.onPreExisting()));
    Duration window = s.duration("window", Evaluation.WINDOW, d.window());
    Duration tick = s.duration("tick", Evaluation.TICK, d.tick());
    if (new OrderRule(s, findings).notAbove("tick", tick, "window", window)) {
      evaluation.window(window).tick(tick);
    }
    return evaluation.build();
  }

  static Automation automation(Section s, Automation d) {
    return new Automation(
        s.bool("promote", d.promote()),
        s.bool("rollback", d.rollback()),
        s.choice("requiredHealth", HEALTH, d.requiredHealth()),
        s.choice("promotion", PROMOTION, d.promotion()));
  }

  static AutoRevert autoRevert(Section s, AutoRevert d) {
    return new AutoRevert(
        s.bool("enabled", d.enabled()),
        s.duration("cooldown", AutoRevert.COOLDOWN, d.cooldown()),
        s.whole("maxPerDay", AutoRevert.MAX_PER_DAY, d.maxPerDay()),
        s.choice("recover", RECOVERY, d.recover()));
  }

  static Tripwires tripwires(Section s, Tripwires d) {
    return new Tripwires(
        s.duration("p99", Tripwires.LATENCY, d.p99()),
        s.duration("mean", Tripwires.LATENCY, d.mean()),
        s.count("allocatedBytes", Tripwires.ALLOCATED_BYTES, d.allocatedBytes()),
        s.whole("consecutiveFailures", Tripwires.CONSECUTIVE_FAILURES, d.consecutiveFailures()),
        s.duration("halfOpenAfter", Tripwires.HALF_OPEN_AFTER, d.halfOpenAfter()));
  }

  static Drift drift(Section s, Drift d, Findings findings) {
    OrderRule order = new OrderRule(s, findings);
    double aeceWarn = s.number("aeceMinusTauWarn", Drift.SHARE, d.aeceMinusTauWarn());
    double aeceFail = s.number("aeceMinusTauFail", Drift.SHARE, d.aeceMinusTauFail());
    double clampWarn = s.number("clampWarn", Drift.SHARE, d.clampWarn());
    double clampFail = s.number("clampFail", Drift.SHARE, d.clampFail());
    double mergedWarn = s.number("mergedBinsWarn", Drift.SHARE, d.mergedBinsWarn());
    double mergedFail = s.number("mergedBinsFail", Drift.SHARE, d.mergedBinsFail());
    // Each pair is looked at before they are combined, so that every fault is said.
    boolean aece = order.notAbove("aeceMinusTauWarn", aeceWarn, "aeceMinusTauFail", aeceFail);
    boolean clamp = order.notAbove("clampWarn", clampWarn, "clampFail", clampFail);
    boolean merged = order.notAbove("mergedBinsWarn", mergedWarn, "mergedBinsFail", mergedFail);
    Drift.Builder drift = d.toBuilder();
    drift
        .baselineDays(s.whole("baselineDays", Drift.BASELINE_DAYS, d.baselineDays()))
        .maxAeceIncrease(s.number("maxAeceIncrease", Drift.SHARE, d.maxAeceIncrease()))
        .minCoverage(s.number("minCoverage", Drift.SHARE, d.minCoverage()));
    if (aece && clamp && merged) {
      drift
          .aeceMinusTauWarn(aeceWarn)
          .aeceMinusTauFail(aeceFail)
          .clampWarn(clampWarn)
          .clampFail(clampFail)
          .mergedBinsWarn(mergedWarn)
          .mergedBinsFail(mergedFail);
    }
    return drift.build();
  }
}
