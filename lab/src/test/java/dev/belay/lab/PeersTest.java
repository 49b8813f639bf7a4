package dev.belay.lab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.engine.simulate.Fault;
import dev.belay.engine.simulate.LadderOutcome;
import dev.belay.engine.simulate.Onset;
import dev.belay.engine.simulate.Scenario;
import dev.belay.engine.simulate.Simulation;
import dev.belay.engine.simulate.SimulationResult;
import dev.belay.engine.simulate.Traffic;
import dev.belay.plan.RolloutPlan;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The rules of the field do what their sentences say. */
class PeersTest {
  private static final long SEED = 9;
  private static final RolloutPlan PLAN = RolloutPlan.calibV22();

  private static List<SimulationResult> run(Fault fault, Duration p99) {
    Traffic traffic = Traffic.within(PLAN).toBuilder().p99Latency(p99).build();
    return Simulation.of(PLAN, 5, SEED)
        .run(
            Peers.of(PLAN),
            List.of(new Scenario("", "", traffic, fault, Onset.AT_ONCE)),
            done -> {});
  }

  @Test
  void aChangeThatIsMuchTooSlow_isCaughtByAll() {
    for (SimulationResult result : run(new Fault.Latency(4), Duration.ofNanos(500_000))) {
      assertThat(result.caught()).as(result.rule()).isEqualTo(5);
    }
  }

  @Test
  void aChangeFarWithinTheLimits_passesThresholds() {
    List<SimulationResult> results = run(Fault.NONE, Duration.ofNanos(100_000));
    for (SimulationResult result : results) {
      if (result.rule().equals("Argo Rollouts") || result.rule().equals("Flagger")) {
        assertThat(result.falseReverts()).as(result.rule()).isZero();
        assertThat(result.fullRate().orElseThrow().value()).as(result.rule()).isEqualTo(1);
      }
    }
    // Ten steps of a minute each, and up.
    assertThat(results.get(1).hoursToFull(0.5).orElseThrow().value()).isLessThan(0.3);
  }

  @Test
  void theShift_isCoveredAsOftenAsAskedFor() {
    SplittableRandom random = new SplittableRandom(SEED);
    int covered = 0;
    int trials = 2000;
    for (int i = 0; i < trials; i++) {
      double[] control = random.doubles(30).map(u -> -Math.log(1 - u)).toArray();
      double[] experiment = random.doubles(40).map(u -> 0.5 - Math.log(1 - u)).toArray();
      MannWhitney shift = MannWhitney.of(control, experiment, 0.98);
      assertThat(shift.estimate()).isBetween(shift.lower(), shift.upper());
      covered += shift.lower() <= 0.5 && 0.5 <= shift.upper() ? 1 : 0;
    }
    // Four standard errors of 0.0031.
    assertThat((double) covered / trials).as("seed %d", SEED).isBetween(0.967, 0.993);
  }

  @Test
  void theShift_ofSmallSamples_isTheMedianOfAllDifferences() {
    MannWhitney shift = MannWhitney.of(new double[] {1, 2, 4}, new double[] {10, 20}, 0.95);
    // 6 8 9 16 18 19
    assertThat(shift.estimate()).isEqualTo(12.5);
    assertThat(shift.lower()).isEqualTo(6);
    assertThat(shift.upper()).isEqualTo(19);
  }

