package dev.belay.engine.simulate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.belay.canary.Tick;
import dev.belay.flag.BucketStrategy;
import dev.belay.flag.Percentage;
import dev.belay.flag.Variant;
import dev.belay.stats.ChiSquare;
import dev.belay.stats.SplitMix64;
import dev.belay.telemetry.ArmCounter;
import dev.belay.telemetry.ArmSummary;
import dev.belay.telemetry.PairCounter;
import dev.belay.telemetry.Population;
import dev.belay.telemetry.ScoreCells;
import dev.belay.telemetry.Summary;
import dev.belay.telemetry.SummaryLayout;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The generated traffic is what its description says. Every test is of one fixed seed. */
class TrafficStreamTest {
  private static final long SEED = 20261122;
  private static final long HOUR = Duration.ofHours(1).toNanos();
  private static final long LIMIT = 1_000_000;
  private static final SummaryLayout LAYOUT = SummaryLayout.ofLimit(LIMIT);
  private static final BucketStrategy BUCKETING = BucketStrategy.sha256("test");

  /** Many small repositories, so that what is measured is close to its mean. */
  private static final Traffic EVEN =
      Traffic.DEFAULT.toBuilder().repositories(20_000, 0).queriesPerHour(100_000).build();

  private static TrafficStream stream(Traffic traffic, Fault fault, long percent) {
    Scenario scenario = new Scenario("test", "test", traffic, fault, Onset.AT_ONCE);
    TrafficStream stream =
        new TrafficStream(
            new TrafficStream.Tables(scenario), BUCKETING, LAYOUT, Optional.empty(), SEED);
    stream.treat(Percentage.of(percent));
    return stream;
  }

  private static Summary hour(TrafficStream stream) {
    Summary summary = new Summary(LAYOUT);
    for (int i = 0; i < 12; i++) {
      stream.next(HOUR / 12, summary);
    }
    return summary;
  }

  private static ArmSummary arm(Summary summary, Population population, Variant variant) {
    return summary.total(population, variant).orElseThrow();
  }

  private static ArmSummary served(Summary summary, Variant variant) {
    return arm(summary, Population.SERVED, variant);
  }

  @Test
  void rates_areThoseAskedFor() {
    Summary summary = hour(stream(EVEN.toBuilder().failureRate(0.02).build(), Fault.NONE, 0));
    ArmSummary control = served(summary, Variant.CONTROL);
    double n = control.observations();
    assertThat(n).isCloseTo(100_000, within(4 * Math.sqrt(100_000)));
    assertThat(control.get(ArmCounter.FAILURES) / n).isCloseTo(0.02, within(0.002));
    assertThat(control.latencies().over(LIMIT) / n).isBetween(0.001, 0.006);
    assertThat(control.latencies().quantileNanos(0.99).orElseThrow().estimate())
        .isCloseTo(800_000, within(30_000.0));
    assertThat(control.get(ArmCounter.RECALL_MISSES) / n).isCloseTo(0.1, within(0.006));
  }

  @Test
  void scores_lieAsTheBetaDistribution() {
    Scores scores = Scores.beta(0.5, 2);
    double mean = 0;
    double square = 0;
    for (int i = 0; i < scores.size(); i++) {
      mean += scores.at(i) / scores.size();
      square += scores.at(i) * scores.at(i) / scores.size();
    }
    assertThat(mean).isCloseTo(0.2, within(1e-4));
    assertThat(square - mean * mean).isCloseTo(0.5 * 2 / (2.5 * 2.5 * 3.5), within(1e-4));
  }

  @Test
  void scoresOfAFile_areDrawnWithEqualChances() {
    Scores seen = Scores.of(new double[] {0.9, 0.1, 0.1, 0.3});
    Summary summary = hour(stream(EVEN.toBuilder().scores(seen).build(), Fault.NONE, 0));
    ArmSummary control = served(summary, Variant.CONTROL);
    double n = control.observations();
    assertThat(control.scores().served(ScoreCells.indexOf(0.1)) / n).isCloseTo(0.5, within(0.01));
    assertThat(control.scores().served(ScoreCells.indexOf(0.3)) / n).isCloseTo(0.25, within(0.01));
  }

