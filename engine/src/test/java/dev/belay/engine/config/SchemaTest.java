package dev.belay.engine.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.belay.engine.Conformance;
import dev.belay.plan.AeceMinusTauGate;
import dev.belay.plan.AutoRevert;
import dev.belay.plan.ConfidenceShiftGate;
import dev.belay.plan.CountRange;
import dev.belay.plan.Drift;
import dev.belay.plan.Durations;
import dev.belay.plan.Evaluation;
import dev.belay.plan.FailureRateGate;
import dev.belay.plan.Ladder;
import dev.belay.plan.Metadata;
import dev.belay.plan.NumberRange;
import dev.belay.plan.SlaRecall50Gate;
import dev.belay.plan.Stage;
import dev.belay.plan.Tripwires;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The schema is a schema, and says what the code says. */
class SchemaTest {

  /** 0.1 and 0.10 are one number, 1 and 1.0 too. */
  private static final Comparator<JsonNode> NUMBERS =
      (a, b) ->
          a.isNumber() && b.isNumber()
              ? a.decimalValue().compareTo(b.decimalValue())
              : a.equals(b) ? 0 : 1;

  private final JsonNode schema = JsonMapper.shared().readTree(PlanWriter.schema());

  @Test
  void theResourceIsTheDocumentedFile() {
    assertThat(PlanWriter.schema()).isEqualTo(Conformance.text("docs/schema/rollout-v1.json"));
  }

  @Test
  void isValidAgainstItsMetaSchema() {
    Schema meta =
        SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
            .getSchema(SchemaLocation.of("https://json-schema.org/draft/2020-12/schema"));
    assertThat(meta.validate(schema)).isEmpty();
    JsonNode broken = schema.deepCopy();
    ((ObjectNode) broken).put("type", "objekt");
    assertThat(meta.validate(broken)).isNotEmpty();
  }

  @Test
  void itsDefaultsAreThePlansDefaults() {
    JsonNode plan = FullPlan.json();
    List<String> checked = new ArrayList<>();
    defaults(schema, "", plan, checked);
    // Every leaf has a default but those inside the ladder, whose default stands at the ladder.
    assertThat(checked)
        .containsExactlyInAnyOrderElementsOf(
            FullPlan.leaves().stream()
                .map(leaf -> leaf.startsWith("/spec/ladder/") ? "/spec/ladder" : leaf)
                .distinct()
                .toList());
  }

  private void defaults(JsonNode at, String pointer, JsonNode plan, List<String> checked) {
    if (at.has("default")) {
      assertThat(at.path("default").equals(NUMBERS, plan.at(pointer)))
          .as(pointer + ": " + at.path("default") + ", " + plan.at(pointer))
          .isTrue();
      checked.add(pointer);
      return;
    }
    JsonNode object = resolve(at);
    for (Map.Entry<String, JsonNode> entry : object.path("properties").properties()) {
      defaults(entry.getValue(), pointer + "/" + entry.getKey(), plan, checked);
    }
  }

  private JsonNode resolve(JsonNode at) {
    JsonNode object = at.has("else") ? at.path("else") : at;
    return object.has("$ref") ? schema.at(object.path("$ref").stringValue().substring(1)) : object;
  }

  private JsonNode rule(String section, String key) {
    return resolve(schema.at("/$defs/" + section + "/properties/" + key));
  }

