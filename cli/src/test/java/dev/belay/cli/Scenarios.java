package dev.belay.cli;

import static dev.belay.cli.Recording.Change.NONE;
import static dev.belay.cli.Recording.Change.NOT_A_NUMBER;
import static dev.belay.cli.Recording.Change.SLOW;
import static dev.belay.cli.Recording.Change.SLOW_TAIL;
import static dev.belay.cli.Recording.Change.UNLABELLED;
import static dev.belay.cli.Recording.Change.UNOBSERVED;
import static java.time.Duration.ofHours;
import static java.time.Duration.ofMinutes;

import dev.belay.cli.Scenario.Expected;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The scenarios of {@code conformance/scenarios}, under the mission's plan: a grace period of 5
 * minutes, then windows of 15. Rates of traffic are such that a window has at least 100 treated
 * rows where windows are counted, and a stage its samples in time where it is to be promoted.
 */
final class Scenarios {
  private static final int CANARY_WINDOWS = 9600;
  private static final int CANARY = 5500;
  private static final int LIMITED = 2300;
  private static final int MAJOR = 1750;
  private static final int FULL = 880;
  private static final int HELD = 440;
  private static final int MAJOR_WINDOWS = 1000;
  private static final int TRICKLE = 12;

  private static final String STOP = "EMERGENCY_STOP";
  private static final String ASK = "MANUAL_INTERVENTION";
  private static final String PROMOTE = "PROMOTE";

  /** How late a decision may be that is due at the end of a window or with the time in a stage. */
  private static final Duration TICKS = ofMinutes(1);

  /** How late one may be that waits for samples, or for windows that need more than one. */
  private static final Duration CARRIED = ofMinutes(15);

  private Scenarios() {}

  static List<Scenario> all() {
    List<Scenario> all = new ArrayList<>();
    all.add(cleanClimb());
    all.add(twoBreachesInARow());
    all.add(oneBreachAlone());
    all.add(breachRate());
    all.add(breachInGrace());
    all.add(latchedOff());
    all.add(recovers());
    all.add(silence());
    all.add(night());
    all.add(nanStorm());
    all.addAll(labelsNeverArrive());
    return all;
  }

  /**
   * The recording of {@code docs/examples}: 25 % for two minutes, then all; slow from the third.
   */
  static String example() {
    return new Recording(12, 25)
        .traffic(ofMinutes(3), CANARY_WINDOWS, NONE)
        .traffic(ofMinutes(2).plusSeconds(30), CANARY_WINDOWS, SLOW)
        .text();
  }

  private static Expected promote(String from, String to, Duration earliest) {
    return Expected.at(PROMOTE, from, to, earliest, CARRIED);
  }

  private static Map<String, Object> fine(String stage, int promotions) {
    return Map.of("final_stage", stage, "reverted", false, "reverts", 0, "promotions", promotions);
  }

  private static Map<String, Object> reverted(String stage, int reverts, int promotions) {
    return Map.of(
        "final_stage", stage, "reverted", true, "reverts", reverts, "promotions", promotions);
  }

  private static Scenario cleanClimb() {
    Recording recording =
        new Recording(1, 5)
            .traffic(ofHours(2).plusMinutes(5), CANARY, NONE)
            .traffic(ofHours(4), LIMITED, NONE)
            .traffic(ofHours(6), MAJOR, NONE)
            .traffic(ofHours(12), FULL, NONE)
            .traffic(ofHours(25), HELD, NONE);
    return new Scenario(
        "clean-climb",
        "",
        "Clean traffic climbs in 2 h + 4 h + 6 h, is observed at Full for 12 h and held 24 h more.",
        "",
        List.of(),
        recording.text(),
        List.of(
            promote("Canary", "Limited", ofHours(2)),
            promote("Limited", "Major", ofHours(6)),
            promote("Major", "Full", ofHours(12))),
        Map.of(
            "final_stage",
            "Full",
            "reverted",
            false,
            "reverts",
            0,
            "promotions",
            3,
            "breaches",
            0,
            "completed",
            true));
  }

