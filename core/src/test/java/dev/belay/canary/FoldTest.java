package dev.belay.canary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.belay.drift.HealthStatus;
import dev.belay.flag.Fallback;
import dev.belay.gate.GateKey;
import dev.belay.gate.GateResult;
import dev.belay.gate.Verdict;
import dev.belay.plan.RolloutPlan;
import dev.belay.stats.Seed;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** What events do to a state. */
class FoldTest {
  private static final RolloutPlan PLAN = TestPlans.mission().build();

  private final PolicyRun run = PolicyRun.of(PLAN);

  /** From any state that a run of ticks and steps reaches, n ticks are their sum. */
  @Test
  void sumsOfTicks_foldLikeTheTicks() {
    long seed = Seed.value(20250611);
    SplittableRandom random = new SplittableRandom(seed);
    for (int round = 0; round < 2000; round++) {
      PolicyRun some = PolicyRun.of(PLAN);
      for (int step = random.nextInt(4); step > 0; step--) {
        some.person(
            random.nextBoolean() ? CanaryDecisionType.PROMOTE : CanaryDecisionType.ROLLBACK);
        some.tick(random.nextBoolean() ? Traffic.NAN_STORM : Traffic.SILENT);
      }
      RolloutState oneByOne = some.state;
      RolloutEvent.Observed sum = null;
      int ticks = 1 + random.nextInt(5);
      for (int i = 0; i < ticks; i++) {
        RolloutEvent.Observed next = some.policy.observe(oneByOne, tick(random, i));
        sum = sum == null ? next : sum.plus(next);
        oneByOne = some.policy.apply(oneByOne, next);
      }
      assertThat(some.policy.apply(some.state, sum))
          .as("seed %d, round %d", seed, round)
          .isEqualTo(oneByOne);
    }
  }

  private static Tick tick(SplittableRandom random, int number) {
    long nanos = random.nextLong(random.nextBoolean() ? 600_000_000_000L : 90_000_000_000_000L);
    long treated = random.nextBoolean() ? random.nextLong(1000) : 0;
    return new Tick(
        number + 1L,
        nanos,
        random.nextBoolean() ? treated : random.nextLong(3),
        treated,
        treated == 0 ? 0 : random.nextLong(treated),
        treated == 0 ? 0 : random.nextLong(treated));
  }

  @Test
  void aTickThatBeginsInGrace_isWholeInGrace() {
    run.quietFor(Traffic.CLEAN, Duration.ofMinutes(5).minusSeconds(30));
    assertThat(run.policy.inGrace(run.state)).isTrue();
    run.tick(Traffic.CLEAN, Duration.ofMinutes(1));
    assertThat(run.state.stage().windowNanos()).isZero();
    assertThat(run.policy.inGrace(run.state)).isFalse();
    run.tick(Traffic.CLEAN.failed(2));
    assertThat(run.state.stage().windowNanos()).isEqualTo(Duration.ofSeconds(30).toNanos());
    assertThat(run.state.stage().treated()).isEqualTo(100);
    assertThat(run.state.stage().failed()).isEqualTo(2);
  }

  @Test
  void aThinGate_staysOpenForFourMoreWindows() {
    for (int windows = 1; windows <= 4; windows++) {
      run.window(Traffic.CLEAN.window(List.of(Results.insufficient(Results.P99, windows))));
      assertThat(run.state.stage().open()).isEqualTo(Map.of(GateKey.overall(Results.P99), windows));
    }
    run.window(Traffic.CLEAN.window(List.of(Results.insufficient(Results.P99, 5))));
    assertThat(run.state.stage().open()).isEmpty();
    run.window(Traffic.CLEAN.window(List.of(Results.insufficient(Results.P99, 2))));
    run.window(Traffic.CLEAN);
    assertThat(run.state.stage().open()).isEmpty();
    assertThat(run.state.stage().windows()).isEqualTo(1);
  }

  @Test
  void verdicts() {
    Set<GateKey> none = Set.of();
    Set<GateKey> slow = Set.of(GateKey.overall(Results.P99));
    assertVerdict(none, Results.ALL_PASS, Verdict.PASS);
    assertVerdict(none, Results.NO_DATA, Verdict.INSUFFICIENT);
    assertVerdict(none, List.of(), Verdict.INSUFFICIENT);
    assertVerdict(none, List.of(Results.pass("x"), Results.insufficient("y")), Verdict.PASS);
    assertVerdict(none, List.of(Results.pass("x"), Results.breach("y", "go")), Verdict.BREACH);
    assertVerdict(slow, Results.ALL_PASS, Verdict.PASS);
    assertVerdict(slow, List.of(Results.pass("x")), Verdict.INSUFFICIENT);
    assertVerdict(slow, Results.but(Results.insufficient(Results.P99)), Verdict.INSUFFICIENT);
    assertVerdict(Set.of(WindowJudge.HEALTH), Results.ALL_PASS, Verdict.INSUFFICIENT);

    Optional<HealthStatus> yellow = Optional.of(HealthStatus.YELLOW);
    Set<GateKey> ill = Set.of(WindowJudge.HEALTH);
    assertThat(WindowJudge.verdict(ill, Results.ALL_PASS, yellow)).isEqualTo(Verdict.PASS);
    assertThat(WindowJudge.verdict(ill, List.of(), yellow)).isEqualTo(Verdict.PASS);
    assertThat(WindowJudge.verdict(ill, Results.NO_DATA, yellow)).isEqualTo(Verdict.INSUFFICIENT);
  }

  private static void assertVerdict(
      Set<GateKey> streak, List<GateResult> results, Verdict expected) {
    assertThat(WindowJudge.verdict(streak, results, Optional.empty()))
        .as("%s after %s", results, streak)
        .isEqualTo(expected);
  }

  @Test
  void illegalSteps_areRefusedByName() {
    refuses(new RolloutEvent.Promoted(0, 2, Cause.PERSON, "two"));
    refuses(new RolloutEvent.Promoted(1, 2, Cause.PERSON, "from elsewhere"));
    refuses(new RolloutEvent.RolledBack(0, -1, Cause.PERSON, "below the first"));
    refuses(new RolloutEvent.RolledBack(2, 1, Cause.PERSON, "from elsewhere"));
    refuses(
        new RolloutEvent.Stopped(1, Cause.PERSON, "elsewhere", 0, false, true, Fallback.LAST_GOOD));
    run.person(CanaryDecisionType.EMERGENCY_STOP);
    refuses(new RolloutEvent.Promoted(-1, 0, Cause.RECOVERY, "a person stopped it"));
    refuses(new RolloutEvent.Completed("nobody is treated"));
    assertThatThrownBy(() -> run.apply(new RolloutEvent.Promoted(-1, 0, Cause.RECOVERY, "no")))
        .hasMessage(
            "rollout calib-v22 cannot go from rung -1 to 0: it is on rung -1, breaker OPEN, a"
                + " person is needed");
  }

  private void refuses(RolloutEvent event) {
    assertThatThrownBy(() -> run.apply(event))
        .as("%s", event)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageStartingWith("rollout calib-v22 cannot go from rung ");
  }

  @Test
  void times_readLikeTimes() {
    assertThat(TimeText.of(0)).isEqualTo("0 s");
    assertThat(TimeText.of(4_800_000_000_000L)).isEqualTo("1 h 20 min");
    assertThat(TimeText.of(90_061_500_000_000L)).isEqualTo("25 h 1 min 1 s 500 ms");
    assertThat(TimeText.of(999)).isEqualTo("0 s");
  }
}
