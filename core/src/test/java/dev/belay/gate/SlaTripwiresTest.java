package dev.belay.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.belay.flag.Fallback;
import dev.belay.plan.Tripwires;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class SlaTripwiresTest {
  private static final Tripwires LIMITS = Tripwires.mission();
  private static final long WAIT = Duration.ofMinutes(5).toNanos();
  private static final long FINE = 500_000;

  private final SlaTripwires tripwires = new SlaTripwires(LIMITS);

  private void fail(int times, long now) {
    for (int i = 0; i < times; i++) {
      tripwires.failed(now, FINE);
    }
  }

  @Test
  void fiveFailuresInARowOpen_fourAndASuccessDoNot() {
    fail(4, 1);
    tripwires.succeeded(2, FINE);
    fail(4, 3);
    assertThat(tripwires.state()).isEqualTo(CallBreaker.CLOSED);
    assertThat(tripwires.allowsCall(4)).isTrue();
    fail(1, 5);
    assertThat(tripwires.state()).isEqualTo(CallBreaker.OPEN);
    assertThat(tripwires.allowsCall(6)).isFalse();
    assertThat(tripwires.history())
        .containsExactly(
            new RevertRecord(
                5,
                CallBreaker.CLOSED,
                CallBreaker.OPEN,
                Fallback.LAST_GOOD,
                "5 calls in a row failed"));
  }

  @Test
  void afterTheWaitOneProbeAtATimeGoesThrough() {
    fail(5, 10);
    assertThat(tripwires.allowsCall(10 + WAIT - 1)).isFalse();
    assertThat(tripwires.allowsCall(10 + WAIT)).isTrue();
    assertThat(tripwires.state()).isEqualTo(CallBreaker.HALF_OPEN);
    assertThat(tripwires.allowsCall(11 + WAIT)).isFalse();
    tripwires.failed(12 + WAIT, FINE);
    assertThat(tripwires.state()).isEqualTo(CallBreaker.OPEN);
    assertThat(tripwires.allowsCall(12 + 2 * WAIT - 1)).isFalse();
    assertThat(tripwires.allowsCall(12 + 2 * WAIT)).isTrue();
    tripwires.succeeded(13 + 2 * WAIT, FINE, 0);
    assertThat(tripwires.state()).isEqualTo(CallBreaker.CLOSED);
    assertThat(tripwires.history())
        .extracting(RevertRecord::to)
        .containsExactly(
            CallBreaker.OPEN,
            CallBreaker.HALF_OPEN,
            CallBreaker.OPEN,
            CallBreaker.HALF_OPEN,
            CallBreaker.CLOSED);
    // A new row counts from the start.
    fail(4, 14 + 2 * WAIT);
    assertThat(tripwires.state()).isEqualTo(CallBreaker.CLOSED);
  }

  @Test
  void aProbeThatIsNeverReported_isReplacedAfterTheWait() {
    fail(5, 0);
    assertThat(tripwires.allowsCall(WAIT)).isTrue();
    assertThat(tripwires.allowsCall(2 * WAIT - 1)).isFalse();
    assertThat(tripwires.allowsCall(2 * WAIT)).isTrue();
    assertThat(tripwires.state()).isEqualTo(CallBreaker.HALF_OPEN);
  }

  @Test
  void theClockMayPassTheRangeOfALong() {
    long start = Long.MAX_VALUE - 5;
    fail(5, start);
    assertThat(tripwires.allowsCall(start + WAIT - 1)).isFalse();
    assertThat(tripwires.allowsCall(start + WAIT)).isTrue();
  }

  @Test
  void lateReportsOfAnOpenBreakerChangeNothing() {
    fail(5, 0);
    tripwires.succeeded(1, FINE);
    tripwires.failed(2, FINE);
    assertThat(tripwires.state()).isEqualTo(CallBreaker.OPEN);
    assertThat(tripwires.history()).hasSize(1);
  }

  @Test
  void aShutdownHoldsUntilAPersonResetsIt() {
    tripwires.emergencyShutdown(1, "disk on fire");
    tripwires.emergencyShutdown(2, "again");
    assertThat(tripwires.allowsCall(10 * WAIT)).isFalse();
    tripwires.succeeded(3, FINE);
    fail(9, 4);
    assertThat(tripwires.state()).isEqualTo(CallBreaker.SHUTDOWN);
    tripwires.reset(5, "fire is out");
    assertThat(tripwires.allowsCall(6)).isTrue();
    assertThat(tripwires.history())
        .extracting(RevertRecord::reason)
        .containsExactly("disk on fire", "fire is out");
    fail(4, 7);
    tripwires.reset(8, "nothing to close");
    fail(4, 9);
    assertThat(tripwires.state()).isEqualTo(CallBreaker.CLOSED);
    assertThat(tripwires.history()).hasSize(2);
  }

  @Test
  void everyStateButShutdownCanBeShutDown_andReset() {
    fail(5, 0);
    tripwires.emergencyShutdown(1, "x");
    tripwires.reset(2, "x");
    fail(5, 3);
    assertThat(tripwires.allowsCall(3 + WAIT)).isTrue();
    tripwires.emergencyShutdown(4 + WAIT, "x");
    assertThat(tripwires.state()).isEqualTo(CallBreaker.SHUTDOWN);
    tripwires.reset(5 + WAIT, "x");
    fail(5, 6 + WAIT);
    tripwires.reset(7 + WAIT, "x");
    assertThat(tripwires.state()).isEqualTo(CallBreaker.CLOSED);
  }

  @Test
  void theTableOfTransitionsIsThis_andAnIllegalOneNamesBothEnds() {
    Map<CallBreaker, Set<CallBreaker>> legal = new EnumMap<>(CallBreaker.class);
    legal.put(CallBreaker.CLOSED, Set.of(CallBreaker.OPEN, CallBreaker.SHUTDOWN));
    legal.put(
        CallBreaker.OPEN, Set.of(CallBreaker.HALF_OPEN, CallBreaker.CLOSED, CallBreaker.SHUTDOWN));
    legal.put(
        CallBreaker.HALF_OPEN, Set.of(CallBreaker.OPEN, CallBreaker.CLOSED, CallBreaker.SHUTDOWN));
    legal.put(CallBreaker.SHUTDOWN, Set.of(CallBreaker.CLOSED));
    for (CallBreaker from : CallBreaker.values()) {
      for (CallBreaker to : CallBreaker.values()) {
        boolean may = legal.getOrDefault(from, Set.of()).contains(to);
        assertThat(from.mayGoTo(to)).as(from + " to " + to).isEqualTo(may);
        if (may) {
          assertThat(from.to(to)).isEqualTo(to);
        } else {
          assertThatThrownBy(() -> from.to(to))
              .isInstanceOf(IllegalStateException.class)
              .hasMessageContaining("from " + from + " to " + to);
        }
      }
    }
  }

  @Test
  void theHistoryIsBounded_theOldestGoFirst() {
    for (int i = 0; i < 100; i++) {
      tripwires.emergencyShutdown(2L * i, "stop " + i);
      tripwires.reset(2L * i + 1, "go " + i);
    }
    assertThat(tripwires.history()).hasSize(SlaTripwires.MOST_RECORDS);
    assertThat(tripwires.history().get(0).reason()).isEqualTo("stop 68");
    assertThat(tripwires.history().get(63).reason()).isEqualTo("go 99");
  }

  @Test
  void whatCannotBe_isRefused() {
    assertThatThrownBy(() -> tripwires.succeeded(0, -1)).hasMessageContaining("latency is -1 ns");
    assertThatThrownBy(() -> tripwires.failed(0, -1)).hasMessageContaining("latency is -1 ns");
    assertThatThrownBy(() -> tripwires.succeeded(0, 1, -1))
        .hasMessageContaining("allocated bytes are -1");
  }

  private Fallback fallbackOf(int fine, int others, long latency) {
    SlaTripwires fresh = new SlaTripwires(LIMITS);
    for (int i = 0; i < fine; i++) {
      fresh.succeeded(i, FINE);
    }
    for (int i = 0; i < others; i++) {
      fresh.succeeded(i, latency);
    }
    return fresh.fallback();
  }

  @Test
  void theFallbackFollowsTheShareOfCallsThatAreFarTooSlow() {
    long five = 5_000_000;
    long ten = 10_000_000;
    assertThat(fallbackOf(0, 0, 0)).isEqualTo(Fallback.LAST_GOOD);
    assertThat(fallbackOf(0, 99, ten + 1)).isEqualTo(Fallback.LAST_GOOD);
    assertThat(fallbackOf(0, 100, ten + 1)).isEqualTo(Fallback.OFF);
    assertThat(fallbackOf(0, 100, ten)).isEqualTo(Fallback.UNCALIBRATED);
    assertThat(fallbackOf(0, 100, five)).isEqualTo(Fallback.LAST_GOOD);
    // Exactly 1 % is not over, whatever it is.
    assertThat(fallbackOf(198, 2, ten + 1)).isEqualTo(Fallback.LAST_GOOD);
    assertThat(fallbackOf(198, 3, ten + 1)).isEqualTo(Fallback.OFF);
    assertThat(fallbackOf(198, 3, five + 1)).isEqualTo(Fallback.UNCALIBRATED);
  }

  @Test
  void oldCallsAreForgotten() {
    assertThat(fallbackOf(100_000, 22, 11_000_000)).isEqualTo(Fallback.OFF);
    SlaTripwires later = new SlaTripwires(LIMITS);
    for (int i = 0; i < 1000; i++) {
      later.succeeded(i, 11_000_000);
    }
    assertThat(later.fallback()).isEqualTo(Fallback.OFF);
    for (int i = 0; i < 2048; i++) {
      later.succeeded(i, FINE);
    }
    assertThat(later.fallback()).isEqualTo(Fallback.LAST_GOOD);
  }

  @Test
  void allocationsThatRunAwayAskForSomethingSimpler() {
    for (int i = 0; i < 100; i++) {
      tripwires.succeeded(i, FINE, 1024);
    }
    assertThat(tripwires.fallback()).isEqualTo(Fallback.LAST_GOOD);
    tripwires.succeeded(100, FINE, Long.MAX_VALUE);
    assertThat(tripwires.fallback()).isEqualTo(Fallback.SIMPLIFIED);
    tripwires.reset(101, "mended");
    assertThat(tripwires.fallback()).isEqualTo(Fallback.LAST_GOOD);
  }

  @Test
  void severityIsTheWorstOfWhatWasMeasured() {
    OptionalDouble none = OptionalDouble.empty();
    assertThat(Severity.of(LIMITS, none, none)).isEqualTo(Fallback.LAST_GOOD);
    assertThat(Severity.of(LIMITS, OptionalDouble.of(5e6), OptionalDouble.of(1025)))
        .isEqualTo(Fallback.SIMPLIFIED);
    assertThat(Severity.of(LIMITS, OptionalDouble.of(5e6 + 1), OptionalDouble.of(1025)))
        .isEqualTo(Fallback.UNCALIBRATED);
    assertThat(Severity.of(LIMITS, OptionalDouble.of(1e7), none)).isEqualTo(Fallback.UNCALIBRATED);
    assertThat(Severity.of(LIMITS, OptionalDouble.of(1e7 + 1), none)).isEqualTo(Fallback.OFF);
    Tripwires some =
        new Tripwires(Duration.ofMillis(1), Duration.ofMillis(1), 100, 5, Duration.ofDays(1));
    assertThat(Severity.of(some, none, OptionalDouble.of(1000))).isEqualTo(Fallback.LAST_GOOD);
    assertThat(Severity.of(some, none, OptionalDouble.of(1001))).isEqualTo(Fallback.SIMPLIFIED);
  }

  private static GateResult result(String gate, String slice, double estimate, double limit) {
    return new GateResult(
        new GateKey(gate, slice),
        Verdict.BREACH,
        OptionalDouble.of(estimate),
        OptionalDouble.of(limit),
        "",
        100,
        100,
        Comparison.LIMIT,
        1,
        true,
        false,
        "",
        Optional.empty());
  }

  @Test
  void severityOfAWindowIsReadFromItsGates() {
    assertThat(Severity.of(List.of())).isEqualTo(Fallback.LAST_GOOD);
    GateResult calibration = result("aeceMinusTau", "", 9, 0.01);
    assertThat(Severity.of(List.of(calibration))).isEqualTo(Fallback.LAST_GOOD);
    GateResult allocates = result("tripwires.allocatedBytes", "", 2000, 0);
    assertThat(Severity.of(List.of(calibration, allocates))).isEqualTo(Fallback.SIMPLIFIED);
    GateResult slow = result("tripwires.p99", "", 5001, 1000);
    assertThat(Severity.of(List.of(allocates, slow))).isEqualTo(Fallback.UNCALIBRATED);
    GateResult slower = result("p99Latency", "", 10_001, 1000);
    assertThat(Severity.of(List.of(slower, allocates, slow))).isEqualTo(Fallback.OFF);
    assertThat(Severity.of(List.of(result("p99Latency", "a", 10_001, 1000))))
        .isEqualTo(Fallback.LAST_GOOD);
  }

  private static <T> List<T> together(int threads, Callable<T> call) throws Exception {
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try {
      CountDownLatch ready = new CountDownLatch(threads);
      List<Future<T>> futures = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        futures.add(
            pool.submit(
                () -> {
                  ready.countDown();
                  ready.await();
                  return call.call();
                }));
      }
      List<T> answers = new ArrayList<>();
      for (Future<T> future : futures) {
        answers.add(future.get());
      }
      return answers;
    } finally {
      pool.shutdownNow();
    }
  }

  @Test
  void ofThreadsThatAskTogether_oneProbes() throws Exception {
    for (int round = 0; round < 200; round++) {
      SlaTripwires shared = new SlaTripwires(LIMITS);
      for (int i = 0; i < 5; i++) {
        shared.failed(0, FINE);
      }
      List<Boolean> allowed = together(4, () -> shared.allowsCall(WAIT));
      assertThat(allowed).containsOnlyOnce(true);
      assertThat(shared.history()).hasSize(2);
    }
  }

  @Test
  void failuresOfManyThreadsOpenOnce() throws Exception {
    for (int round = 0; round < 50; round++) {
      SlaTripwires shared = new SlaTripwires(LIMITS);
      together(
          4,
          () -> {
            for (int i = 0; i < 100; i++) {
              shared.failed(i, FINE);
            }
            return 0;
          });
      assertThat(shared.state()).isEqualTo(CallBreaker.OPEN);
      assertThat(shared.history()).hasSize(1);
    }
  }
}
