package dev.belay.lab;

import dev.belay.engine.simulate.Fault;
import dev.belay.engine.simulate.Onset;
import dev.belay.engine.simulate.Rule;
import dev.belay.engine.simulate.Scenario;
import dev.belay.engine.simulate.Scenarios;
import dev.belay.engine.simulate.Traffic;
import dev.belay.lab.Section.Job;
import dev.belay.lab.Section.Kind;
import dev.belay.plan.Mode;
import dev.belay.plan.RolloutPlan;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/** What is simulated for the document of operating characteristics. Not thread-safe. */
final class Study {
  /** Added to the name of a rule that is given pairs. */
  static final String PAIRS = ", pairs";

  private static final int OTHERS = 4;
  private static final double BURST = 10;

  /** A geometric burst of mean b brings a variance of 2b − 1 times the mean. */
  private static final double BURST_DISPERSION = 2 * BURST - 1;

  private static final Duration POSITIVES_AFTER = Duration.ofMinutes(10);
  private static final Duration NEGATIVES_AFTER = Duration.ofHours(1);

  /** Two hours more than the mission's ladder takes, for promotions that wait for evidence. */
  private static final Duration HORIZON = Duration.ofHours(26);

  private final int nullRuns;
  private final int otherRuns;
  private final int peerRuns;
  private final int faultRuns;
  private final StudyPlans plans = new StudyPlans();
  private final List<Section> sections = new ArrayList<>();

  /**
   * A study.
   *
   * @param nullRuns ladders of each rule that promises a rate of false reverts, where it is put to
   *     the proof
   * @param faultRuns ladders of each rule in each fault, and of all others without one; of those
   *     that promise a rate {@value #OTHERS} times as many in the other tables
   */
  Study(int nullRuns, int faultRuns) {
    this.nullRuns = nullRuns;
    this.otherRuns = Math.min(nullRuns, OTHERS * faultRuns);
    this.peerRuns = faultRuns;
    this.faultRuns = faultRuns;
    nulls();
    boundaries();
    ablations();
    faults();
  }

  /** All tables. */
  List<Section> sections() {
    return List.copyOf(sections);
  }

  /** The plan of all rules. */
  RolloutPlan plan() {
    return plans.plan();
  }

  /** The plan whose sequential gates are judged at the mission's ticks. */
  RolloutPlan sequentialPlan() {
    return plans.of(Mode.SEQUENTIAL, 1);
  }

  /** Modes that this version does not have, with the reason. */
  List<String> missing() {
    return plans.missing();
  }

  /** The traffic that the others are made from. */
  static Traffic base() {
    return Traffic.within(StudyPlans.MISSION).toBuilder().failureRate(0.001).build();
  }

  private static Scenario healthy(Traffic traffic) {
    return Scenarios.all(traffic).get(0);
  }

  private static Scenario shadow(Scenario scenario) {
    return scenario.with(scenario.traffic().toBuilder().shadow(true).build());
  }

  private static Traffic unpaired(Scenario scenario) {
    return scenario.traffic().toBuilder().shadow(false).build();
  }

  private void section(Kind kind, String id, String title, String note, List<Job> jobs) {
    sections.add(new Section(kind, id, title, note, jobs));
  }

  /** Lines of our modes that promise a rate of false reverts. */
  private List<Job> promising(
      String suffix, Scenario scenario, int runs, Function<Mode, RolloutPlan> plan) {
    List<Job> jobs = new ArrayList<>();
    for (Mode mode : List.of(Mode.SEQUENTIAL, Mode.GUARDED)) {
      plans
          .rule(name(mode) + suffix, plan.apply(mode))
          .ifPresent(rule -> jobs.add(job(rule, scenario, runs, runs == nullRuns)));
    }
    return jobs;
  }

  private List<Job> windows(String suffix, Scenario scenario, RolloutPlan plan) {
    return plans
        .rule(name(Mode.WINDOWS) + suffix, plan)
        .map(rule -> List.of(job(rule, scenario, peerRuns, false)))
        .orElse(List.of());
  }

  private List<Job> peers(Scenario scenario) {
    return Peers.of(plan()).stream().map(rule -> job(rule, scenario, peerRuns, false)).toList();
  }

  private static Job job(Rule rule, Scenario scenario, int runs, boolean promised) {
    return new Job(rule.name(), rule, scenario, runs, HORIZON, promised);
  }

