package dev.belay.engine.config;

import dev.belay.flag.BucketStrategy;
import dev.belay.plan.Completion;
import dev.belay.plan.Durations;
import dev.belay.plan.Evaluation;
import dev.belay.plan.Metadata;
import dev.belay.plan.RolloutPlan;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * Turns a tree that was checked against the schema into a plan, and checks what a schema cannot.
 * Stateless.
 */
final class PlanDecoder {

  private static final Pattern KEY = Pattern.compile(Metadata.KEY_PATTERN);

  private PlanDecoder() {}

  /** The plan; without meaning if there are faults afterwards. */
  static RolloutPlan decode(Node root, Predicate<String> knownStrategy, Findings findings) {
    RolloutPlan defaults = RolloutPlan.calibV22();
    Section file = new Section("", root, findings);
    Section spec = file.section("spec");
    warnIfMissing(file, root, findings);
    Metadata metadata = metadata(file.section("metadata"), defaults.metadata(), findings);
    BucketStrategy bucketing =
        BucketingDecoder.decode(
            spec.section("bucketing"), knownStrategy, defaults.bucketing(), findings);
    warnOfSharedSalt(
        file.section("metadata"), metadata, spec.section("bucketing"), defaults, findings);
    Evaluation evaluation =
        RulesDecoder.evaluation(spec.section("evaluation"), defaults.evaluation(), findings);
    RolloutPlan plan =
        defaults.toBuilder()
            .metadata(metadata)
            .enabled(spec.bool("enabled", defaults.enabled()))
            .bucketing(bucketing)
            .baseline(spec.duration("baseline", RolloutPlan.BASELINE, defaults.baseline()))
            .ladder(LadderDecoder.decode(spec, findings))
            .completion(completion(spec.section("completion"), defaults.completion()))
            .gates(GatesDecoder.decode(spec.section("gates"), defaults.gates(), findings))
            .evaluation(evaluation)
            .automation(RulesDecoder.automation(spec.section("automation"), defaults.automation()))
            .autoRevert(RulesDecoder.autoRevert(spec.section("autoRevert"), defaults.autoRevert()))
            .tripwires(RulesDecoder.tripwires(spec.section("tripwires"), defaults.tripwires()))
            .drift(RulesDecoder.drift(spec.section("drift"), defaults.drift(), findings))
            .deadMansSwitch(deadMansSwitch(spec, evaluation.tick(), findings))
            .lease(spec.duration("lease", RolloutPlan.LEASE, defaults.lease()))
            .build();
    if (!findings.any()) {
      PlanWarnings.add(plan, spec, findings);
    }
    return plan;
  }

  private static Metadata metadata(Section metadata, Metadata defaults, Findings findings) {
    String key = metadata.text("key", defaults.key());
    Optional<Node> node = metadata.sound("key");
    // The schema's pattern is searched for, and `$` then also stands before a last line feed.
    if (node.isPresent() && !KEY.matcher(key).matches()) {
      findings.wrongValue(
          metadata.path("key"), node.get(), "write the key without the line feed at its end");
      return defaults;
    }
    return new Metadata(key, metadata.text("description", defaults.description()));
  }

  private static Completion completion(Section completion, Completion defaults) {
    return new Completion(completion.duration("hold", Completion.HOLD, defaults.hold()));
  }

  private static Duration deadMansSwitch(Section spec, Duration tick, Findings findings) {
    Duration ifFaulty = RolloutPlan.DEAD_MANS_SWITCH.max();
    Duration value =
        spec.duration(
            "deadMansSwitch",
            RolloutPlan.DEAD_MANS_SWITCH,
            RolloutPlan.calibV22().deadMansSwitch());
    if (value.compareTo(tick) > 0) {
      return value;
    }
    String path = spec.path("deadMansSwitch");
    Section evaluation = spec.section("evaluation");
    Optional<Node> node = spec.node("deadMansSwitch").or(() -> evaluation.node("tick"));
    if (!findings.faultyAt(evaluation.path("tick"))) {
      findings.fault(
          path,
          node.map(Node::position),
          Optional.of(Durations.format(value)),
          path
              + " is "
              + Durations.format(value)
              + "; write more than spec.evaluation.tick, which is "
              + Durations.format(tick));
    }
    return ifFaulty;
  }

  private static void warnIfMissing(Section file, Node root, Findings findings) {
    warn(file, "apiVersion", "read as belay/v1", root, findings);
    warn(file, "kind", "read as Rollout", root, findings);
    warn(file.section("metadata"), "key", "read as calib-v22", root, findings);
  }

  private static void warn(Section section, String key, String how, Node root, Findings findings) {
    if (section.node(key).isEmpty() && !findings.faultyAt("metadata")) {
      String path = section.path(key);
      findings.warning(path, Optional.of(root.position()), path + " is missing; " + how);
    }
  }

  private static void warnOfSharedSalt(
      Section file, Metadata metadata, Section bucketing, RolloutPlan defaults, Findings findings) {
    boolean own = !metadata.key().equals(defaults.metadata().key());
    if (own && bucketing.node("salt").isEmpty() && !findings.any()) {
      findings.warning(
          bucketing.path("salt"),
          file.node("key").map(Node::position),
          bucketing.path("salt")
              + " is left out, so this rollout treats the same keys first as every other with the"
              + " default salt; give it its own");
    }
  }
}
