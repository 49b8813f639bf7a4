package dev.belay.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class EValueTest {
  private static final double LN_10 = Math.log(10);

  private static String sentence(
      GateKey key, Verdict verdict, double estimate, double limit, String unit, EValue evidence) {
    return new GateResult(
            key,
            verdict,
            OptionalDouble.of(estimate),
            OptionalDouble.of(limit),
            unit,
            4200,
            100,
            key.gate().equals(GateNames.CONFIDENCE_SHIFT) ? Comparison.PAIRS : Comparison.LIMIT,
            1,
            true,
            verdict == Verdict.BREACH && unit.isEmpty(),
            "",
            Optional.of(evidence))
        .sentence();
  }

  @Test
  void theLogarithm_isAlwaysFinite() {
    EValue nothing = new EValue(Double.NEGATIVE_INFINITY, 7, true);
    assertThat(nothing.log()).isEqualTo(EValue.FLOOR);
    assertThat(nothing.reaches()).isFalse();
    assertThat(new EValue(Double.POSITIVE_INFINITY, 7, true).log()).isEqualTo(-EValue.FLOOR);
    assertThat(new EValue(7, 7, false).reaches()).isTrue();
  }

  @Test
  void whatIsNoEvidence_isRefused() {
    assertThatThrownBy(() -> new EValue(Double.NaN, 7, true)).hasMessageContaining("NaN");
    assertThatThrownBy(() -> new EValue(1, 0, true)).hasMessageContaining("0.0");
    assertThatThrownBy(() -> new EValue(1, Double.POSITIVE_INFINITY, true))
        .hasMessageContaining("Infinity");
  }

  @Test
  void aRejection_hasASentence() {
    GateKey p99 = GateKey.overall(GateNames.P99_LATENCY);
    EValue reached = new EValue(4.2 * LN_10, 3.5 * LN_10, true);
    assertThat(sentence(p99, Verdict.BREACH, 3.09, 1, "% over 1ms", reached))
        .isEqualTo(
            "p99Latency: 3.09 % of 4 200 latencies are over 1ms against 1 %: evidence 10^4.2"
                + " reaches 10^3.5");
    GateKey slice = new GateKey(GateNames.AECE_MINUS_TAU, "java");
    assertThat(sentence(slice, Verdict.BREACH, 0.051234, 0.01, "", reached))
        .isEqualTo(
            "aeceMinusTau[java]: 0.0512 against 0.01 over 4 200 labels: evidence 10^4.2 reaches"
                + " 10^3.5; pre-existing, as what it is compared with is over the limit too");
  }

  @Test
  void aConfirmationAndAnOpenQuestion_haveSentences() {
    GateKey shift = GateKey.overall(GateNames.CONFIDENCE_SHIFT);
    assertThat(
            sentence(
                shift, Verdict.PASS, 0.003, 0.02, "", new EValue(1.5 * LN_10, 1.3 * LN_10, false)))
        .isEqualTo(
            "confidenceShift: 0.003 against 0.02 over 4 200 pairs: within the limit, evidence"
                + " 10^1.5 reaches 10^1.3");
    EValue some = new EValue(-0.7 * LN_10, 1.3 * LN_10, false);
    assertThat(sentence(shift, Verdict.INSUFFICIENT, 0.015, 0.02, "", some))
        .isEqualTo(
            "confidenceShift: undecided, 0.015 against 0.02 over 4 200 pairs: evidence that it is"
                + " within 10^-0.7 of 10^1.3");
    GateKey mean = GateKey.overall(GateNames.TRIPWIRE_MEAN);
    EValue none = new EValue(Double.NEGATIVE_INFINITY, 3.5 * LN_10, true);
    assertThat(sentence(mean, Verdict.INSUFFICIENT, 120, 500, "us", none))
        .isEqualTo(
            "tripwires.mean: undecided, 120 us against 500 us over 4 200 observations: evidence of"
                + " a breach 0 of 10^3.5");
  }
}
