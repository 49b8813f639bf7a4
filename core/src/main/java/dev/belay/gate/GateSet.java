package dev.belay.gate;

import dev.belay.plan.Gates;
import dev.belay.plan.RolloutPlan;
import dev.belay.plan.Tripwires;
import dev.belay.telemetry.SliceSummary;
import dev.belay.telemetry.Summary;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * The gates of a plan: the built-in ones that it has on, its tripwires, and those that services
 * provide. Not thread-safe: the sums over all slices are kept from one evaluation to the next.
 *
 * <p>Results are in a fixed order: first each gate over all slices, then slice by slice in the
 * order of their names, each time in the order of the gates.
 */
public final class GateSet {
  private static final int LONGEST_MESSAGE = 500;

  private final List<Gate> gates;
  private final List<String> names;
  private final long minSamples;

  /** Of summaries whose slices the caller has not summed up. Made when needed. */
  private @Nullable SliceSummary total;

  private @Nullable SliceSummary baselineTotal;

  private GateSet(RolloutPlan plan, Map<String, Gate> byName) {
    this.names = List.copyOf(byName.keySet());
    this.gates = List.copyOf(byName.values());
    this.minSamples = plan.evaluation().minWindowSamples();
  }

  /**
   * The gates of a plan, with those of the {@link Gate.Provider}s that {@link ServiceLoader} finds.
   *
   * @throws IllegalArgumentException if two gates have one name
   * @throws java.util.ServiceConfigurationError if a provider cannot be made
   */
  public static GateSet of(RolloutPlan plan) {
    return of(plan, ServiceLoader.load(Gate.Provider.class));
  }

  /**
   * The gates of a plan, with those of these providers.
   *
   * @throws IllegalArgumentException if two gates have one name, or a gate has none
   */
  public static GateSet of(RolloutPlan plan, Iterable<Gate.Provider> providers) {
    Map<String, Gate> byName = new LinkedHashMap<>();
    for (Gate gate : builtIn(plan)) {
      put(byName, gate);
    }
    for (Gate.Provider provider : providers) {
      provider.gate(plan).ifPresent(gate -> put(byName, gate));
    }
    return new GateSet(plan, byName);
  }

  private static List<Gate> builtIn(RolloutPlan plan) {
    List<Gate> built = new ArrayList<>();
    Gates on = plan.gates();
    on.p99Latency()
        .ifPresent(
            gate -> {
              built.add(new LatencyP99Gate(GateNames.P99_LATENCY, gate.limit(), true));
              built.add(new LatencyIncreaseGate(gate.maxIncrease()));
            });
    on.aeceMinusTau().ifPresent(gate -> built.add(new CalibrationGate(gate)));
    on.confidenceShift().ifPresent(gate -> built.add(new ConfidenceGate(gate)));
    on.slaRecall50().ifPresent(gate -> built.add(new RecallGate(gate)));
    on.failureRate().ifPresent(gate -> built.add(new FailureGate(gate)));
    Tripwires tripwires = plan.tripwires();
    built.add(new LatencyP99Gate(GateNames.TRIPWIRE_P99, tripwires.p99(), false));
    built.add(new LatencyMeanGate(GateNames.TRIPWIRE_MEAN, tripwires.mean()));
    built.add(new AllocationGate(GateNames.TRIPWIRE_ALLOCATED_BYTES, tripwires.allocatedBytes()));
    return built;
  }

  private static void put(Map<String, Gate> byName, Gate gate) {
    String name = gate.name();
    if (name.isEmpty()) {
      throw new IllegalArgumentException("gate " + gate.getClass().getName() + " has no name");
    }
    Gate before = byName.putIfAbsent(name, gate);
    if (before != null) {
      throw new IllegalArgumentException(
          "two gates are called "
              + name
              + ": "
              + before.getClass().getName()
              + " and "
              + gate.getClass().getName()
              + "; rename one or take its provider off the class path");
    }
  }

  /** The gates, in the order of their results. */
  public List<Gate> gates() {
    return gates;
  }

  /**
   * Whether a promotion needs the pass of a gate, not only that it does not breach.
   *
   * @throws IllegalArgumentException if there is no such gate
   */
  public boolean requiredToPass(String gate) {
    return gates.get(indexOf(gate)).requiredToPass();
  }

  private int indexOf(String gate) {
    int at = names.indexOf(gate);
    if (at < 0) {
      throw new IllegalArgumentException("there is no gate " + gate + "; the gates are " + names);
    }
    return at;
  }

  /**
   * Judges a summary as a whole, such as that of a stage: over all slices, and each slice that
   * holds anything.
   *
   * @param summary read, not kept
   * @param baseline what the production arm did in the last green days, as the control; empty where
   *     there is no baseline
   */
  public List<GateResult> evaluate(Summary summary, Optional<Summary> baseline) {
    SliceSummary slices = total(summary, total);
    total = slices;
    return evaluate(summary, slices, baseline, Optional.empty());
  }

  /**
   * The same, where the slices are summed up already.
   *
   * @param total all slices of the summary
   * @param baselineTotal all slices of the baseline; empty where there is none
   */
  public List<GateResult> evaluate(
      Summary summary,
      SliceSummary total,
      Optional<Summary> baseline,
      Optional<SliceSummary> baselineTotal) {
    return new Evaluation(windows -> summary, windows -> total, baseline, baselineTotal)
        .run(Map.of(), 1);
  }

