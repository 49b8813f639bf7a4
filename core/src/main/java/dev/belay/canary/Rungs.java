package dev.belay.canary;

import dev.belay.flag.Percentage;
import dev.belay.plan.Stage;
import java.util.List;

/** The rungs of a ladder by number, with the one at 0 %. Immutable. */
final class Rungs {
  private final List<Stage> ladder;

  Rungs(List<Stage> ladder) {
    this.ladder = ladder;
  }

  int last() {
    return ladder.size() - 1;
  }

  String name(int rung) {
    return rung == RolloutState.DISABLED ? RolloutState.DISABLED_STAGE : stage(rung).name();
  }

  Percentage percentage(int rung) {
    return rung == RolloutState.DISABLED ? Percentage.ZERO : stage(rung).percent();
  }

  Stage stage(int rung) {
    if (rung > last()) {
      throw new IllegalStateException(
          "the state is on rung "
              + rung
              + ", but the plan's ladder ends at "
              + last()
              + "; fold the plan's Configured event first");
    }
    return ladder.get(rung);
  }
}