  private static String name(Mode mode) {
    return mode.name().toLowerCase(Locale.ROOT);
  }

  @SafeVarargs
  private static List<Job> all(List<Job>... parts) {
    List<Job> all = new ArrayList<>();
    for (List<Job> part : parts) {
      all.addAll(part);
    }
    return all;
  }

  private void nulls() {
    Scenario plain = healthy(base());
    section(
        Kind.NULL,
        "plain",
        "nothing special",
        "",
        all(
            promising("", plain, otherRuns, mode -> plans.coarse(mode, 1)),
            promising(PAIRS, shadow(plain), otherRuns, mode -> plans.coarse(mode, 1)),
            windows("", plain, plans.windows()),
            windows(PAIRS, shadow(plain), plans.windows()),
            peers(plain)));
    Scenario daily = healthy(base().toBuilder().dailySwing(0.8).build());
    section(
        Kind.NULL,
        "daily",
        "a rate that swings by 80 % over the day",
        "",
        everybody(daily, 1, otherRuns));
    Scenario bursts = healthy(base().toBuilder().burst(BURST).alike(true).build());
    section(
        Kind.NULL,
        "bursts",
        "bursts of 10 queries that are all alike",
        "Geometric lengths, whose variance is 19 times what single queries have: `dispersion: 19`.",
        everybody(bursts, BURST_DISPERSION, otherRuns));
    for (int repositories : new int[] {60, 1500}) {
      Scenario unlike = healthy(unlike(repositories));
      section(
          Kind.NULL,
          "unlike-" + repositories,
          repositories + " unlike repositories",
          "Their rates of failures and recall misses differ by a log-normal factor with σ 1.",
          everybody(unlike, 1, repositories == 60 ? nullRuns : otherRuns));
    }
    section(
        Kind.NULL,
        "delayed",
        "labels that come later, positive ones sooner",
        "Positive labels after a mean of 10 min, negative ones after 1 h (exponential); the plan"
            + " waits 6 h, as its default of 48 h is longer than its ladder.",
        all(
            promising("", healthy(delayed()), nullRuns, plans::maturing),
            windows("", healthy(delayed()), plans.windows()),
            peers(healthy(delayed()))));
  }

  private List<Job> everybody(Scenario scenario, double dispersion, int runs) {
    return all(
        promising("", scenario, runs, mode -> plans.coarse(mode, dispersion)),
        windows("", scenario, plans.windows()),
        peers(scenario));
  }

  private static Traffic unlike(int repositories) {
    return base().toBuilder().repositories(repositories, 1).rateSpread(1).build();
  }

  private static Traffic delayed() {
    return base().toBuilder().labelDelay(POSITIVES_AFTER, NEGATIVES_AFTER).build();
  }

  /** A p99 exactly at the limit in every repository. */
  private static Traffic atLimit() {
    return fewer().toBuilder().p99Latency(Duration.ofMillis(1)).latencySigma(0.5, 0).build();
  }

  /** A quarter of the queries, of which the plan that stays all day treats four times the share. */
  private static Traffic fewer() {
    return base().toBuilder().queriesPerHour(base().queriesPerHour() / 4).build();
  }

