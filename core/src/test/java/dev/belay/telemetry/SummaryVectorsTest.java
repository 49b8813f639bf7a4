package dev.belay.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.flag.Assignment;
import dev.belay.flag.Decision;
import dev.belay.flag.Variant;
import dev.belay.stats.Conformance;
import java.util.HexFormat;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.stream.StreamSupport;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/** The golden summaries, whose bytes a script computed from the description of the form alone. */
class SummaryVectorsTest {

  static Iterable<JsonNode> cases() {
    return Conformance.json("telemetry/summaries.json").get("cases");
  }

  @ParameterizedTest(name = "{index}")
  @MethodSource("cases")
  void callsGiveTheGoldenBytesAndTheBytesTheSummary(JsonNode golden) throws Exception {
    Summary summary = new Summary(layout(golden.get("layout")));
    for (JsonNode call : golden.get("calls")) {
      play(call, summary);
    }
    byte[] bytes = HexFormat.of().parseHex(golden.get("bytes").asString());
    assertThat(HexFormat.of().formatHex(SummaryCodec.encode(summary)))
        .as(golden.get("name").asString())
        .isEqualTo(golden.get("bytes").asString());
    assertThat(SummaryCodec.decode(bytes)).isEqualTo(summary);
  }

  private static SummaryLayout layout(JsonNode node) {
    long[] limits =
        StreamSupport.stream(node.get("limits").spliterator(), false)
            .mapToLong(JsonNode::asLong)
            .toArray();
    long sla = node.get("query_sla").asLong();
    JsonNode median = node.get("median");
    return new SummaryLayout(
        LatencyLayout.of(node.get("mean_cap").asLong(), limits),
        node.get("p99_limit").asLong(),
        sla == 0 ? OptionalLong.empty() : OptionalLong.of(sla),
        median.isNull() ? OptionalDouble.empty() : OptionalDouble.of(median.asDouble()),
        node.get("max_slices").asInt());
  }

  private static void play(JsonNode call, Summary summary) {
    Decision decision =
        Traffic.decision(
            Variant.of(call.get("variant").asString()),
            Assignment.valueOf(call.get("assignment").asString().toUpperCase(Locale.ROOT)),
            Long.parseUnsignedLong(call.get("bucket").asString()));
    String slice = call.get("slice").asString();
    if (call.get("kind").asString().equals("label")) {
      double score = Double.parseDouble(call.get("score").asString());
      summary.addLabel(decision, slice, score, call.get("label").asBoolean());
    } else {
      summary.add(decision, observation(slice, call));
    }
  }

  private static Observation observation(String slice, JsonNode call) {
    return new Observation(
        slice,
        outcome(call.get("served")),
        call.has("label") ? call.get("label").asBoolean() : null,
        call.has("clamped") ? call.get("clamped").asBoolean() : null,
        call.has("allocated_bytes")
            ? OptionalLong.of(call.get("allocated_bytes").asLong())
            : OptionalLong.empty(),
        call.has("other") ? outcome(call.get("other")) : null);
  }

  private static ArmOutcome outcome(JsonNode node) {
    return new ArmOutcome(
        node.get("latency").asLong(),
        Double.parseDouble(node.get("score").asString()),
        node.get("success").asBoolean(),
        node.has("recall50")
            ? OptionalDouble.of(node.get("recall50").asDouble())
            : OptionalDouble.empty(),
        node.has("query_latency")
            ? OptionalLong.of(node.get("query_latency").asLong())
            : OptionalLong.empty());
  }
}
