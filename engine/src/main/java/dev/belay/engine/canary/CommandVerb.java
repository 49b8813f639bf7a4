package dev.belay.engine.canary;

import dev.belay.canary.CanaryDecision;
import dev.belay.canary.CanaryDecisionType;
import dev.belay.engine.journal.Command;
import dev.belay.engine.journal.CommandAnswer;
import dev.belay.flag.Variant;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What a person can ask of a rollout from the command line. */
public enum CommandVerb {
  /** One rung up. */
  PROMOTE(CanaryDecisionType.PROMOTE),
  /** One rung down. */
  ROLLBACK(CanaryDecisionType.ROLLBACK),
  /** Everybody on control. */
  STOP(CanaryDecisionType.EMERGENCY_STOP),
  /** The rung stays until {@link #RESUME}. */
  HOLD(CanaryDecisionType.MANUAL_INTERVENTION),
  /** It climbs again. */
  RESUME(CanaryDecisionType.CONTINUE),
  /** The breaker is closed and the latch released. */
  RESET(null),
  /** A targeting key is fixed, or let go. */
  OVERRIDE(null);

  private final @Nullable CanaryDecisionType forced;

  CommandVerb(@Nullable CanaryDecisionType forced) {
    this.forced = forced;
  }

  /** The word on the command line. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * The verb of a word.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static CommandVerb of(String word) {
    return Arrays.stream(values())
        .filter(verb -> verb.word().equals(word))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "\""
                        + word
                        + "\" is no command; use "
                        + Arrays.stream(values())
                            .map(CommandVerb::word)
                            .collect(Collectors.joining(", "))));
  }

  CommandAnswer carryOut(CanaryController controller, Command command) {
    OptionalLong id = command.id() > 0 ? OptionalLong.of(command.id()) : OptionalLong.empty();
    if (forced != null) {
      CanaryDecision decision = controller.force(forced, command.reason(), command.actor(), id);
      return answer(decision);
    }
    return this == RESET
        ? controller.reset(command.reason(), command.actor(), id)
        : override(controller, command, id);
  }

  /** What became of a person's word, in a sentence. */
  static CommandAnswer answer(CanaryDecision decision) {
    boolean persons = !decision.personEvents().isEmpty();
    if (persons && decision.targetStage().isEmpty()) {
      boolean held = decision.decisionType() == CanaryDecisionType.MANUAL_INTERVENTION;
      return new CommandAnswer(
          true,
          decision.from()
              + (held ? " is held until a person resumes: " : " is held no longer: ")
              + decision.reason());
    }
    String stages =
        decision
            .targetStage()
            .filter(stage -> !stage.equals(decision.from()))
            .map(stage -> decision.from() + " > " + stage)
            .orElse(decision.from());
    return new CommandAnswer(persons, stages + ": " + decision.reason());
  }

  private static CommandAnswer override(
      CanaryController controller, Command command, OptionalLong id) {
    String argument = command.argument();
    int at = argument.lastIndexOf('=');
    if (at < 1) {
      throw new IllegalArgumentException(
          "\"" + argument + "\" is no override; write KEY=treatment, KEY=control or KEY=none");
    }
    return controller.override(
        argument.substring(0, at),
        variant(argument.substring(at + 1)),
        command.reason(),
        command.actor(),
        id);
  }

  private static Optional<Variant> variant(String word) {
    return switch (word) {
      case "treatment" -> Optional.of(Variant.TREATMENT);
      case "control" -> Optional.of(Variant.CONTROL);
      case "none" -> Optional.empty();
      default ->
          throw new IllegalArgumentException(
              "\"" + word + "\" is no variant; write treatment, control or none");
    };
  }
}
