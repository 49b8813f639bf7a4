package dev.belay.telemetry;

import dev.belay.flag.Decision;

/** One call of a recorder, for the ways that are not the fast one. Immutable. */
sealed interface Event {
  /** What a call may take at most while it waits to be counted, in bytes. */
  int MAX_BYTES = 512;

  /** The decision that served the query. */
  Decision decision();

  /** The name of the slice. */
  String slice();

  /** Whether this is an observation, not a label that came later. */
  boolean observation();

  /** Counts the call in a slice, whole; false where there is no room for it. */
  boolean addTo(SliceSummary slot);

  /** An observation of primitives, without a label. */
  record Plain(Decision decision, String slice, long latencyNanos, double score, boolean success)
      implements Event {
    @Override
    public boolean observation() {
      return true;
    }

    @Override
    public boolean addTo(SliceSummary slot) {
      return slot.add(decision, latencyNanos, score, success);
    }
  }

  /** An observation of primitives with its label. */
  record Labelled(
      Decision decision,
      String slice,
      long latencyNanos,
      double score,
      boolean success,
      boolean label)
      implements Event {
    @Override
    public boolean observation() {
      return true;
    }

    @Override
    public boolean addTo(SliceSummary slot) {
      return slot.add(decision, latencyNanos, score, success, label);
    }
  }

  /** An observation with all it may hold. */
  record Whole(Decision decision, Observation value) implements Event {
    @Override
    public String slice() {
      return value.slice();
    }

    @Override
    public boolean observation() {
      return true;
    }

    @Override
    public boolean addTo(SliceSummary slot) {
      return slot.add(decision, value);
    }
  }

  /** The label of an earlier score. */
  record Label(Decision decision, String slice, double score, boolean label) implements Event {
    @Override
    public boolean observation() {
      return false;
    }

    @Override
    public boolean addTo(SliceSummary slot) {
      return slot.addLabel(Population.SERVED, decision.variant(), score, label);
    }
  }

  /** The label of an earlier pair. */
  record PairedLabel(
      Decision decision, String slice, double score, double otherScore, boolean label)
      implements Event {
    @Override
    public boolean observation() {
      return false;
    }

    @Override
    public boolean addTo(SliceSummary slot) {
      return slot.addPairedLabel(decision.variant(), score, otherScore, label);
    }
  }
}
