package dev.belay.engine.config;

import dev.belay.plan.RolloutPlan;
import java.util.List;

/** What reading a configuration file came to. */
public sealed interface PlanResult {

  /** What is allowed but worth a look, in the order of the file. */
  List<Finding> warnings();

  /**
   * The file is valid.
   *
   * @param plan the plan with all defaults filled in
   * @param warnings may be empty
   */
  record Valid(RolloutPlan plan, List<Finding> warnings) implements PlanResult {
    /** Copies the list. */
    public Valid {
      warnings = List.copyOf(warnings);
    }
  }

  /**
   * The file is not valid.
   *
   * @param faults every fault that was found, in the order of the file; at least one
   * @param warnings may be empty
   */
  record Invalid(List<Finding> faults, List<Finding> warnings) implements PlanResult {
    /**
     * Copies the lists.
     *
     * @throws IllegalArgumentException if there is no fault
     */
    public Invalid {
      if (faults.isEmpty()) {
        throw new IllegalArgumentException("an invalid file has at least one fault");
      }
      faults = List.copyOf(faults);
      warnings = List.copyOf(warnings);
    }
  }
}
