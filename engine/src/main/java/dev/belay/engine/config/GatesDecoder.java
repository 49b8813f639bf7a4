package dev.belay.engine.config;

import dev.belay.plan.AeceMinusTauGate;
import dev.belay.plan.ConfidenceBaseline;
import dev.belay.plan.ConfidenceShiftGate;
import dev.belay.plan.FailureRateGate;
import dev.belay.plan.Gates;
import dev.belay.plan.P99LatencyGate;
import dev.belay.plan.SlaRecall50Gate;
import dev.belay.plan.Unlabelled;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads {@code spec.gates}; the word {@code off} switches a gate off. Stateless. */
final class GatesDecoder {

  static final Map<String, Unlabelled> UNLABELLED =
      Map.of("exclude", Unlabelled.EXCLUDE, "negative", Unlabelled.NEGATIVE);
  static final Map<String, ConfidenceBaseline> BASELINES =
      Map.of("control", ConfidenceBaseline.CONTROL, "green", ConfidenceBaseline.GREEN);

  private GatesDecoder() {}

  static Gates decode(Section gates, Gates defaults, Findings findings) {
    return new Gates(
        gate(gates, "p99Latency", defaults.p99Latency(), GatesDecoder::p99Latency),
        gate(gates, "aeceMinusTau", defaults.aeceMinusTau(), (s, d) -> aece(s, d, findings)),
        gate(gates, "confidenceShift", defaults.confidenceShift(), GatesDecoder::shift),
        gate(gates, "slaRecall50", defaults.slaRecall50(), GatesDecoder::recall),
        failureRate(gates, defaults.failureRate()));
  }

  /** Off where nothing is said, so that its settings alone switch it on. */
  private static Optional<FailureRateGate> failureRate(
      Section gates, Optional<FailureRateGate> defaults) {
    return gates.node("failureRate").isEmpty()
        ? defaults
        : gate(
            gates, "failureRate", Optional.of(FailureRateGate.standard()), GatesDecoder::failures);
  }

  private interface GateReader<G> {
    G read(Section section, G defaults);
  }

  private static <G> Optional<G> gate(
      Section gates, String key, Optional<G> defaults, GateReader<G> reader) {
    return gates.is(key, "off")
        ? Optional.empty()
        : defaults.map(gate -> reader.read(gates.section(key), gate));
  }

  private static P99LatencyGate p99Latency(Section s, P99LatencyGate defaults) {
    return new P99LatencyGate(
        s.duration("limit", P99LatencyGate.LIMIT, defaults.limit()),
        s.duration("maxIncrease", P99LatencyGate.MAX_INCREASE, defaults.maxIncrease()));
  }

  private static AeceMinusTauGate aece(Section s, AeceMinusTauGate d, Findings findings) {
    return AeceMinusTauGate.builder()
        .limit(s.number("limit", AeceMinusTauGate.ERROR, d.limit()))
        .cHat(s.number("cHat", AeceMinusTauGate.C_HAT, d.cHat()))
        .floor(s.number("floor", AeceMinusTauGate.ERROR, d.floor()))
        .bins(s.whole("bins", AeceMinusTauGate.BINS, d.bins()))
        .labelMaturity(
            s.duration("labelMaturity", AeceMinusTauGate.LABEL_MATURITY, d.labelMaturity()))
        .unlabelled(s.choice("unlabelled", UNLABELLED, d.unlabelled()))
        .requiredSlices(slices(s, d.requiredSlices(), findings))
        .build();
  }

  private static List<String> slices(Section s, List<String> defaults, Findings findings) {
    if (!(s.sound("requiredSlices").orElse(null) instanceof Node.Sequence sequence)) {
      return defaults;
    }
    Set<String> slices = new LinkedHashSet<>();
    List<Node> items = sequence.items();
    for (int i = 0; i < items.size(); i++) {
      String path = Paths.index(s.path("requiredSlices"), i);
      if (items.get(i) instanceof Node.Text text && !findings.faultyAt(path)) {
        if (!slices.add(text.value())) {
          findings.wrongValue(path, text, "the slice is named before, remove one of them");
        }
      }
    }
    return List.copyOf(slices);
  }

  private static ConfidenceShiftGate shift(Section s, ConfidenceShiftGate defaults) {
    return new ConfidenceShiftGate(
        s.number("limit", ConfidenceShiftGate.LIMIT, defaults.limit()),
        s.choice("baseline", BASELINES, defaults.baseline()));
  }

  private static SlaRecall50Gate recall(Section s, SlaRecall50Gate defaults) {
    Duration querySla =
        s.duration(
            "querySla", SlaRecall50Gate.QUERY_SLA, defaults.querySla().orElse(Duration.ZERO));
    return new SlaRecall50Gate(
        s.numberOr("none", "change", SlaRecall50Gate.CHANGE, defaults.change()),
        querySla.isZero() ? Optional.empty() : Optional.of(querySla));
  }

  private static FailureRateGate failures(Section s, FailureRateGate defaults) {
    return new FailureRateGate(s.number("ratio", FailureRateGate.RATIO, defaults.ratio()));
  }
}
