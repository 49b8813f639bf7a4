package dev.belay.engine.journal;

import dev.belay.canary.Cause;
import dev.belay.canary.RolloutEvent;
import dev.belay.canary.RolloutEvent.Completed;
import dev.belay.canary.RolloutEvent.Configured;
import dev.belay.canary.RolloutEvent.Held;
import dev.belay.canary.RolloutEvent.InterventionAsked;
import dev.belay.canary.RolloutEvent.Observed;
import dev.belay.canary.RolloutEvent.Overridden;
import dev.belay.canary.RolloutEvent.Promoted;
import dev.belay.canary.RolloutEvent.Reset;
import dev.belay.canary.RolloutEvent.Resumed;
import dev.belay.canary.RolloutEvent.RolledBack;
import dev.belay.canary.RolloutEvent.Stopped;
import dev.belay.canary.RolloutEvent.WindowCompleted;
import dev.belay.drift.HealthStatus;
import dev.belay.flag.Fallback;
import dev.belay.flag.Variant;
import dev.belay.gate.GateResult;
import dev.belay.gate.Verdict;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Events as canonical JSON (RFC 8785) and back, exactly. Stateless and thread-safe.
 *
 * <p>A long is a text of its digits, an int a number, a double a number (NaN, the infinities and
 * -0.0 are texts), a constant its name, and what is absent is left out. Golden rows are in {@code
 * conformance/journal}.
 */
public final class EventJson {
  private static final JsonMapper STRICT =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  /** How one type of event is written and read. */
  private record Form<E extends RolloutEvent>(
      String type,
      Class<E> event,
      BiConsumer<E, CanonicalObject> write,
      Function<EventFields, E> read) {

    String encode(RolloutEvent any) {
      return CanonicalObject.of(event.cast(any), write);
    }
  }

  private static final List<Form<?>> FORMS =
      List.of(
          new Form<>(
              "Configured",
              Configured.class,
              (event, out) -> {
                event.budget().ifPresent(split -> out.object("budget", split, BudgetJson::write));
                out.text("fingerprint", event.fingerprint())
                    .whole("firstRung", event.firstRung())
                    .text("plan", event.plan())
                    .text("shape", event.shape());
              },
              in ->
                  new Configured(
                      in.text("fingerprint"),
                      in.text("shape"),
                      in.text("plan"),
                      in.whole("firstRung"),
                      in.objectIfAny("budget", BudgetJson::read))),
          new Form<>("Observed", Observed.class, EventJson::observed, EventJson::observed),
          new Form<>(
              "WindowCompleted",
              WindowCompleted.class,
              (event, out) -> {
                out.objectsIfAny("attempt", event.attempt(), GateResultJson::writePoint);
                event.dispersion().ifPresent(phi -> out.real("dispersion", phi));
                event.health().ifPresent(health -> out.word("health", health));
                out.objects("results", event.results(), GateResultJson::write)
                    .word("verdict", event.verdict());
              },
              in ->
                  new WindowCompleted(
                      in.word("verdict", Verdict.class),
                      in.objects("results", GateResultJson::read),
                      in.wordIfAny("health", HealthStatus.class),
                      in.objectsIfAny("attempt", GateResultJson::readPoint),
                      in.realIfAny("dispersion"))),
          new Form<>(
              "Promoted",
              Promoted.class,
              (event, out) ->
                  step(
                      event.from(),
                      event.to(),
                      event.cause(),
                      event.reason(),
                      event.evidence(),
                      out),
              in ->
                  new Promoted(
                      in.whole("from"),
                      in.whole("to"),
                      in.word("cause", Cause.class),
                      in.text("reason"),
                      evidence(in))),
          new Form<>(
              "RolledBack",
              RolledBack.class,
              (event, out) ->
                  step(
                      event.from(),
                      event.to(),
                      event.cause(),
                      event.reason(),
                      event.evidence(),
                      out),
              in ->
                  new RolledBack(
                      in.whole("from"),
                      in.whole("to"),
                      in.word("cause", Cause.class),
                      in.text("reason"),
                      evidence(in))),
          new Form<>("Stopped", Stopped.class, EventJson::stopped, EventJson::stopped),
          new Form<>(
              "InterventionAsked",
              InterventionAsked.class,
              (event, out) ->
                  evidence(event.evidence(), out.word("cause", event.cause()))
                      .text("reason", event.reason()),
              in ->
                  new InterventionAsked(
                      in.word("cause", Cause.class), in.text("reason"), evidence(in))),
          new Form<>(
              "Held",
              Held.class,
              (event, out) -> out.text("reason", event.reason()),
              in -> new Held(in.text("reason"))),
          new Form<>(
              "Resumed",
              Resumed.class,
              (event, out) -> out.text("reason", event.reason()),
              in -> new Resumed(in.text("reason"))),
          new Form<>(
              "Reset",
              Reset.class,
              (event, out) -> {
                event.budget().ifPresent(split -> out.object("budget", split, BudgetJson::write));
                out.text("reason", event.reason());
              },
              in -> new Reset(in.text("reason"), in.objectIfAny("budget", BudgetJson::read))),
          new Form<>(
              "Overridden",
              Overridden.class,
              (event, out) -> {
                out.text("reason", event.reason()).text("targetingKey", event.targetingKey());
                event.variant().ifPresent(variant -> out.text("variant", variant.text()));
              },
              in ->
                  new Overridden(
                      in.text("targetingKey"),
                      in.has("variant")
                          ? Optional.of(Variant.of(in.text("variant")))
                          : Optional.empty(),
                      in.text("reason"))),
          new Form<>(
              "Completed",
              Completed.class,
              (event, out) -> evidence(event.evidence(), out).text("reason", event.reason()),
              in -> new Completed(in.text("reason"), evidence(in))));