  /**
   * Judges one gate in one scope, as when a whole summary is judged.
   *
   * @param key the gate, and the slice that the summaries are of
   * @param observed what both arms did in that scope
   * @param baseline of that scope; empty where there is none
   * @throws IllegalArgumentException if there is no such gate
   */
  public GateResult evaluate(GateKey key, SliceSummary observed, Optional<SliceSummary> baseline) {
    GateEvidence evidence =
        new GateEvidence(key.slice(), observed, baseline, observed.layout(), minSamples, 1);
    return judge(gates.get(indexOf(key.gate())), key, evidence);
  }

  /**
   * Judges the last window, each gate and slice over as many windows as its evidence spans.
   *
   * @param windows the windows so far, the one to judge being the last
   * @param open the windows that a gate's evidence spanned before this one, which were not enough:
   *     it is judged over one more, but over no more than there are and {@link OpenWindows#MOST}
   * @param baseline as for a whole summary
   */
  public List<GateResult> evaluate(
      OpenWindows windows, Map<GateKey, Integer> open, Optional<Summary> baseline) {
    return evaluate(windows, open, baseline, Optional.empty());
  }

  /**
   * The same, where the baseline is summed up already.
   *
   * @param baselineTotal all slices of the baseline; empty where there is none, or it is not summed
   */
  public List<GateResult> evaluate(
      OpenWindows windows,
      Map<GateKey, Integer> open,
      Optional<Summary> baseline,
      Optional<SliceSummary> baselineTotal) {
    return new Evaluation(windows::over, windows::totalOver, baseline, baselineTotal)
        .run(open, Math.max(1, windows.count()));
  }

  /** One call of evaluate. */
  private final class Evaluation {
    private final IntFunction<Summary> over;
    private final IntFunction<SliceSummary> totalOver;
    private final Optional<Summary> baseline;
    private final Optional<SliceSummary> baselineOfAll;
    private final List<GateResult> results = new ArrayList<>();

    Evaluation(
        IntFunction<Summary> over,
        IntFunction<SliceSummary> totalOver,
        Optional<Summary> baseline,
        Optional<SliceSummary> known) {
      this.over = over;
      this.totalOver = totalOver;
      this.baseline = baseline;
      if (known.isPresent()) {
        this.baselineOfAll = known;
      } else if (baseline.isPresent()) {
        baselineTotal = total(baseline.get(), baselineTotal);
        this.baselineOfAll = Optional.of(baselineTotal);
      } else {
        this.baselineOfAll = Optional.empty();
      }
    }

    List<GateResult> run(Map<GateKey, Integer> open, int most) {
      for (int i = 0; i < names.size(); i++) {
        int windows = windows(open, GateKey.overall(names.get(i)), most);
        add(i, "", totalOver.apply(windows), baselineOfAll, windows);
      }
      // What the last window holds, and what is open from before.
      Set<String> slices = new TreeSet<>();
      over.apply(1).slices().forEach(slice -> slices.add(slice.name()));
      open.keySet().stream()
          .filter(key -> !key.isOverall())
          .forEach(key -> slices.add(key.slice()));
      for (String slice : slices) {
        slice(slice, open, most);
      }
      return results;
    }

    private void slice(String name, Map<GateKey, Integer> open, int most) {
      Optional<SliceSummary> before = baseline.flatMap(summary -> summary.slice(name));
      for (int i = 0; i < names.size(); i++) {
        if (gates.get(i).judgesSlices()) {
          int windows = windows(open, new GateKey(names.get(i), name), most);
          Optional<SliceSummary> slice = over.apply(windows).slice(name);
          if (slice.isPresent()) {
            add(i, name, slice.get(), before, windows);
          }
        }
      }
    }

    private int windows(Map<GateKey, Integer> open, GateKey key, int most) {
      return Math.max(1, Math.min(open.getOrDefault(key, 0) + 1, most));
    }

    private void add(
        int gate, String slice, SliceSummary observed, Optional<SliceSummary> before, int windows) {
      GateEvidence evidence =
          new GateEvidence(slice, observed, before, observed.layout(), minSamples, windows);
      results.add(judge(gates.get(gate), new GateKey(names.get(gate), slice), evidence));
    }
  }

  /** All slices of a summary, in the memory of an earlier total where its layout is the same. */
  private static SliceSummary total(Summary summary, @Nullable SliceSummary before) {
    SliceSummary total =
        before != null && before.layout().equals(summary.layout())
            ? before
            : SliceSummary.emptyTotal(summary.layout());
    summary.totalInto(total);
    return total;
  }

  /** What a gate says; where it fails, that it does, for a gate that fails must not stop others. */
  private static GateResult judge(Gate gate, GateKey key, GateEvidence evidence) {
    try {
      GateResult result = gate.evaluate(evidence);
      return result.key().equals(key)
          ? result
          : failed(key, evidence, "it answered for " + result.key());
    } catch (RuntimeException | LinkageError | AssertionError | StackOverflowError e) {
      return failed(key, evidence, e.toString());
    }
  }

  private static GateResult failed(GateKey key, GateEvidence evidence, String why) {
    String message =
        why.codePoints()
            .limit(LONGEST_MESSAGE)
            .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
            .toString();
    return GateResult.failed(key, evidence, message);
  }
}
