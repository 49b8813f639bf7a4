package dev.belay.lab;

import dev.belay.engine.simulate.Rule;
import dev.belay.engine.simulate.Scenario;
import java.time.Duration;
import java.util.List;

/**
 * One table of the study: rules that are run through one scenario. Immutable.
 *
 * @param kind what the table shows
 * @param id short and unique, for file names
 * @param title for people
 * @param note what is special about it; may be empty
 * @param jobs its lines
 */
record Section(Kind kind, String id, String title, String note, List<Job> jobs) {
  /** What a table shows. */
  enum Kind {
    /** Nothing is beyond a limit: every revert is a false one. */
    NULL,
    /** The change has a fault. */
    FAULT,
    /** What goes wrong without one of our precautions. */
    ABLATION
  }

  /**
   * One line.
   *
   * @param label the rule's name, with what is special about it here
   * @param rule the rule
   * @param scenario traffic and fault
   * @param runs ladders
   * @param horizon the longest that one is watched
   * @param promised whether the rule promises at most 1 % false reverts here
   */
  record Job(
      String label, Rule rule, Scenario scenario, int runs, Duration horizon, boolean promised) {}

  /** The table's scenario, as of its first line. */
  Scenario scenario() {
    return jobs.get(0).scenario();
  }
}
