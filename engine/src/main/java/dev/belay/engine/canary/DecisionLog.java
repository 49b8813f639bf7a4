package dev.belay.engine.canary;

import dev.belay.canary.CanaryDecision;
import dev.belay.canary.CanaryDecisionType;
import dev.belay.canary.Cause;
import dev.belay.canary.RolloutEvent;
import dev.belay.canary.RolloutState;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Optional;

/** Writes one structured line for every decision point. Not thread-safe. */
final class DecisionLog {
  private final Logger logger;
  private final String rollout;
  private boolean journalFailed;

  DecisionLog(Logger logger, String rollout) {
    this.logger = logger;
    this.rollout = rollout;
  }

  void decided(TickResult result, RolloutState before, CanaryStatus after, String actor) {
    for (CanaryDecision decision : result.decisions()) {
      decided(decision, after, actorOf(decision, actor));
    }
    if (before.breaker() != after.state().breaker()) {
      logger.log(
          Level.WARNING,
          () ->
              "event=breaker rollout="
                  + rollout
                  + " from="
                  + before.breaker()
                  + " to="
                  + after.state().breaker());
    }
    journal(after);
  }

  /** A person has what they did, and what was refused them; the rest did the rules. */
  private static String actorOf(CanaryDecision decision, String actor) {
    boolean persons =
        decision.events().isEmpty() || decision.cause().equals(Optional.of(Cause.PERSON));
    return persons ? actor : Rollout.CONTROLLER;
  }

  private void decided(CanaryDecision decision, CanaryStatus after, String actor) {
    logger.log(
        levelOf(decision),
        () ->
            "event=decision rollout="
                + rollout
                + " decision="
                + decision.decisionType()
                + " from="
                + quoted(decision.from())
                + " to="
                + quoted(decision.targetStage().orElse(decision.from()))
                + " cause="
                + decision.cause().map(Cause::name).orElse("none")
                + " actor="
                + quoted(actor)
                + " fingerprint="
                + after.fingerprint()
                + " epoch="
                + after.state().epoch().value()
                + " windows="
                + after.state().stage().windows()
                + " consecutiveBreaches="
                + after.state().stage().consecutive()
                + " reason="
                + quoted(decision.reason()));
  }

  private static Level levelOf(CanaryDecision decision) {
    if (decision.decisionType() == CanaryDecisionType.CONTINUE) {
      boolean completed =
          decision.events().stream().anyMatch(RolloutEvent.Completed.class::isInstance);
      return completed ? Level.INFO : Level.DEBUG;
    }
    return decision.decisionType() == CanaryDecisionType.PROMOTE ? Level.INFO : Level.WARNING;
  }

  /** Loud once when the journal fails, and once when it works again. */
  private void journal(CanaryStatus after) {
    boolean fails = after.journalError().isPresent();
    if (fails && !journalFailed) {
      logger.log(
          Level.ERROR,
          () ->
              "event=journal rollout="
                  + rollout
                  + " the journal cannot be written: no step up until it can; "
                  + after.journalError().orElse(""));
    } else if (!fails && journalFailed) {
      logger.log(
          Level.INFO, () -> "event=journal rollout=" + rollout + " the journal is written again");
    }
    journalFailed = fails;
  }

  private static String quoted(String text) {
    return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + '"';
  }
}