  private static final Map<String, Form<?>> BY_TYPE = new HashMap<>();
  private static final Map<Class<?>, Form<?>> BY_CLASS = new HashMap<>();

  static {
    for (Form<?> form : FORMS) {
      BY_TYPE.put(form.type(), form);
      BY_CLASS.put(form.event(), form);
    }
  }

  private EventJson() {}

  /** The name of an event in the journal, such as {@code Promoted}. */
  public static String type(RolloutEvent event) {
    return form(event).type();
  }

  /**
   * An event as canonical JSON.
   *
   * @throws IllegalArgumentException if one of its texts is not well-formed Unicode
   */
  public static String encode(RolloutEvent event) {
    return form(event).encode(event);
  }

  /**
   * The event of a row.
   *
   * @param rollout for the message
   * @throws JournalException if the row's type, or a field of its event, is missing, unknown or not
   *     what it must be; the message names the row
   */
  public static RolloutEvent decode(String rollout, JournalRow row) {
    Form<?> form = BY_TYPE.get(row.type());
    if (form == null) {
      throw unreadable(rollout, row, "events of type \"" + row.type() + "\" are unknown", null);
    }
    try {
      JsonNode node = STRICT.readTree(row.event());
      return EventFields.read(node, form.read());
    } catch (JacksonException noJson) {
      throw unreadable(rollout, row, "not JSON: " + noJson.getOriginalMessage(), noJson);
    } catch (IllegalArgumentException broken) {
      throw unreadable(rollout, row, String.valueOf(broken.getMessage()), broken);
    }
  }

  private static Form<?> form(RolloutEvent event) {
    Form<?> form = BY_CLASS.get(event.getClass());
    if (form == null) {
      throw new IllegalStateException("EventJson has no form for " + event.getClass().getName());
    }
    return form;
  }

  private static JournalException unreadable(
      String rollout, JournalRow row, String why, @Nullable Exception cause) {
    String message =
        "row "
            + row.sequence()
            + " ("
            + row.type()
            + ") of the journal of "
            + rollout
            + " is not readable: "
            + why
            + "; it was written by a newer Belay, or changed";
    return cause == null ? new JournalException(message) : new JournalException(message, cause);
  }

  private static void step(
      int from,
      int to,
      Cause cause,
      String reason,
      List<GateResult> evidence,
      CanonicalObject out) {
    evidence(evidence, out.word("cause", cause))
        .whole("from", from)
        .text("reason", reason)
        .whole("to", to);
  }

  private static CanonicalObject evidence(List<GateResult> evidence, CanonicalObject out) {
    return out.objectsIfAny("evidence", evidence, GateResultJson::write);
  }

  private static List<GateResult> evidence(EventFields in) {
    return in.objectsIfAny("evidence", GateResultJson::read);
  }

  private static void observed(Observed event, CanonicalObject out) {
    out.digits("idleNanos", event.idleNanos())
        .digits("invalid", event.invalid())
        .digits("judgedFailed", event.judgedFailed())
        .digits("judgedNanos", event.judgedNanos())
        .digits("judgedTreated", event.judgedTreated())
        .digits("nanos", event.nanos())
        .digits("silentNanos", event.silentNanos())
        .digits("throughTick", event.throughTick())
        .digits("treated", event.treated());
  }

  private static Observed observed(EventFields in) {
    return new Observed(
        in.digits("throughTick"),
        in.digits("nanos"),
        in.digits("judgedNanos"),
        in.digits("treated"),
        in.digits("invalid"),
        in.digits("judgedTreated"),
        in.digits("judgedFailed"),
        in.digits("silentNanos"),
        in.digits("idleNanos"));
  }

  private static void stopped(Stopped event, CanonicalObject out) {
    evidence(
            event.evidence(),
            out.word("cause", event.cause()).digits("cooldownNanos", event.cooldownNanos()))
        .word("fallback", event.fallback())
        .whole("from", event.from())
        .bool("latched", event.latched())
        .bool("personNeeded", event.personNeeded())
        .text("reason", event.reason());
  }

  private static Stopped stopped(EventFields in) {
    return new Stopped(
        in.whole("from"),
        in.word("cause", Cause.class),
        in.text("reason"),
        in.digits("cooldownNanos"),
        in.bool("latched"),
        in.bool("personNeeded"),
        in.word("fallback", Fallback.class),
        evidence(in));
  }
}
