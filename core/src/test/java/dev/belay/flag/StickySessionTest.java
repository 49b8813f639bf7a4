package dev.belay.flag;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StickySessionTest {
  private static final String EARLY = FeatureFlagTest.keyBetween(0, 5);
  private static final String LATE = FeatureFlagTest.keyBetween(5, 25);
  private static final Duration IDLE = Duration.ofMinutes(30);

  private Instant now = Instant.parse("2026-01-01T00:00:00Z");
  private long version;
  private final FeatureFlag flag = new FeatureFlag(snapshot("5"), () -> now);

  @Test
  void aPromotionDoesNotFlipALiveSessionUntilItHasBeenIdle() {
    assertThat(flag.decide(LATE, "s1").treatment()).isFalse();
    promoteTo("25");

    for (int i = 0; i < 10; i++) {
      now = now.plus(IDLE).minusNanos(1);
      Decision held = flag.decide(LATE, "s1");
      assertThat(held.variant()).isEqualTo(Variant.CONTROL);
      assertThat(held.reason()).isEqualTo(Reason.CACHED);
      assertThat(held.evidence()).isTrue();
    }
    assertThat(flag.decide(LATE, "s2").treatment()).as("a new session").isTrue();
    assertThat(flag.decide(LATE).treatment()).as("no session").isTrue();
    assertThat(flag.isEnabled(LATE, "s1")).isFalse();

    now = now.plus(IDLE);
    assertThat(flag.decide(LATE, "s1").treatment()).as("after the idle time").isTrue();
    now = now.plus(IDLE.multipliedBy(3));
    assertThat(flag.isEnabled(LATE, "s1")).isTrue();
  }

  @Test
  void aRollbackARevertAndADisableFlipALiveSessionAtOnce() {
    promoteTo("25");
    List<FlagSnapshot> stepsDown =
        List.of(
            snapshot("5"),
            snapshot("25").toBuilder().breakerOpen(true).build(),
            snapshot("25").toBuilder().enabled(false).build());
    for (FlagSnapshot down : stepsDown) {
      String session = "session " + version;
      flag.apply(snapshot("25").toBuilder().version(++version).build());
      assertThat(flag.isEnabled(LATE, session)).isTrue();
      flag.apply(down.toBuilder().version(++version).build());
      assertThat(flag.isEnabled(LATE, session)).isFalse();

      flag.apply(snapshot("25").toBuilder().version(++version).build());
      assertThat(flag.isEnabled(LATE, session)).as("stays on control after recovery").isFalse();
    }
  }

  @Test
  void aSessionIsSessionAndRepository() {
    assertThat(flag.isEnabled(EARLY, "s")).isTrue();
    assertThat(flag.isEnabled(LATE, "s")).as("a control repository stays control").isFalse();
    promoteTo("25");
    assertThat(flag.isEnabled(EARLY, "s")).isTrue();
    assertThat(flag.isEnabled(LATE, "s")).isFalse();
  }

  @Test
  void anOverrideHoldsAtOnceWhateverTheSession() {
    assertThat(flag.isEnabled(LATE, "s")).isFalse();
    FlagSnapshot overridden =
        FlagSnapshot.builder(
                "calib-v22",
                snapshot("5").bucketStrategy().withOverrides(Map.of(LATE, Variant.TREATMENT)))
            .enabled(true)
            .version(++version)
            .build();
    flag.apply(overridden);
    assertThat(flag.isEnabled(LATE, "s")).isTrue();
  }

  @Test
  void withoutStickySessionsAPromotionIsFeltAtOnce() {
    BucketStrategy loose =
        new BucketStrategy(BucketStrategy.SHA256, "prod_2025", false, IDLE, Map.of(), Map.of());
    flag.apply(FlagSnapshot.builder("calib-v22", loose).enabled(true).version(++version).build());
    assertThat(flag.isEnabled(LATE, "s")).isFalse();
    flag.apply(
        FlagSnapshot.builder("calib-v22", loose)
            .enabled(true)
            .stage("Limited", Percentage.of(25))
            .version(++version)
            .build());
    assertThat(flag.isEnabled(LATE, "s")).isTrue();
  }

  @Test
  void aMalformedSessionIdIsServedControlWithAnError() {
    Decision decision = flag.decide(EARLY, "\ud800");
    assertThat(decision.treatment()).isFalse();
    assertThat(decision.errorCode()).isEqualTo(ErrorCode.INVALID_CONTEXT);
    assertThat(flag.isEnabled(EARLY, "\ud800")).isFalse();
    assertThat(flag.isEnabled(EARLY, "")).as("an empty id is no session").isTrue();
  }

  @Test
  void moreSessionsThanThereIsRoomForNeverServeTreatmentThatTheSnapshotForbids() {
    for (int i = 0; i < 12 * FeatureFlag.MAX_SESSIONS; i++) {
      assertThat(flag.isEnabled(LATE, "s" + i)).isFalse();
    }
    promoteTo("25");
    int kept = 0;
    for (int i = 0; i < 12 * FeatureFlag.MAX_SESSIONS; i++) {
      kept += flag.isEnabled(LATE, "s" + i) ? 0 : 1;
    }
    // Four places a session: they are all in use, and none is used twice.
    assertThat(kept).isBetween(3 * FeatureFlag.MAX_SESSIONS, 4 * FeatureFlag.MAX_SESSIONS);
  }

  @Test
  void asManySessionsAsThereIsRoomForKeepControlOverAPromotion() {
    for (int i = 0; i < FeatureFlag.MAX_SESSIONS; i++) {
      assertThat(flag.isEnabled(LATE, "s" + i)).isFalse();
    }
    promoteTo("25");
    int flipped = 0;
    for (int i = 0; i < FeatureFlag.MAX_SESSIONS; i++) {
      flipped += flag.isEnabled(LATE, "s" + i) ? 1 : 0;
    }
    assertThat(flipped).isLessThan(FeatureFlag.MAX_SESSIONS / 1_000);
  }

  private void promoteTo(String percent) {
    assertThat(flag.apply(snapshot(percent).toBuilder().version(++version).build())).isTrue();
  }

  private static FlagSnapshot snapshot(String percent) {
    return FeatureFlagTest.at(percent);
  }
}
