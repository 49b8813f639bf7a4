package dev.belay.sequential;

import dev.belay.gate.GateResult;
import dev.belay.plan.AeceMinusTauGate;
import dev.belay.telemetry.SliceName;
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

  /** Begins the labels of a tick. */
  void begin() {
    other.begin();
  }

  /** Takes in what both arms hold in a slice, in the order of their names, and tells the whole. */
  void take(String name, LabelledCells treatment, LabelledCells control, CalibrationJudge overall) {
    CalibrationJudge judge = named.get(name);
    if (judge == null
        && !name.equals(Summary.OTHER)
        && named.size() < maxSlices
        && treatment.scores() + treatment.size() > 0) {
      judge = newJudge();
      named.put(name, judge);
    }
    if (judge == null) {
      other.takeTreatment(treatment);
      other.takeControl(control);
    } else {
      judge.begin();
      judge.takeTreatment(treatment);
      judge.takeControl(control);
      overall.takePart(judge);
      judge.end();
    }
  }

  /** Ends the labels of the tick, and tells the whole. */
  void end(CalibrationJudge overall) {
    overall.takePart(other);
    other.end();
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
    named.clear();
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
