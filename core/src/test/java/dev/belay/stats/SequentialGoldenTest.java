package dev.belay.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

/** Values by SciPy, from the derivation of the sequential tests, to ten digits or more. */
class SequentialGoldenTest {
  private static final long[][] TICKS = {{0, 10}, {1, 10}, {0, 0}, {4, 50}, {2, 10}};

  @Test
  void the_alarm_grid() {
    OneSidedProportion proportion = new OneSidedProportion(0.01, 1);
    assertClose(StrictMath.exp(proportion.logAlarm(10, 200)), 691.728433395);
    double[] logE = new double[proportion.alarmPoints()];
    proportion.logE(10, 200, logE);
    assertClose(StrictMath.exp(LogSpace.mean(logE)), 691.728433395);
  }

  @Test
  void the_late_change_process_over_the_alarm_grid() {
    ProportionProcess process =
        new ProportionProcess(new OneSidedProportion(0.01, 1), new LateChangeWeights(4));
    for (long[] tick : TICKS) {
      process.add(tick[0], tick[1]);
    }
    assertThat(process.ticks()).isEqualTo(4);
    assertClose(StrictMath.exp(process.logValue()), 1392.93606609);
  }

  @Test
  void the_pass_grid() {
    assertClose(StrictMath.exp(new OneSidedProportion(0.01, 1).logPass(2, 1000)), 48.0952292827);
  }

  @Test
  void the_interval() {
    AnytimeInterval interval = AnytimeInterval.of(700, 1000, 0.05, 100);
    assertClose(interval.lower(), 0.6516298139);
    assertClose(interval.upper(), 0.7459495008);
  }

  @Test
  void the_mixture_at_the_median() {
    BetaMixture mixture = BetaMixture.oneSided(0.5, 1000, 0.01);
    assertClose(mixture.a(), 49.4923686295);
    assertClose(mixture.b(), 49.4923686295);
    assertClose(mixture.up(600, 1000), 17.8045341113);
    assertClose(mixture.lo(480, 1000), 0.0953536023681);
  }

  @Test
  void the_mixture_at_the_ninety_ninth_percentile() {
    BetaMixture mixture = BetaMixture.oneSided(0.99, 3000, 0.001);
    assertClose(mixture.a() * (1 - 0.99), 1.96658859098);
    assertClose(mixture.lo(950, 1000), 36.2003309393);
  }

  @Test
  void the_conditional_binomial() {
    assertClose(StrictMath.exp(ConditionalBinomial.logMean(4, 100, 6, 1900, 1)), 62.1215482106);
    double[] logE = new double[ConditionalBinomial.points()];
    ConditionalBinomial.logE(4, 100, 6, 1900, 1, logE);
    assertClose(StrictMath.exp(LogSpace.mean(logE)), 62.1215482106);
  }

  @Test
  void the_sign_process() {
    assertClose(StrictMath.exp(SignProcess.logE(8, 2)), 4.00202020202);
  }

  private static void assertClose(double actual, double expected) {
    assertThat(actual).isCloseTo(expected, within(1e-10 * Math.abs(expected)));
  }
}
