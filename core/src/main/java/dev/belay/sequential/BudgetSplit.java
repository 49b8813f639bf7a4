package dev.belay.sequential;

import java.util.List;
import java.util.OptionalDouble;

/**
 * How the budget for false reverts of one attempt is divided. Immutable.
 *
 * @param falseRevertRate the whole of it: the probability that any automatic step down is false, in
 *     (0, 1)
 * @param dispersion how many observations may depend on one another, at least 1; empty where that
 *     is measured when treatment begins
 * @param significance the level of one window's test, in (0, 1); empty where windows are not tested
 * @param shares what each gate and each rule of windows may use
 */
public record BudgetSplit(
    double falseRevertRate,
    OptionalDouble dispersion,
    OptionalDouble significance,
    List<BudgetShare> shares) {

  /** Copies the shares. */
  public BudgetSplit {
    shares = List.copyOf(shares);
  }
}