  private static Scenario twoBreachesInARow() {
    Recording recording =
        new Recording(2, 5)
            .traffic(ofMinutes(20), CANARY_WINDOWS, NONE)
            .traffic(ofMinutes(30), CANARY_WINDOWS, SLOW_TAIL)
            .traffic(ofMinutes(40), LIMITED, NONE);
    return new Scenario(
        "two-breaches-in-a-row",
        "",
        "The second and the third window breach: an emergency stop at the end of the third.",
        "",
        List.of(),
        recording.text(),
        List.of(Expected.at(STOP, "Canary", "Disabled", ofMinutes(50), TICKS)),
        reverted("Disabled", 1, 0));
  }

  private static Scenario oneBreachAlone() {
    Recording recording =
        new Recording(3, 25)
            .traffic(ofMinutes(20), LIMITED, NONE)
            .traffic(ofMinutes(15), LIMITED, SLOW_TAIL)
            .traffic(ofHours(3).plusMinutes(35), LIMITED, NONE);
    return new Scenario(
        "one-breach-alone",
        "",
        "One window breaches, those beside it do not: nothing is reverted.",
        "",
        List.of("--from-stage", "Limited"),
        recording.text(),
        List.of(Expected.at(PROMOTE, "Limited", "Major", ofHours(4), TICKS)),
        Map.of(
            "final_stage",
            "Major",
            "reverted",
            false,
            "reverts",
            0,
            "promotions",
            1,
            "breaches",
            1));
  }

  private static Scenario breachRate() {
    Recording recording = new Recording(4, 50).traffic(ofMinutes(5), MAJOR_WINDOWS, NONE);
    for (int window = 1; window <= 16; window++) {
      boolean breach = window % 6 == 3;
      recording.traffic(ofMinutes(15), MAJOR_WINDOWS, breach ? SLOW_TAIL : NONE);
    }
    return new Scenario(
        "breaches-in-3-of-20",
        "",
        "Three windows breach, never two in a row: 3 of 20 is more than a tenth, so one rung down.",
        "",
        List.of("--from-stage", "Major"),
        recording.text(),
        List.of(Expected.at("ROLLBACK", "Major", "Limited", ofMinutes(230), TICKS)),
        Map.of(
            "final_stage",
            "Limited",
            "reverted",
            true,
            "reverts",
            1,
            "promotions",
            0,
            "breaches",
            3));
  }

  private static Scenario breachInGrace() {
    Recording recording =
        new Recording(5, 25)
            .traffic(ofMinutes(5), LIMITED, SLOW)
            .traffic(ofHours(4).plusMinutes(5), LIMITED, NONE);
    return new Scenario(
        "breach-in-grace",
        "",
        "What happens in the grace period is no breach and no evidence.",
        "",
        List.of("--from-stage", "Limited"),
        recording.text(),
        List.of(Expected.at(PROMOTE, "Limited", "Major", ofHours(4), TICKS)),
        Map.of(
            "final_stage",
            "Major",
            "reverted",
            false,
            "reverts",
            0,
            "promotions",
            1,
            "breaches",
            0));
  }

  /** The cooldown doubles from one hour: probations after 1, 2, 4 and 8 hours. */
  private static Scenario latchedOff() {
    Recording recording = new Recording(6, 5).traffic(ofMinutes(36), CANARY_WINDOWS, SLOW);
    List<Expected> decisions = new ArrayList<>();
    Duration stop = ofMinutes(35);
    Duration at = ofMinutes(36);
    decisions.add(Expected.at(STOP, "Canary", "Disabled", stop, TICKS));
    for (int hours = 1; hours <= 8; hours *= 2) {
      Duration probation = stop.plusHours(hours);
      Duration from = probation.minusMinutes(1);
      recording.traffic(from.minus(at), TRICKLE, SLOW);
      recording.traffic(ofMinutes(25), CANARY_WINDOWS, SLOW);
      at = from.plusMinutes(25);
      stop = probation.plusMinutes(20);
      Duration slack = TICKS.multipliedBy(hours + 1L);
      decisions.add(Expected.at(PROMOTE, "Disabled", "Canary", probation, slack));
      decisions.add(Expected.at(STOP, "Canary", "Disabled", stop, slack));
    }
    decisions.add(Expected.at(ASK, "Disabled", "Disabled", stop, TICKS.multipliedBy(10)));
    recording.traffic(ofHours(40).minus(at), TRICKLE, SLOW);
    return new Scenario(
        "latched-off",
        "",
        "The fifth revert within 24 hours latches the rollout off; the cooldown doubles each time.",
        "",
        List.of(),
        recording.text(),
        decisions,
        reverted("Disabled", 5, 4));
  }