  private void boundaries() {
    Scenario p99 = healthy(atLimit());
    section(
        Kind.NULL,
        "at-p99",
        "exactly at the limit: 1 % of latencies over 1 ms",
        "",
        all(
            promising("", p99, nullRuns, mode -> StudyPlans.allDay(plans.coarse(mode, 1))),
            windows("", p99, StudyPlans.allDay(plans.windows())),
            peers(p99)));
    Scenario bursts = healthy(atLimit().toBuilder().burst(BURST).alike(true).build());
    section(
        Kind.NULL,
        "at-p99-bursts",
        "exactly at the limit, in bursts of 10 that are all alike",
        "`dispersion: 19`, an estimate of how many queries depend on one another: a burst may be"
            + " longer, and then the promise is not exact.",
        promising(
            "", bursts, nullRuns, mode -> StudyPlans.allDay(plans.coarse(mode, BURST_DISPERSION))));
    Scenario calibration =
        new Scenario(
            "at-calibration",
            "over-confident scores with a calibration error of 0.025",
            fewer(),
            new Fault.Calibration(Fault.Miscalibration.OVER_CONFIDENT, 0.025, false),
            Onset.AT_ONCE);
    section(
        Kind.NULL,
        "at-calibration",
        "exactly at the limit: a calibration error of floor + limit = 0.025",
        "Over-confident scores.",
        all(
            promising("", calibration, nullRuns, mode -> StudyPlans.allDay(plans.coarse(mode, 1))),
            windows("", calibration, StudyPlans.allDay(plans.windows())),
            peers(calibration)));
    Scenario increase =
        new Scenario(
            "at-increase",
            "a p99 of 0.8 ms after 0.4 ms",
            fewer().toBuilder().p99Latency(Duration.ofNanos(400_000)).shadow(true).build(),
            new Fault.Latency(2),
            Onset.AT_ONCE);
    section(
        Kind.NULL,
        "at-increase",
        "exactly at the limit: a p99 that is maxIncrease higher, with pairs",
        "`maxIncrease: 400us`, from 0.4 to 0.8 ms.",
        all(
            promising(
                PAIRS, increase, otherRuns, mode -> StudyPlans.allDay(plans.smallIncrease(mode))),
            windows(PAIRS, increase, StudyPlans.allDay(plans.smallIncrease(Mode.WINDOWS))),
            peers(increase.with(unpaired(increase)))));
    Scenario shift =
        new Scenario(
            "at-shift",
            "the median score is 0.02 higher",
            fewer().toBuilder().shadow(true).build(),
            new Fault.MedianShift(0.02),
            Onset.AT_ONCE);
    section(
        Kind.NULL,
        "at-shift",
        "exactly at the limit: a median score that is 0.02 higher, with pairs",
        "",
        all(
            promising(PAIRS, shift, otherRuns, mode -> StudyPlans.allDay(plans.coarse(mode, 1))),
            windows(PAIRS, shift, StudyPlans.allDay(plans.windows())),
            peers(shift.with(unpaired(shift)))));
  }

  private void ablations() {
    Scenario bursts = healthy(atLimit().toBuilder().burst(BURST).alike(true).build());
    section(
        Kind.ABLATION,
        "no-dispersion",
        "bursts without dispersion",
        "The same bursts exactly at the p99 limit, with `dispersion: 1`: a burst counts as ten"
            + " queries that know nothing of one another.",
        promising(
            " without dispersion",
            bursts,
            peerRuns,
            mode -> StudyPlans.allDay(plans.coarse(mode, 1))));
    for (int repositories : new int[] {60, 1500}) {
      Scenario unlike = healthy(unlike(repositories));
      section(
          Kind.ABLATION,
          "no-shards-" + repositories,
          repositories + " unlike repositories without shards",
          "The arms hold different repositories; a test between queries takes them for one"
              + " population.",
          ConditionalRule.of(plans.coarse(Mode.SEQUENTIAL, 1)).stream()
              .map(rule -> job(rule, unlike, peerRuns, false))
              .toList());
    }
    Scenario late = healthy(delayed());
    List<Job> jobs = new ArrayList<>();
    for (Mode mode : List.of(Mode.SEQUENTIAL, Mode.GUARDED)) {
      plans
          .byArrival(name(mode) + ", labels by arrival", plans.coarse(mode, 1))
          .ifPresent(rule -> jobs.add(job(rule, late, peerRuns, false)));
    }
    section(
        Kind.ABLATION,
        "by-arrival",
        "labels in the order of their arrival",
        "The delays of the table above, but every label counts at the tick in which it arrives,"
            + " and nobody asks how many are missing.",
        jobs);
  }

  /** Every rule on every fault, under plain traffic. */
  private void faults() {
    for (Scenario scenario : Scenarios.all(base())) {
      if (!scenario.healthy()) {
        Scenario pairs = shadow(scenario);
        section(
            Kind.FAULT,
            scenario.name(),
            scenario.sentence(),
            "",
            all(
                promisingFault("", scenario),
                promisingFault(PAIRS, pairs),
                windows("", scenario, plans.windows()),
                windows(PAIRS, pairs, plans.windows()),
                peers(scenario)));
      }
    }
  }

  private List<Job> promisingFault(String suffix, Scenario scenario) {
    List<Job> jobs = new ArrayList<>();
    for (Mode mode : List.of(Mode.SEQUENTIAL, Mode.GUARDED)) {
      plans
          .rule(name(mode) + suffix, plans.of(mode, 1))
          .ifPresent(rule -> jobs.add(job(rule, scenario, faultRuns, false)));
    }
    return jobs;
  }
}