  @Test
  void itsRangesAreThePlansRanges() {
    count("stage", "minSamples", Stage.MIN_SAMPLES);
    number("stage", "minSuccessRate", Stage.MIN_SUCCESS_RATE);
    number("aeceMinusTau", "limit", AeceMinusTauGate.ERROR);
    number("aeceMinusTau", "floor", AeceMinusTauGate.ERROR);
    number("aeceMinusTau", "cHat", AeceMinusTauGate.C_HAT);
    count("aeceMinusTau", "bins", AeceMinusTauGate.BINS);
    number("confidenceShift", "limit", ConfidenceShiftGate.LIMIT);
    number("slaRecall50", "change", SlaRecall50Gate.CHANGE);
    number("failureRate", "ratio", FailureRateGate.RATIO);
    count("evaluation", "consecutiveBreaches", Evaluation.CONSECUTIVE_BREACHES);
    number("evaluation", "maxBreachRate", Evaluation.MAX_BREACH_RATE);
    number("evaluation", "significance", Evaluation.SIGNIFICANCE);
    number("evaluation", "falseRevertRate", Evaluation.FALSE_REVERT_RATE);
    number("evaluation", "dispersion", Evaluation.DISPERSION);
    count("evaluation", "minWindowSamples", Evaluation.MIN_WINDOW_SAMPLES);
    count("evaluation", "maxSlices", Evaluation.MAX_SLICES);
    count("autoRevert", "maxPerDay", AutoRevert.MAX_PER_DAY);
    count("tripwires", "allocatedBytes", Tripwires.ALLOCATED_BYTES);
    count("tripwires", "consecutiveFailures", Tripwires.CONSECUTIVE_FAILURES);
    count("drift", "baselineDays", Drift.BASELINE_DAYS);
    for (String key : driftShares()) {
      number("drift", key, Drift.SHARE);
    }
  }

  private List<String> driftShares() {
    return schema.at("/$defs/drift/properties").propertyNames().stream()
        .filter(key -> !key.equals("baselineDays"))
        .toList();
  }

  private void count(String section, String key, CountRange range) {
    JsonNode rule = rule(section, key);
    assertThat(rule.path("type").stringValue()).isEqualTo("integer");
    assertThat(rule.path("minimum").longValue()).as(key).isEqualTo(range.min());
    assertThat(rule.path("maximum").longValue()).as(key).isEqualTo(range.max());
  }

  private void number(String section, String key, NumberRange range) {
    JsonNode rule = rule(section, key);
    assertThat(rule.path("type").stringValue()).isEqualTo("number");
    String min = range.minIncluded() ? "minimum" : "exclusiveMinimum";
    String max = range.maxIncluded() ? "maximum" : "exclusiveMaximum";
    assertThat(rule.path(min).doubleValue(Double.NaN)).as(key).isEqualTo(range.min());
    assertThat(rule.path(max).doubleValue(Double.NaN)).as(key).isEqualTo(range.max());
  }

  @Test
  void itsFormsAndLengthsAreThePlans() {
    assertThat(schema.at("/$defs/duration/pattern").stringValue()).isEqualTo(Durations.PATTERN);
    JsonNode metadata = schema.at("/properties/metadata/properties");
    assertThat(metadata.at("/key/pattern").stringValue()).isEqualTo(Metadata.KEY_PATTERN);
    assertThat(metadata.at("/description/maxLength").intValue())
        .isEqualTo(Metadata.MAX_DESCRIPTION_LENGTH);
    assertThat(schema.at("/properties/spec/properties/ladder/maxItems").intValue())
        .isEqualTo(Ladder.MAX_STAGES);
    assertThat(rule("stage", "stage").path("maxLength").intValue())
        .isEqualTo(Stage.MAX_NAME_LENGTH);
    JsonNode slices = rule("aeceMinusTau", "requiredSlices");
    assertThat(slices.path("maxItems").intValue()).isEqualTo(AeceMinusTauGate.MAX_REQUIRED_SLICES);
    assertThat(slices.at("/items/maxLength").intValue())
        .isEqualTo(AeceMinusTauGate.MAX_SLICE_LENGTH);
  }

  @Test
  void itsWordsAreTheDecodersWords() {
    words("evaluation", "mode", RulesDecoder.MODES);
    words("evaluation", "onPreExisting", RulesDecoder.ON_PRE_EXISTING);
    words("automation", "requiredHealth", RulesDecoder.HEALTH);
    words("automation", "promotion", RulesDecoder.PROMOTION);
    words("autoRevert", "recover", RulesDecoder.RECOVERY);
    words("aeceMinusTau", "unlabelled", GatesDecoder.UNLABELLED);
    words("confidenceShift", "baseline", GatesDecoder.BASELINES);
  }

  private void words(String section, String key, Map<String, ?> decoder) {
    List<String> words = new ArrayList<>();
    rule(section, key).path("enum").forEach(word -> words.add(word.stringValue()));
    assertThat(words).containsExactlyInAnyOrderElementsOf(decoder.keySet());
  }
}
