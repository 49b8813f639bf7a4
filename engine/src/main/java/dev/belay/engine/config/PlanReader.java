package dev.belay.engine.config;

import dev.belay.flag.Bucketer;
import dev.belay.plan.RolloutPlan;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Reads a rollout plan from YAML 1.2 or JSON, whichever the content is, and reports every fault at
 * once, each with its path, its place in the file, its value and what would be valid. Keys that are
 * left out get their defaults. Immutable and thread-safe; does no I/O but loading the schema from
 * its own jar.
 */
public final class PlanReader {

  /** The largest file that is read, in bytes of UTF-8. */
  public static final int MAX_BYTES = 1 << 20;

  private final Predicate<String> knownStrategy;

  /**
   * A reader.
   *
   * @param knownStrategy whether a bucket strategy of this name can be had; {@code sha256}, {@code
   *     manual} and {@code random} always can
   */
  public PlanReader(Predicate<String> knownStrategy) {
    this.knownStrategy = Objects.requireNonNull(knownStrategy, "knownStrategy");
  }

  /** A reader that knows the bucket strategies on this program's class path. */
  public static PlanReader standard() {
    return new PlanReader(Bucketer::isKnown);
  }

  /**
   * Reads a file's content.
   *
   * @param content UTF-8, with or without a byte order mark; anything else is a fault, as is more
   *     than {@value #MAX_BYTES} bytes
   * @return the plan, or at least one fault; never throws for what the content holds
   */
  public PlanResult read(byte[] content) {
    Findings findings = new Findings();
    try {
      if (content.length > MAX_BYTES) {
        throw new FatalFault(
            Optional.empty(),
            "the file has " + content.length + " bytes; at most " + MAX_BYTES + " are read");
      }
      return check(parse(Utf8.decode(content), findings), findings);
    } catch (FatalFault fatal) {
      findings.fault("", fatal.position(), Optional.empty(), fatal.text());
      return new PlanResult.Invalid(findings.faults(), findings.warnings());
    }
  }

  /**
   * Reads a text.
   *
   * @param text as a file would hold it
   * @return as {@link #read(byte[])}
   */
  public PlanResult read(String text) {
    int at = Utf8.unpairedSurrogate(text);
    if (at >= 0) {
      Findings findings = new Findings();
      findings.fault(
          "",
          Optional.of(Utf8.positionOf(text, at)),
          Optional.empty(),
          "the text holds an unpaired surrogate; write whole characters");
      return new PlanResult.Invalid(findings.faults(), findings.warnings());
    }
    return read(text.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * JSON where it begins like JSON and is JSON; YAML otherwise, whose flow style looks the same.
   */
  private static Node parse(String text, Findings findings) throws FatalFault {
    String start = text.stripLeading();
    if (!start.startsWith("{") && !start.startsWith("[")) {
      return YamlTree.parse(text, findings);
    }
    Findings ofJson = new Findings();
    try {
      Node root = JsonTree.parse(text, ofJson);
      findings.addAll(ofJson);
      return root;
    } catch (FatalFault notJson) {
      try {
        return YamlTree.parse(text, findings);
      } catch (FatalFault notYaml) {
        throw notJson;
      }
    }
  }

  private PlanResult check(Node root, Findings findings) {
    if (!(root instanceof Node.Mapping)) {
      findings.wrongValue("", root, "write a mapping, as `belay init` does");
      return new PlanResult.Invalid(findings.faults(), findings.warnings());
    }
    Loaded.SCHEMA.check(root, findings);
    RolloutPlan plan = PlanDecoder.decode(root, knownStrategy, findings);
    return findings.any()
        ? new PlanResult.Invalid(findings.faults(), findings.warnings())
        : new PlanResult.Valid(plan, findings.warnings());
  }

  /** Loaded once, at the first use: building the validator takes longer than reading a plan. */
  private static final class Loaded {
    private static final SchemaCheck SCHEMA = new SchemaCheck();
  }
}
