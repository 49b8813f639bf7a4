package dev.belay.sequential;

import dev.belay.flag.Variant;
import dev.belay.gate.GateResult;
import dev.belay.plan.AeceMinusTauGate;
import dev.belay.telemetry.Population;
import dev.belay.telemetry.SliceName;
import dev.belay.telemetry.SliceSummary;
import dev.belay.telemetry.Summary;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Calibration slice by slice. Mutable and not thread-safe. */
final class SliceJudges {
  /*
   * How. The first slices with labels of the treatment get a judge each, within a tick in the order
   * of their names; the labels of all others go to the judge of OTHER, which has an α of its own.
   * Who is first does not depend on what the labels say, so every judge's guarantee holds.
   */
  private static final int MAX_NAME_BYTES = 3 * SliceName.MAX_LENGTH;

  private final AeceMinusTauGate plan;
  private final LabelBins bins;
  private final double alpha;
  private final Tuning tuning;
  private final int maxSlices;
  private final CalibrationJudge other;
  private final Map<String, CalibrationJudge> named = new TreeMap<>();

  SliceJudges(AeceMinusTauGate plan, LabelBins bins, double alpha, Tuning tuning, int maxSlices) {
    this.plan = plan;
    this.bins = bins;
    this.alpha = alpha;
    this.tuning = tuning;
    this.maxSlices = maxSlices;
    this.other = newJudge();
  }

  private CalibrationJudge newJudge() {
    return new CalibrationJudge(plan, bins, alpha, tuning);
  }

  void add(Summary labels) {
    other.begin();
    for (SliceSummary slice : labels.slices()) {
      if (hasLabels(slice, Variant.TREATMENT) || hasLabels(slice, Variant.CONTROL)) {
        add(slice);
      }
    }
    other.end();
  }

  private void add(SliceSummary slice) {
    String name = slice.name();
    CalibrationJudge judge = named.get(name);
    if (judge == null
        && !name.equals(Summary.OTHER)
        && named.size() < maxSlices
        && hasLabels(slice, Variant.TREATMENT)) {
      judge = newJudge();
      named.put(name, judge);
    }
    if (judge == null) {
      other.take(slice);
    } else {
      judge.add(slice);
    }
  }

  private static boolean hasLabels(SliceSummary slice, Variant variant) {
    return slice
        .arm(Population.SERVED, variant)
        .map(arm -> arm.scores().labelled() > 0)
        .orElse(false);
  }

  void beginRung() {
    other.beginRung();
    named.values().forEach(Judge::beginRung);
  }

  void results(List<GateResult> to) {
    Map<String, CalibrationJudge> all = new TreeMap<>(named);
    if (other.isUsed()) {
      all.put(Summary.OTHER, other);
    }
    all.forEach((name, judge) -> to.add(judge.result(name)));
  }

  boolean anyRejected() {
    return other.hasRejected() || named.values().stream().anyMatch(Judge::hasRejected);
  }

  void write(StateWriter out) {
    other.write(out);
    out.varint(named.size());
    named.forEach(
        (name, judge) -> {
          out.text(name);
          judge.write(out);
        });
  }

  void read(StateReader in) {
    other.read(in);
    int slices = (int) in.varint(maxSlices);
    String before = "";
    for (int i = 0; i < slices; i++) {
      String name = in.text(MAX_NAME_BYTES);
      if (name.compareTo(before) <= 0) {
        throw in.fault("slice \"" + name + "\" is there twice or out of order");
      }
      CalibrationJudge judge = newJudge();
      judge.read(in);
      named.put(name, judge);
      before = name;
    }
  }
}
