package dev.belay.engine.simulate;

/** What is wrong with a change, and how much of it. Immutable. */
public sealed interface Fault {
  /** Nothing: the change does what the control does. */
  Fault NONE = new None();

  /** Nothing. */
  record None() implements Fault {}

  /**
   * Every latency is longer.
   *
   * @param factor by how much; above 0, at most 1 000
   */
  record Latency(double factor) implements Fault {
    /** Checks the value. */
    public Latency {
      check("latency factor", factor, 0, 1000);
    }
  }

  /**
   * Only the slowest queries are slower.
   *
   * @param share the share of the slowest, above 0, at most 1
   * @param factor by how much; above 0, at most 1 000
   */
  record LatencyTail(double share, double factor) implements Fault {
    /** Checks the values. */
    public LatencyTail {
      check("share of slow queries", share, 0, 1);
      check("latency factor", factor, 0, 1000);
    }
  }

  /** In which direction scores are wrong. */
  enum Miscalibration {
    /** Further from their median than they should be. */
    OVER_CONFIDENT,
    /** Nearer to their median than they should be. */
    UNDER_CONFIDENT,
    /** Too high. */
    SHIFTED
  }

  /**
   * Scores are wrong, so that their calibration error has a size. The scores' median stays, but for
   * {@link Miscalibration#SHIFTED}.
   *
   * @param direction how
   * @param error the mean of |score − chance of the label|, above 0, at most 0.5
   * @param oneSlice whether only the first slice has it
   */
  record Calibration(Miscalibration direction, double error, boolean oneSlice) implements Fault {
    /** Checks the values. */
    public Calibration {
      check("calibration error", error, 0, 0.5);
    }
  }

  /**
   * All scores are higher, and their labels follow: a change of what is shown, not of calibration.
   *
   * @param shift by how much, above 0, at most 0.5
   */
  record MedianShift(double shift) implements Fault {
    /** Checks the value. */
    public MedianShift {
      check("median shift", shift, 0, 0.5);
    }
  }

  /**
   * Recall@50 is lower: some queries lose 0.1 of it.
   *
   * @param loss the mean loss as a share of 1, above 0, at most 0.1
   */
  record RecallLoss(double loss) implements Fault {
    /** Checks the value. */
    public RecallLoss {
      check("recall loss", loss, 0, 0.1);
    }
  }

  /**
   * More queries fail.
   *
   * @param rate the mean share of failures that the treatment has, above 0, at most 1
   */
  record Failures(double rate) implements Fault {
    /** Checks the value. */
    public Failures {
      check("failure rate", rate, 0, 1);
    }
  }

  /**
   * Some scores are NaN.
   *
   * @param share of them, above 0, at most 1
   */
  record InvalidScores(double share) implements Fault {
    /** Checks the value. */
    public InvalidScores {
      check("share of invalid scores", share, 0, 1);
    }
  }

  private static void check(String name, double value, double above, double most) {
    if (!(value > above && value <= most)) {
      throw new IllegalArgumentException(
          "the " + name + " is " + value + "; it must be above " + above + ", at most " + most);
    }
  }
}
