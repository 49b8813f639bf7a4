package dev.belay.engine.simulate;

/**
 * What the treatment makes of what the control does, for one scenario: the fault in numbers.
 * Immutable and thread-safe.
 */
final class Change {
  /*
   * How. Scores: s + g·(f(s) − s) with f from a table and g the strength. Of the family of f the
   * member is searched by bisection whose mean |f(s) − s| over the control's scores is the error
   * asked for: m ± (1 ± c)|s − m| around the median m, or s + c, cut to [0, 1]. f is monotone and
   * f(s) − s has one sign on either side of m, so that bins of scores see the whole of it.
   */
  private static final double[] NO_MAP = {};
  private static final int BISECTIONS = 100;
  private static final double MOST_STRETCH = 1e6;

  private final Traffic traffic;
  private final Fault fault;
  private final double[] map;
  private final boolean labelsFollow;
  private final boolean oneSlice;

  Change(Scenario scenario) {
    this.traffic = scenario.traffic();
    this.fault = scenario.fault();
    if (fault instanceof Fault.Calibration wrong) {
      this.map = solve(traffic.scores(), wrong.direction(), wrong.error());
      this.labelsFollow = false;
      this.oneSlice = wrong.oneSlice();
    } else if (fault instanceof Fault.MedianShift shift) {
      this.map = map(traffic.scores(), Fault.Miscalibration.SHIFTED, shift.shift());
      this.labelsFollow = true;
      this.oneSlice = false;
    } else {
      this.map = NO_MAP;
      this.labelsFollow = false;
      this.oneSlice = false;
    }
  }

  private static double[] solve(Scores scores, Fault.Miscalibration direction, double error) {
    double low = 0;
    double high = direction == Fault.Miscalibration.OVER_CONFIDENT ? MOST_STRETCH : 1;
    double most = meanError(scores, direction, high);
    if (most < error) {
      throw new IllegalArgumentException(
          "these scores cannot have a calibration error of "
              + error
              + " that is "
              + direction
              + ": "
              + most
              + " is the most");
    }
    for (int i = 0; i < BISECTIONS; i++) {
      double middle = (low + high) / 2;
      if (meanError(scores, direction, middle) < error) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return map(scores, direction, high);
  }

  private static double meanError(Scores scores, Fault.Miscalibration direction, double size) {
    double sum = 0;
    for (int i = 0; i < scores.size(); i++) {
      double score = scores.at(i);
      sum += Math.abs(wrong(score, scores.median(), direction, size) - score);
    }
    return sum / scores.size();
  }

  private static double[] map(Scores scores, Fault.Miscalibration direction, double size) {
    double[] mapped = new double[scores.size()];
    for (int i = 0; i < mapped.length; i++) {
      mapped[i] = wrong(scores.at(i), scores.median(), direction, size);
    }
    return mapped;
  }

  private static double wrong(
      double score, double median, Fault.Miscalibration direction, double size) {
    double moved =
        switch (direction) {
          case OVER_CONFIDENT -> median + (score - median) * (1 + size);
          case UNDER_CONFIDENT -> median + (score - median) * (1 - size);
          case SHIFTED -> score + size;
        };
    return Math.max(0, Math.min(1, moved));
  }

  /** The treatment's score where the control's has a rank. */
  double score(int rank, int slice, double strength) {
    double score = traffic.scores().at(rank);
    return map.length == 0 || strength == 0 || (oneSlice && slice > 0)
        ? score
        : score + strength * (map[rank] - score);
  }

  /** Whether the chance of a treated query's label is the treatment's score, not the control's. */
  boolean labelsFollow() {
    return labelsFollow;
  }

  /** By how much the treatment is slower. */
  double latencyFactor(double strength) {
    return fault instanceof Fault.Latency slow ? 1 + strength * (slow.factor() - 1) : 1;
  }

  /** By how much the slowest are slower. */
  double tailFactor(double strength) {
    return fault instanceof Fault.LatencyTail tail ? 1 + strength * (tail.factor() - 1) : 1;
  }

  /** The share of the slowest that are slower still. */
  double tailShare() {
    return fault instanceof Fault.LatencyTail tail ? tail.share() : 0;
  }

  /** The mean share of failures of the treatment. */
  double failureRate(double strength) {
    double rate = traffic.failureRate();
    return fault instanceof Fault.Failures more ? rate + strength * (more.rate() - rate) : rate;
  }

  /** The share of the treatment's scores that are NaN. */
  double invalidShare(double strength) {
    return fault instanceof Fault.InvalidScores invalid ? strength * invalid.share() : 0;
  }

  /** The mean recall that the treatment loses. */
  double recallLoss(double strength) {
    return fault instanceof Fault.RecallLoss lost ? strength * lost.loss() : 0;
  }
}
