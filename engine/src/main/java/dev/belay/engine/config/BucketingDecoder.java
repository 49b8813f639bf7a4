package dev.belay.engine.config;

import dev.belay.flag.BucketStrategy;
import dev.belay.flag.Percentage;
import dev.belay.flag.Variant;
import dev.belay.plan.RolloutPlan;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** Reads {@code spec.bucketing}. Stateless. */
final class BucketingDecoder {

  private static final Map<String, Variant> VARIANTS =
      Map.of("control", Variant.CONTROL, "treatment", Variant.TREATMENT);

  private BucketingDecoder() {}

  static BucketStrategy decode(
      Section bucketing, Predicate<String> known, BucketStrategy defaults, Findings findings) {
    String strategy = bucketing.text("strategy", defaults.strategy());
    checkStrategy(bucketing, strategy, known, findings);
    String salt = bucketing.text("salt", defaults.salt());
    checkSalt(bucketing, strategy, salt, findings);
    Map<String, Variant> overrides = new LinkedHashMap<>();
    Map<String, Percentage> assignments = new LinkedHashMap<>();
    forEach(
        bucketing,
        "overrides",
        (entries, key) -> {
          Variant variant = VARIANTS.get(entries.text(key, ""));
          if (variant != null) {
            overrides.put(key, variant);
          }
        },
        findings);
    forEach(
        bucketing,
        "assignments",
        (entries, key) ->
            percentage(entries, key, findings).ifPresent(percent -> assignments.put(key, percent)),
        findings);
    checkAssignments(bucketing, strategy, assignments, findings);
    Duration idle =
        bucketing.duration("sessionIdle", RolloutPlan.SESSION_IDLE, defaults.sessionIdle());
    boolean sticky = bucketing.bool("stickySessions", defaults.stickySessions());
    if (findings.any()) {
      // Never used, for a file with a fault gives no plan; but names and keys may not fit a
      // strategy.
      return defaults;
    }
    return new BucketStrategy(strategy, salt, sticky, idle, overrides, assignments);
  }

  private interface EntryReader {
    void read(Section entries, String key);
  }

  private static void forEach(
      Section bucketing, String key, EntryReader reader, Findings findings) {
    if (bucketing.sound(key).orElse(null) instanceof Node.Mapping mapping) {
      Section entries = new Section(bucketing.path(key), mapping, findings);
      mapping.entries().keySet().forEach(name -> reader.read(entries, name));
    }
  }

  /** An exact percentage; the range is the schema's, the number of decimals is checked here. */
  static Optional<Percentage> percentage(Section section, String key, Findings findings) {
    if (!(section.sound(key).orElse(null) instanceof Node.Numeral number)) {
      return Optional.empty();
    }
    if (number.value().stripTrailingZeros().scale() > Percentage.MAX_DECIMALS) {
      findings.wrongValue(
          section.path(key), number, "write at most " + Percentage.MAX_DECIMALS + " decimals");
      return Optional.empty();
    }
    return Optional.of(new Percentage(number.value()));
  }

  private static void checkStrategy(
      Section bucketing, String strategy, Predicate<String> known, Findings findings) {
    Optional<Node> node = bucketing.sound("strategy");
    if (node.isEmpty()) {
      return;
    }
    boolean builtIn =
        strategy.equals(BucketStrategy.SHA256)
            || strategy.equals(BucketStrategy.MANUAL)
            || strategy.equals(BucketStrategy.RANDOM);
    if (!builtIn && !known.test(strategy)) {
      findings.wrongValue(
          bucketing.path("strategy"),
          node.get(),
          "write sha256, manual, random or the name of an installed Bucketer service");
    }
    if (strategy.equals(BucketStrategy.RANDOM)) {
      findings.warning(
          bucketing.path("strategy"),
          Optional.of(node.get().position()),
          bucketing.path("strategy")
              + " is random: nobody keeps a variant; it is meant for tests only");
    }
  }

  private static void checkSalt(
      Section bucketing, String strategy, String salt, Findings findings) {
    Optional<Node> node = bucketing.sound("salt");
    if (node.isEmpty()) {
      return;
    }
    if (salt.isEmpty() && strategy.equals(BucketStrategy.SHA256)) {
      findings.wrongValue(
          bucketing.path("salt"), node.get(), "strategy sha256 needs a salt, write one");
    } else if (salt.indexOf('\0') >= 0) {
      findings.wrongValue(bucketing.path("salt"), node.get(), "write a salt without U+0000");
    }
  }

  private static void checkAssignments(
      Section bucketing, String strategy, Map<String, Percentage> assignments, Findings findings) {
    boolean manual = strategy.equals(BucketStrategy.MANUAL);
    Optional<Node> node = bucketing.sound("assignments");
    boolean given = node.isPresent() && !assignments.isEmpty();
    if (given && !manual && !findings.faultyAt(bucketing.path("strategy"))) {
      findings.fault(
          bucketing.path("assignments"),
          node.map(Node::position),
          Optional.empty(),
          bucketing.path("assignments")
              + " is only for strategy manual, but strategy is "
              + Show.shortened(strategy)
              + "; remove one or change the other");
    } else if (manual && node.isEmpty() && !findings.any()) {
      findings.warning(
          bucketing.path("assignments"),
          bucketing.node("strategy").map(Node::position),
          bucketing.path("assignments") + " is missing: nobody is treated below 100 %");
    }
  }
}