  @Test
  void labels_areCalibrated_inEveryTenthOfTheScores() {
    ArmSummary control = served(hour(stream(EVEN, Fault.NONE, 0)), Variant.CONTROL);
    double worst = 0;
    int cell = 0;
    while (cell < ScoreCells.COUNT) {
      double n = 0;
      double sum = 0;
      double positives = 0;
      while (cell < ScoreCells.COUNT && n < 10_000) {
        for (boolean label : new boolean[] {false, true}) {
          n += control.scores().labelled(cell, label);
          sum += control.scores().sumScore(cell, label);
        }
        positives += control.scores().labelled(cell, true);
        cell++;
      }
      if (n > 1000) {
        double variance = Math.max(1e-6, sum / n * (1 - sum / n) / n);
        worst = Math.max(worst, Math.abs(positives - sum) / n / Math.sqrt(variance));
      }
    }
    assertThat(worst).as("standard errors at seed %d", SEED).isLessThan(4);
  }

  @Test
  void calibrationFaults_haveTheirSize_andLeaveTheMedian() {
    for (Fault.Miscalibration direction : Fault.Miscalibration.values()) {
      for (double error : new double[] {0.02, 0.05, 0.1}) {
        Change change =
            new Change(
                new Scenario(
                    "",
                    "",
                    Traffic.DEFAULT,
                    new Fault.Calibration(direction, error, false),
                    Onset.AT_ONCE));
        Scores scores = Traffic.DEFAULT.scores();
        double sum = 0;
        for (int i = 0; i < scores.size(); i++) {
          double score = change.score(i, 0, 1);
          assertThat(score).isBetween(0.0, 1.0);
          sum += Math.abs(score - scores.at(i));
        }
        assertThat(sum / scores.size()).isCloseTo(error, within(1e-9));
        if (direction != Fault.Miscalibration.SHIFTED) {
          assertThat(change.score(scores.size() / 2, 0, 1))
              .isCloseTo(scores.median(), within(0.01));
        }
      }
    }
  }

  @Test
  void aCalibrationError_thatTheScoresCannotHave_isRefused() {
    Traffic alike = Traffic.DEFAULT.toBuilder().scores(Scores.of(new double[] {0.5})).build();
    Scenario scenario =
        new Scenario(
            "",
            "",
            alike,
            new Fault.Calibration(Fault.Miscalibration.UNDER_CONFIDENT, 0.1, false),
            Onset.AT_ONCE);
    assertThat(scenario.impossible()).isPresent();
    assertThat(scenario.impossible().get()).contains("0.1", "UNDER_CONFIDENT");
  }

  @Test
  void queries_followZipf() {
    ZipfSampler zipf = new ZipfSampler(50, 1);
    long[] counts = new long[50];
    SplitMix64 random = new SplitMix64(SEED);
    int n = 200_000;
    for (int i = 0; i < n; i++) {
      counts[zipf.rank(random.nextDouble())]++;
    }
    double harmonic = 0;
    for (int i = 1; i <= 50; i++) {
      harmonic += 1.0 / i;
    }
    double statistic = 0;
    for (int i = 0; i < 50; i++) {
      double expected = n / (i + 1.0) / harmonic;
      statistic += (counts[i] - expected) * (counts[i] - expected) / expected;
    }
    assertThat(ChiSquare.upperTail(statistic, 49)).as("seed %d", SEED).isGreaterThan(1e-4);
  }

  @Test
  void assignment_isNestedOverTheRungs_andOfTheRightShare() {
    Repositories repositories = new Repositories(EVEN, BUCKETING, SEED);
    List<Integer> before = new ArrayList<>();
    for (long percent : new long[] {5, 25, 50, 100}) {
      repositories.treat(Percentage.of(percent));
      List<Integer> treated = new ArrayList<>();
      for (int i = 0; i < repositories.size(); i++) {
        if (repositories.decision(i).treatment()) {
          treated.add(i);
        }
      }
      double share = (double) treated.size() / repositories.size();
      assertThat(share).isCloseTo(percent / 100.0, within(0.015));
      assertThat(treated).containsAll(before);
      before = treated;
    }
  }

