package dev.belay.canary;

import dev.belay.telemetry.MatureLabels;
import dev.belay.telemetry.Summary;
import java.util.Optional;
import java.util.function.Supplier;

/** What was recorded up to a tick; asked for only where a decision may depend on it. */
public interface TickSummaries {

  /**
   * What became mature with this tick, where labels come with their queries: whole serving times
   * with their labels, each once. Asked for before {@link #recorded}, and only where sequential
   * gates judge.
   *
   * @param judged whether the tick is evidence: it is not in a grace period
   * @return read, not kept; empty where nothing became mature
   */
  Optional<Summary> mature(boolean judged);

  /**
   * The same where labels came later than their queries: what became mature with this tick, each
   * once. Asked for after {@link #mature}.
   *
   * @return read, not kept; empty where nothing became mature, or {@link #mature} says what did
   */
  default Optional<MatureLabels> matureLabels(boolean judged) {
    return Optional.empty();
  }

  /** What was recorded since it was last asked for, to this tick; read, not kept. */
  Summary recorded();

  /** Summaries in which every label came with its query. */
  static TickSummaries of(Supplier<Summary> recorded) {
    Summary[] asked = new Summary[1];
    return new TickSummaries() {
      @Override
      public Optional<Summary> mature(boolean judged) {
        return judged ? Optional.of(recorded()) : Optional.empty();
      }

      @Override
      public Summary recorded() {
        Summary known = asked[0];
        if (known == null) {
          known = recorded.get();
          asked[0] = known;
        }
        return known;
      }
    };
  }
}
