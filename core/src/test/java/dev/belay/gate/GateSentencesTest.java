package dev.belay.gate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class GateSentencesTest {
  private static GateResult p99(Verdict verdict, double estimate, long n) {
    return new GateResult(
        GateKey.overall("p99Latency"),
        verdict,
        OptionalDouble.of(estimate),
        OptionalDouble.of(1000),
        "us",
        n,
        100,
        Comparison.LIMIT,
        1,
        true,
        false,
        "",
        Optional.empty());
  }

  @Test
  void numbersAreGrouped_andAsLongAsItTakesToTellThemApart() {
    assertThat(p99(Verdict.BREACH, 1240.2, 900).sentence())
        .isEqualTo("p99Latency: 1 240 us is over the limit of 1 000 us (900 observations)");
    assertThat(p99(Verdict.PASS, 840.25, 12_345_678).sentence())
        .isEqualTo(
            "p99Latency: 840.2 us is within the limit of 1 000 us (12 345 678 observations)");
    assertThat(p99(Verdict.BREACH, 1000.00001, 900).sentence())
        .contains("1 000.00001 us is over the limit of 1 000 us");
    assertThat(p99(Verdict.PASS, 1000, 900).sentence()).contains("1 000 us is within");
  }

  @Test
  void everyKindOfNumberHasAText() {
    assertThat(GateSentences.number(0, 4)).isEqualTo("0");
    assertThat(GateSentences.number(-0.0, 4)).isEqualTo("0");
    assertThat(GateSentences.number(-1234567.5, 4)).isEqualTo("-1 234 568");
    assertThat(GateSentences.number(-123.456, 4)).isEqualTo("-123.5");
    assertThat(GateSentences.number(0.00123456, 4)).isEqualTo("0.001235");
    assertThat(GateSentences.number(1e-12, 4)).isEqualTo("1E-12");
    assertThat(GateSentences.number(1e15, 4)).isEqualTo("1 000 000 000 000 000");
    assertThat(GateSentences.number(Double.MAX_VALUE, 4)).doesNotContain("E");
    assertThat(GateSentences.number(Double.MIN_VALUE, 4)).isEqualTo("4.941E-324");
    assertThat(GateSentences.number(999.96, 4)).isEqualTo("1 000");
  }

  @Test
  void aResultWithoutNumbersHasASentenceToo() {
    GateResult bare =
        new GateResult(
            new GateKey("promql", "a"),
            Verdict.BREACH,
            OptionalDouble.empty(),
            OptionalDouble.empty(),
            "",
            0,
            0,
            Comparison.LIMIT,
            1,
            true,
            true,
            "",
            Optional.empty());
    assertThat(bare.sentence())
        .isEqualTo(
            "promql[a]: breached (0 observations); pre-existing, as what it is compared with is"
                + " over the limit too");
  }

  @Test
  void onlyAPassIsUnconfirmed_onlyABreachPreExisting() {
    assertThat(p99(Verdict.PASS, 1, 900).unconfirmed().confirmed()).isFalse();
    assertThat(p99(Verdict.BREACH, 1, 900).unconfirmed().confirmed()).isTrue();
    assertThat(p99(Verdict.PASS, 1, 900).alsoInControl().preExisting()).isFalse();
    assertThat(p99(Verdict.BREACH, 1, 900).alsoInControl().preExisting()).isTrue();
  }
}