  private static Scenario recovers() {
    Recording recording =
        new Recording(7, 5)
            .traffic(ofMinutes(36), CANARY_WINDOWS, SLOW)
            .traffic(ofMinutes(58), 600, NONE)
            .traffic(ofHours(2).plusMinutes(10), CANARY, NONE);
    return new Scenario(
        "recovers",
        "",
        "After the cooldown a full first stage on probation passes, and the rollout climbs again.",
        "",
        List.of(),
        recording.text(),
        List.of(
            Expected.at(STOP, "Canary", "Disabled", ofMinutes(35), TICKS),
            Expected.at(PROMOTE, "Disabled", "Canary", ofMinutes(95), TICKS),
            promote("Canary", "Limited", ofMinutes(215))),
        reverted("Limited", 1, 2));
  }

  private static Scenario silence() {
    Recording recording =
        new Recording(8, 5)
            .traffic(ofMinutes(10), 4000, NONE)
            .traffic(ofMinutes(75), 4000, UNOBSERVED);
    return new Scenario(
        "silence",
        "",
        "Treatment is decided and nothing observed of it for an hour: the dead man's switch.",
        "",
        List.of(),
        recording.text(),
        List.of(Expected.at(STOP, "Canary", "Disabled", ofMinutes(69), TICKS.multipliedBy(3))),
        reverted("Disabled", 1, 0));
  }

  private static Scenario night() {
    Recording recording =
        new Recording(9, 5)
            .traffic(ofHours(1), CANARY, NONE)
            .pause(ofHours(8))
            .traffic(ofMinutes(70), CANARY, NONE);
    return new Scenario(
        "night",
        "",
        "Eight hours without traffic are no alarm; the stage waits for its samples.",
        "",
        List.of(),
        recording.text(),
        List.of(Expected.at(PROMOTE, "Canary", "Limited", ofHours(9), ofMinutes(75))),
        fine("Limited", 1));
  }

  private static Scenario nanStorm() {
    Recording recording =
        new Recording(10, 5)
            .traffic(ofMinutes(32).plusSeconds(15), CANARY_WINDOWS, NONE)
            .traffic(ofMinutes(5), CANARY_WINDOWS, NOT_A_NUMBER)
            .traffic(ofHours(3), 240, NONE);
    long third = recording.invalidMillis().get(2) - Recording.START_MILLIS;
    return new Scenario(
        "nan-storm",
        "",
        "The treatment's scores are NaN: an emergency stop within a second of the third; no retry.",
        "",
        List.of(),
        recording.text(),
        List.of(
            new Expected(STOP, "Canary", "Disabled", third, third + 1000),
            new Expected(ASK, "Disabled", "Disabled", third, third + TICKS.toMillis())),
        reverted("Disabled", 1, 0));
  }

  private static List<Scenario> labelsNeverArrive() {
    Recording recording =
        new Recording(11, 5)
            .traffic(ofHours(2).plusMinutes(10), CANARY, UNLABELLED)
            .traffic(ofHours(4).plusMinutes(20), LIMITED, UNLABELLED);
    String text = recording.text();
    return List.of(
        new Scenario(
            "labels-never-arrive",
            "",
            "Without labels calibration cannot be judged: nothing is promoted.",
            "",
            List.of(),
            text,
            List.of(),
            fine("Canary", 0)),
        new Scenario(
            "labels-never-arrive",
            "aece-off",
            "Without labels and without the gate that needs them, the rollout climbs.",
            "  gates: { aeceMinusTau: off }\n",
            List.of(),
            text,
            List.of(
                promote("Canary", "Limited", ofHours(2)), promote("Limited", "Major", ofHours(6))),
            fine("Major", 2)));
  }
}
