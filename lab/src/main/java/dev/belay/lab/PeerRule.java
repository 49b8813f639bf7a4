package dev.belay.lab;

import dev.belay.engine.simulate.Rule;
import dev.belay.gate.SummaryLayouts;
import dev.belay.plan.RolloutPlan;
import dev.belay.telemetry.SummaryLayout;

/** What the rules of the field have in common. */
abstract class PeerRule implements Rule {
  private final String name;
  private final String sentence;
  private final SummaryLayout layout;

  PeerRule(String name, String sentence, RolloutPlan plan) {
    this.name = name;
    this.sentence = sentence;
    this.layout = SummaryLayouts.of(plan);
  }

  @Override
  public final String name() {
    return name;
  }

  @Override
  public final String sentence() {
    return sentence;
  }

  @Override
  public final SummaryLayout layout() {
    return layout;
  }
}