  @Test
  void bursts_raiseTheVarianceOfARepositorysCounts_notTheMean() {
    Traffic bursty = EVEN.toBuilder().burst(10).build();
    TrafficStream stream = stream(bursty, Fault.NONE, 0);
    double sum = 0;
    double squares = 0;
    int ticks = 2000;
    for (int i = 0; i < ticks; i++) {
      Summary summary = new Summary(LAYOUT);
      stream.next(HOUR / 100, summary);
      double n = summary.observations();
      sum += n;
      squares += n * n;
    }
    double mean = sum / ticks;
    assertThat(mean).isCloseTo(1000, within(12.0));
    // A geometric length of mean b has E[L²]/E[L] = 2b − 1.
    assertThat((squares / ticks - mean * mean) / mean).isCloseTo(19, within(3.0));
  }

  @Test
  void theDailySwing_movesTheRate() {
    Traffic swinging = EVEN.toBuilder().dailySwing(0.5).queriesPerHour(10_000).build();
    TrafficStream stream = stream(swinging, Fault.NONE, 0);
    List<Long> byHour = new ArrayList<>();
    for (int i = 0; i < 24; i++) {
      byHour.add(hour(stream).observations());
    }
    assertThat((double) byHour.get(6)).isCloseTo(15_000, within(600.0));
    assertThat((double) byHour.get(18)).isCloseTo(5_000, within(400.0));
  }

  @Test
  void delayedLabels_comeLater_theSoonerTheirMeanSays() {
    Traffic delayed =
        EVEN.toBuilder().labelDelay(Duration.ofHours(1), Duration.ofHours(10)).build();
    TrafficStream stream = stream(delayed, Fault.NONE, 0);
    ArmSummary first = served(hour(stream), Variant.CONTROL);
    double n = first.observations();
    double positives = first.scores().positives();
    double labelled = first.scores().labelled();
    // Of those served evenly over an hour, 1 − (1 − e^−h)/h of mean h hours have arrived.
    assertThat(positives / n).isCloseTo(0.2 * Math.exp(-1), within(0.01));
    assertThat((labelled - positives) / n)
        .isCloseTo(0.8 * (1 - 10 * (1 - Math.exp(-0.1))), within(0.01));
  }

  @Test
  void aLimitAtThe99thPercentile_isExceededByExactlyOneInAHundred() {
    Traffic at = EVEN.toBuilder().p99Latency(Duration.ofNanos(LIMIT)).latencySigma(0.5, 0).build();
    Scenario scenario = new Scenario("", "", at, Fault.NONE, Onset.AT_ONCE);
    double[] factors = new TrafficStream.Tables(scenario).factors;
    double median = new Repositories(at, BUCKETING, SEED).latencyNanos(0);
    long over = Arrays.stream(factors).filter(factor -> median * factor > LIMIT).count();
    assertThat(over).isEqualTo(factors.length / 100);
    double n = 0;
    double slow = 0;
    TrafficStream stream = stream(at, Fault.NONE, 0);
    for (int i = 0; i < 10; i++) {
      ArmSummary control = served(hour(stream), Variant.CONTROL);
      n += control.observations();
      slow += control.latencies().over(LIMIT);
    }
    assertThat(slow / n).as("seed %d", SEED).isCloseTo(0.01, within(4 * Math.sqrt(0.0099 / n)));
  }

  @Test
  void queriesOfABurst_thatAreAlike_areSlowTogether() {
    Traffic bursty = EVEN.toBuilder().burst(10).latencySigma(0.5, 0).rateSpread(0).build();
    assertThat(dispersionOfSlowQueries(bursty)).isCloseTo(1, within(0.2));
    // A geometric length of mean b has E[L²]/E[L] = 2b − 1.
    assertThat(dispersionOfSlowQueries(bursty.toBuilder().alike(true).build()))
        .isCloseTo(19, within(5.0));
  }

  private static double dispersionOfSlowQueries(Traffic traffic) {
    TrafficStream stream = stream(traffic, Fault.NONE, 0);
    double sum = 0;
    double squares = 0;
    int ticks = 2000;
    for (int i = 0; i < ticks; i++) {
      Summary summary = new Summary(LAYOUT);
      stream.next(HOUR / 100, summary);
      double n = served(summary, Variant.CONTROL).latencies().over(LIMIT);
      sum += n;
      squares += n * n;
    }
    double mean = sum / ticks;
    return (squares / ticks - mean * mean) / mean;
  }

