package dev.belay.canary;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.flag.Assignment;
import dev.belay.flag.Decision;
import dev.belay.flag.Fallback;
import dev.belay.flag.Reason;
import dev.belay.flag.Variant;
import dev.belay.gate.GateKey;
import dev.belay.gate.GateNames;
import dev.belay.gate.GateResult;
import dev.belay.gate.SummaryLayouts;
import dev.belay.plan.RolloutPlan;
import dev.belay.stats.Seed;
import dev.belay.telemetry.Observation;
import dev.belay.telemetry.Summary;
import dev.belay.telemetry.SummaryLayout;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class AttemptEvidenceTest {
  private static final RolloutPlan PLAN = RolloutPlan.calibV22();
  private static final SummaryLayout LAYOUT = SummaryLayouts.of(PLAN);
  private static final long TICK_NANOS = 30_000_000_000L;

  private final SplittableRandom random = Seed.random(1);
  private final AttemptEvidence evidence = new AttemptEvidence(PLAN, LAYOUT);

  /** What was served, with labels that are positive with the score's probability and this more. */
  private Summary served(int queries, boolean labelled, double more) {
    Summary summary = new Summary(LAYOUT);
    for (int i = 0; i < queries; i++) {
      double score = 0.1 + 0.5 * random.nextDouble();
      Observation.Builder query = Observation.of("slice", 100_000L, score, true);
      boolean label = random.nextDouble() < score + more;
      summary.add(
          new Decision(
              Variant.TREATMENT,
              Reason.SPLIT,
              null,
              Assignment.BUCKET,
              random.nextLong(),
              "Canary",
              Fallback.LAST_GOOD,
              "r1",
              0),
          (labelled ? query.label(label) : query).build());
    }
    return summary;
  }

  private static RolloutState begun() {
    CanaryPolicy policy = new CanaryPolicy(PLAN);
    return policy.apply(RolloutState.INITIAL, policy.configure("r1", "{}"));
  }

  private static GateResult of(List<GateResult> results, String gate) {
    return results.stream()
        .filter(result -> result.key().equals(GateKey.overall(gate)))
        .findFirst()
        .orElseThrow();
  }

  /** Labels that arrive in a window are a choice: positive ones come sooner. */
  @Test
  void aWindow_isJudgedByTheLabelsThatBecameMatureInIt_notByThoseThatArrived() {
    evidence.begin(begun());
    Summary window = new Summary(LAYOUT);
    for (int tick = 0; tick < 30; tick++) {
      Summary mature = served(40, true, 0);
      Summary withLate = served(40, true, 0.4);
      window.merge(withLate);
      evidence.tick(
          TICK_NANOS,
          true,
          new TickSummaries() {
            @Override
            public Optional<Summary> mature(boolean judged) {
              return Optional.of(mature);
            }

            @Override
            public Summary recorded() {
              return withLate;
            }
          });
    }
    GateResult calibration =
        of(evidence.window(window, window.total(), false), GateNames.AECE_MINUS_TAU);
    assertThat(calibration.breached()).as("seed %d", Seed.value(1)).isFalse();
    assertThat(calibration.n()).isEqualTo(30 * 40);
    assertThat(evidence.hasRejected()).isFalse();
  }

  @Test
  void aRungThatBeganAfterWhatWasKept_beginsAnewAfterARestart() {
    RolloutState state = begun();
    evidence.begin(state);
    for (int tick = 0; tick < 20; tick++) {
      evidence.tick(TICK_NANOS, true, TickSummaries.of(() -> served(40, false, 0)));
    }
    byte[] kept = evidence.encode().orElseThrow();
    AttemptEvidence goesOn = new AttemptEvidence(PLAN, LAYOUT);
    goesOn.restore(kept, 0, false);
    assertThat(of(goesOn.results(), GateNames.P99_LATENCY).n()).isEqualTo(800);
    AttemptEvidence anew = new AttemptEvidence(PLAN, LAYOUT);
    anew.restore(kept, 0, true);
    evidence.beginRung(0);
    assertThat(of(anew.results(), GateNames.P99_LATENCY).n()).isZero();
    assertThat(anew.encode().orElseThrow()).isEqualTo(evidence.encode().orElseThrow());
  }
}
