package dev.belay.engine.config;

import dev.belay.plan.Durations;
import java.time.Duration;
import java.util.Optional;

/** Rules of the form "this key must not be above that one" within a section. Stateless. */
final class OrderRule {

  private final Section section;
  private final Findings findings;

  OrderRule(Section section, Findings findings) {
    this.section = section;
    this.findings = findings;
  }

  boolean notAbove(String lowKey, double low, String highKey, double high) {
    return check(low <= high, lowKey, plain(low), highKey, plain(high));
  }

  boolean notAbove(String lowKey, Duration low, String highKey, Duration high) {
    return check(
        low.compareTo(high) <= 0, lowKey, Durations.format(low), highKey, Durations.format(high));
  }

  /**
   * Whether the rule holds. A key whose own value is at fault has its default here, so it is not
   * judged a second time: the answer is then "no", without a fault.
   */
  private boolean check(boolean holds, String lowKey, String low, String highKey, String high) {
    if (findings.faultyAt(section.path(lowKey)) || findings.faultyAt(section.path(highKey))) {
      return false;
    }
    if (holds) {
      return true;
    }
    Optional<Node> lowNode = section.node(lowKey);
    Optional<Node> highNode = section.node(highKey);
    lowNode.ifPresent(
        node ->
            findings.wrongValue(
                section.path(lowKey),
                node,
                "write no more than "
                    + highKey
                    + ", which is "
                    + high
                    + (highNode.isPresent() ? "" : " by default")));
    if (lowNode.isEmpty()) {
      highNode.ifPresent(
          node ->
              findings.wrongValue(
                  section.path(highKey),
                  node,
                  "write no less than " + lowKey + ", which is " + low + " by default"));
    }
    return false;
  }

  private static String plain(double value) {
    return Double.toString(value);
  }
}