  @Test
  void whatWasServedTogether_isMatureOnceAndWhole_withTheLabelsThatCameInTime() {
    Traffic delayed =
        EVEN.toBuilder().labelDelay(Duration.ofMinutes(10), Duration.ofHours(1)).build();
    TrafficStream stream = waiting(delayed, Duration.ofHours(2));
    Summary mature = new Summary(LAYOUT);
    Summary served = new Summary(LAYOUT);
    // Whole cohorts of an eighth of an hour, the first hour of them in a grace period.
    for (int tick = 1; tick <= 8 * 5; tick++) {
      Summary recorded = new Summary(LAYOUT);
      stream.next(HOUR / 8, recorded);
      if (tick > 8 && tick <= 8 * 3) {
        served.merge(recorded);
      }
      stream.mature(tick > 8).ifPresent(mature::merge);
      if (tick <= 8 * 3) {
        assertThat(mature.observations()).as("nothing within two hours of grace").isZero();
      }
    }
    assertThat(mature.observations()).isEqualTo(served.observations());
    ArmSummary control = served(mature, Variant.CONTROL);
    double n = control.observations();
    assertThat(control.latencies()).isEqualTo(served(served, Variant.CONTROL).latencies());
    assertThat(control.scores().positives() / n).isCloseTo(0.2, within(0.005));
    assertThat((control.scores().labelled() - control.scores().positives()) / n)
        .isCloseTo(0.8 * (1 - Math.exp(-2)), within(0.005));
  }

  @Test
  void withoutATimeToWait_aLaterLabelIsNeverUsed() {
    Traffic delayed = EVEN.toBuilder().labelDelay(Duration.ofMinutes(10), Duration.ZERO).build();
    TrafficStream stream = waiting(delayed, Duration.ZERO);
    stream.next(HOUR, new Summary(LAYOUT));
    assertThat(stream.mature(false)).isEmpty();
    ArmSummary control = served(stream.mature(true).orElseThrow(), Variant.CONTROL);
    assertThat(control.scores().positives()).isZero();
    assertThat(control.scores().labelled()).isPositive();
  }

  @Test
  void labelsThatComeWithTheirQueries_waitOnlyWhereTheRuleDoes() {
    assertThat(waiting(EVEN, Duration.ZERO).waitsForLabels()).isFalse();
    assertThat(waiting(EVEN, Duration.ofHours(1)).waitsForLabels()).isTrue();
    assertThat(stream(EVEN, Fault.NONE, 0).waitsForLabels()).isFalse();
  }

  private static TrafficStream waiting(Traffic traffic, Duration maturity) {
    Scenario scenario = new Scenario("test", "test", traffic, Fault.NONE, Onset.AT_ONCE);
    return new TrafficStream(
        new TrafficStream.Tables(scenario),
        BUCKETING,
        LAYOUT,
        Optional.of(new MaturingLabels(LAYOUT, maturity)),
        SEED);
  }

  @Test
  void pairs_areThereOnlyInShadow_andAlikeWithoutAFault() {
    assertThat(hour(stream(EVEN, Fault.NONE, 5)).total(Population.PAIRED, Variant.CONTROL))
        .isEmpty();
    Summary summary = hour(stream(EVEN.toBuilder().shadow(true).build(), Fault.NONE, 5));
    ArmSummary control = arm(summary, Population.PAIRED, Variant.CONTROL);
    ArmSummary treatment = arm(summary, Population.PAIRED, Variant.TREATMENT);
    assertThat(control.observations()).isEqualTo(summary.observations());
    assertThat(treatment.scores()).isEqualTo(control.scores());
    assertThat(summary.total().get(PairCounter.CONTROL_RECALL_HIGHER)).isZero();
    assertThat(summary.total().get(PairCounter.TREATMENT_RECALL_HIGHER)).isZero();
  }