  @Test
  void kayentasScore_isTheShareOfMetricsThatPass() {
    SplittableRandom random = new SplittableRandom(SEED);
    List<ArmNumbers> control = new ArrayList<>();
    List<ArmNumbers> same = new ArrayList<>();
    List<ArmNumbers> slower = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      double noise = random.nextDouble();
      control.add(new ArmNumbers(9, 0, 1000 + noise, 0.3, 0, 1));
      same.add(new ArmNumbers(9, 0, 1000 + noise, 0.3, 0, 1));
      slower.add(new ArmNumbers(9, 0, 2000 + noise, 0.3, 0, 1));
    }
    assertThat(KayentaRule.score(control, same)).isEqualTo(100);
    assertThat(KayentaRule.score(control, slower)).isEqualTo(80);
  }

  @Test
  void theShift_isThatOfAllDifferencesInOrder() {
    SplittableRandom random = new SplittableRandom(SEED);
    for (int trial = 0; trial < 200; trial++) {
      double[] control = random.doubles(1 + random.nextInt(30)).map(u -> u - 0.5).toArray();
      double[] experiment = random.doubles(1 + random.nextInt(30)).map(PeersTest::tied).toArray();
      double[] all = new double[control.length * experiment.length];
      int next = 0;
      for (double treated : experiment) {
        for (double controlled : control) {
          all[next++] = treated - controlled;
        }
      }
      Arrays.sort(all);
      MannWhitney shift = MannWhitney.of(control, experiment, 0.98);
      assertThat(shift.estimate()).isEqualTo((all[(next - 1) / 2] + all[next / 2]) / 2);
      assertThat(all).contains(shift.lower(), shift.upper());
      int rank = Arrays.binarySearch(all, shift.lower());
      assertThat(shift.upper())
          .as("seed %d, trial %d", SEED, trial)
          .isGreaterThanOrEqualTo(all[rank]);
    }
  }

  /** Ten values, so that there are ties. */
  private static double tied(double uniform) {
    return Math.floor(10 * uniform) / 10 - 0.5;
  }

  @Test
  void aStudyThatWasBrokenOff_goesOnWhereItWas(@TempDir Path directory) throws Exception {
    Outcomes outcomes = new Outcomes(directory);
    assertThat(outcomes.read("some rule, pairs 3")).isEmpty();
    LadderOutcome ladder = new LadderOutcome(-1, 2, 3, 4, 5, 6, List.of());
    Outcomes.Kept kept = new Outcomes.Kept(7, List.of(ladder, ladder));
    outcomes.write("some rule, pairs 3", kept);
    assertThat(new Outcomes(directory).read("some rule, pairs 3")).contains(kept);
    assertThat(new Outcomes(directory).read("some rule, pairs 4")).isEmpty();
  }

  @Test
  void theGateAlone_atTheFullSplitOfTheBudget_isAsQuickAsItMustBe() {
    GateDelay delay = GateDelay.of(new Study(1, 1).sequentialPlan(), SEED);
    assertThat(delay.alpha()).isBetween(1e-4, 1e-3);
    assertThat(delay.fresh().value()).isBetween(100L, 300L);
    assertThat(delay.later().value()).isBetween(delay.fresh().value(), 700L);
  }

  @Test
  void theDocument_isWritten_andItsPlotsAreXml(@TempDir Path directory) throws Exception {
    Study study = new Study(1, 1);
    List<Section> sections =
        study.sections().stream()
            .filter(section -> Set.of("latency-2", "at-p99").contains(section.id()))
            .toList();
    assertThat(sections).hasSize(2);
    StudyRunner runner =
        new StudyRunner(study.plan(), SEED, new Outcomes(directory.resolve("kept")), System.err);
    Map<Section, List<Row>> results = runner.run(sections);
    new Report(directory, study, results)
        .write(GateDelay.of(study.sequentialPlan(), SEED), "the command", runner.cpu());
    String text = Files.readString(directory.resolve("OPERATING_CHARACTERISTICS.md"));
    assertThat(text)
        .contains("| Flagger | 1 | ", "(operating-characteristics/exposed-latency-2.svg)")
        .contains("the command", "P(false revert) at most 0.01", " — holds");
    Path plot = directory.resolve("operating-characteristics/good-at-p99.svg");
    assertThat(
            DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(plot.toFile())
                .getElementsByTagName("circle")
                .getLength())
        .isEqualTo(sections.get(0).jobs().size());
  }
}
