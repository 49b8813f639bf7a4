package dev.belay.engine.simulate;

import dev.belay.flag.Decision;
import dev.belay.telemetry.Summary;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/** Labels that come later than their scores, to the minute. Not thread-safe. */
final class LabelQueue {
  private static final long SLOT_NANOS = 60_000_000_000L;

  private final TreeMap<Long, List<Label>> slots = new TreeMap<>();

  /**
   * One label to come.
   *
   * @param otherScore the score of the other arm; NaN where there is no pair
   */
  record Label(
      Decision decision,
      String slice,
      double score,
      double otherScore,
      boolean paired,
      boolean value) {
    void addTo(Summary into) {
      if (paired) {
        into.addPairedLabel(decision, slice, score, otherScore, value);
      } else {
        into.addLabel(decision, slice, score, value);
      }
    }
  }

  /** Keeps a label until its time. */
  void add(long dueNanos, Label label) {
    slots.computeIfAbsent(dueNanos / SLOT_NANOS, slot -> new ArrayList<>()).add(label);
  }

  /** Records what is due. */
  void drain(long nowNanos, Summary into, Optional<MaturingLabels> too) {
    while (!slots.isEmpty() && slots.firstKey() < nowNanos / SLOT_NANOS) {
      for (Label label : slots.pollFirstEntry().getValue()) {
        label.addTo(into);
        too.ifPresent(each -> each.arrived(label));
      }
    }
  }
}