  @Test
  void faults_areThoseAskedFor_inTheTreatmentAlone() {
    Summary slow = hour(stream(EVEN, new Fault.Latency(2), 50));
    assertThat(p99(slow, Variant.CONTROL)).isCloseTo(800_000, within(40_000.0));
    assertThat(p99(slow, Variant.TREATMENT)).isCloseTo(1_600_000, within(80_000.0));
    ArmSummary failing =
        served(hour(stream(EVEN, new Fault.Failures(0.05), 50)), Variant.TREATMENT);
    double n = failing.observations();
    assertThat(failing.get(ArmCounter.FAILURES) / n).isCloseTo(0.05, within(0.005));
    ArmSummary losing =
        served(hour(stream(EVEN, new Fault.RecallLoss(0.05), 50)), Variant.TREATMENT);
    // A miss loses 0.11 in the mean: ranks 1 to 10 fiftieths below 1.
    assertThat(losing.meanRecall50().orElseThrow()).isCloseTo(1 - 0.1 * 0.11 - 0.05, within(0.002));
    ArmSummary invalid =
        served(hour(stream(EVEN, new Fault.InvalidScores(0.02), 50)), Variant.TREATMENT);
    n = invalid.observations();
    assertThat(invalid.get(ArmCounter.INVALID_SCORES) / n).isCloseTo(0.02, within(0.003));
    ArmSummary shifted =
        served(hour(stream(EVEN, new Fault.MedianShift(0.05), 50)), Variant.TREATMENT);
    assertThat(shifted.scores().median().orElseThrow().estimate())
        .isCloseTo(EVEN.scores().median() + 0.05, within(0.005));
    double sum = 0;
    for (int cell = 0; cell < ScoreCells.COUNT; cell++) {
      sum += shifted.scores().sumScore(cell, false) + shifted.scores().sumScore(cell, true);
    }
    assertThat(sum / shifted.scores().labelled())
        .as("labels follow")
        .isCloseTo(
            (double) shifted.scores().positives() / shifted.scores().labelled(), within(0.01));
  }

  private static double p99(Summary summary, Variant variant) {
    return served(summary, variant).latencies().quantileNanos(0.99).orElseThrow().estimate();
  }

  @Test
  void threeInvalidScores_endATick() {
    TrafficStream stream = stream(EVEN, new Fault.InvalidScores(0.5), 100);
    Tick tick = stream.next(HOUR, new Summary(LAYOUT));
    assertThat(tick.invalid()).isEqualTo(3);
    assertThat(tick.nanos()).isLessThan(HOUR / 100);
  }

  @Test
  void theSameSeed_givesTheSameQueries_whateverIsTreated() {
    Summary some = hour(stream(EVEN, Fault.NONE, 5));
    Summary more = hour(stream(EVEN, Fault.NONE, 50));
    assertThat(hour(stream(EVEN, Fault.NONE, 5))).isEqualTo(some);
    assertThat(more.observations()).isEqualTo(some.observations());
    ArmSummary all = served(some, Variant.CONTROL);
    ArmSummary rest = served(some, Variant.TREATMENT);
    ArmSummary all2 = served(more, Variant.CONTROL);
    ArmSummary rest2 = served(more, Variant.TREATMENT);
    for (int cell = 0; cell < ScoreCells.COUNT; cell++) {
      assertThat(all2.scores().served(cell) + rest2.scores().served(cell))
          .isEqualTo(all.scores().served(cell) + rest.scores().served(cell));
    }
  }

  @Test
  void onsets_sayWhenAndHowMuch() {
    assertThat(Onset.AT_ONCE.strength(0, 5)).isEqualTo(1);
    assertThat(Onset.AT_ONCE.strength(0, 0)).isZero();
    assertThat(Onset.after(Duration.ofHours(10)).strength(10 * HOUR - 1, 5)).isZero();
    assertThat(Onset.after(Duration.ofHours(10)).strength(10 * HOUR, 5)).isEqualTo(1);
    assertThat(Onset.fromPercent(50).strength(HOUR, 25)).isZero();
    assertThat(Onset.fromPercent(50).strength(HOUR, 50)).isEqualTo(1);
    assertThat(Onset.growingFor(Duration.ofHours(4)).strength(HOUR, 5)).isEqualTo(0.25);
  }
}
