package dev.belay.drift;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.calibration.CalibrationMethod;
import dev.belay.calibration.Calibrator;
import dev.belay.calibration.CalibratorFit;
import dev.belay.calibration.IsotonicCalibrator;
import dev.belay.calibration.LabelledScores;
import dev.belay.plan.RolloutPlan;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SmokeProbesTest {
  private static final SmokeProbes PROBES = new SmokeProbes(RolloutPlan.calibV22());

  private static Calibrator calibrator(DoubleUnaryOperator function) {
    return new Calibrator() {
      @Override
      public CalibrationMethod method() {
        return CalibrationMethod.IDENTITY;
      }

      @Override
      public double raw(double score) {
        return function.applyAsDouble(score);
      }
    };
  }

  private static Calibrator unbounded(DoubleUnaryOperator function) {
    return new Calibrator() {
      @Override
      public CalibrationMethod method() {
        return CalibrationMethod.IDENTITY;
      }

      @Override
      public double raw(double score) {
        return function.applyAsDouble(score);
      }

      @Override
      public double calibrate(double score) {
        return raw(score);
      }
    };
  }

  private static List<String> failedProbes(Candidate candidate) {
    return PROBES.run(candidate).stream()
        .filter(result -> !result.passed())
        .map(ProbeResult::probe)
        .toList();
  }

  private static String firstFailure(Candidate candidate) {
    return PROBES.firstFailure(candidate).orElseThrow();
  }

  @ParameterizedTest
  @EnumSource
  void theRealFitsPassAll(CalibrationMethod method) {
    List<ProbeResult> results =
        PROBES.run(samples -> CalibratorFit.of(method, samples).calibrator());
    assertThat(results)
        .extracting(ProbeResult::probe)
        .containsExactly("identity", "plateaus", "weights", "tails");
    assertThat(results).allMatch(ProbeResult::passed);
    assertThat(results).allMatch(result -> result.aeceMinusTau().isPresent());
    assertThat(PROBES.firstFailure(s -> CalibratorFit.of(method, s).calibrator())).isEmpty();
  }

  @Test
  void aFitThatKnowsNoIdentityPassesToo() {
    assertThat(failedProbes(IsotonicCalibrator::fit)).isEmpty();
  }

  @Test
  void runsAreEqual() {
    assertThat(PROBES.run(IsotonicCalibrator::fit)).isEqualTo(PROBES.run(IsotonicCalibrator::fit));
  }

  @Test
  void aConstantFails() {
    assertThat(firstFailure(samples -> calibrator(score -> 0.5)))
        .startsWith("probe identity: gives 0.5 for the score 0.0; calibrated scores move");
  }

  @Test
  void notMonotoneFails() {
    assertThat(firstFailure(s -> calibrator(score -> score + 0.02 * Math.sin(100 * score))))
        .contains("for a lower score");
  }

  @Test
  void notANumberFails() {
    assertThat(firstFailure(s -> calibrator(score -> score > 0.99999 ? Double.NaN : score)))
        .contains("gives NaN");
    assertThat(failedProbes(s -> calibrator(score -> Double.NaN))).hasSize(4);
  }

  @Test
  void outOfRangeFails() {
    assertThat(firstFailure(s -> unbounded(score -> score)))
        .isEqualTo("probe identity: gives 0.0 for the score 0.0; outputs are 0.001 to 0.999");
  }

  @Test
  void anExceptionFailsWithItsMessage() {
    assertThat(
            firstFailure(
                samples -> {
                  throw new IllegalStateException("no such model");
                }))
        .contains("no such model");
    assertThat(firstFailure(samples -> null)).contains("no calibrator");
    assertThat(
            firstFailure(
                s ->
                    calibrator(
                        score -> {
                          throw new ArithmeticException("logit of " + score);
                        })))
        .contains("logit of 0.0");
  }

  @Test
  void ignoringWeightsFailsTheWeightsAlone() {
    Candidate careless =
        samples -> {
          LabelledScores unweighted = new LabelledScores();
          for (int i = 0; i < samples.size(); i++) {
            unweighted.add(samples.score(i), samples.label(i));
          }
          return IsotonicCalibrator.fit(unweighted);
        };
    assertThat(failedProbes(careless)).containsExactly("weights");
    assertThat(firstFailure(careless)).contains("AECE - tau is 0.");
  }

  @Test
  void aFitThatStumblesOverEqualScoresFailsThePlateaus() {
    Candidate needsDistinct =
        samples -> {
          long distinct =
              IntStream.range(0, samples.size()).mapToDouble(samples::score).distinct().count();
          if (distinct < 100) {
            throw new IllegalArgumentException("no bin edges");
          }
          return calibrator(score -> score);
        };
    assertThat(failedProbes(needsDistinct)).containsExactly("plateaus");
  }

  @Test
  void outputsThatDifferForEqualScoresFailThePlateaus() {
    Candidate jittering =
        samples -> {
          int[] calls = {0};
          return calibrator(
              score -> score + (score > 0 && score < 1 ? 1e-9 * (++calls[0] % 2) : 0));
        };
    assertThat(failedProbes(jittering)).containsExactly("plateaus");
  }

  @Test
  void logitsWithoutACareFailTheTails() {
    // The mean logit is infinite as soon as one score is exactly 0 or 1.
    Candidate careless =
        samples -> {
          double sum = 0;
          for (int i = 0; i < samples.size(); i++) {
            sum += Math.log(samples.score(i) / (1 - samples.score(i)));
          }
          double mean = 0 * sum;
          return calibrator(score -> score + mean);
        };
    assertThat(failedProbes(careless)).containsExactly("tails");
  }

  @Test
  void aCalibratorThatIsOffBeyondTheLimitFails() {
    assertThat(firstFailure(s -> calibrator(score -> 0.13 + 0.87 * score)))
        .isEqualTo("probe weights: AECE - tau is 0.03768 on fresh data; the limit is 0.01");
  }
}
