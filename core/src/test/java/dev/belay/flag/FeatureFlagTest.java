package dev.belay.flag;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class FeatureFlagTest {
  private static final String TREATED = keyBetween(0, 5);
  private static final String LAST = keyBetween(99, 100);

  /** The order of DESIGN.md over every combination of what can meet: 4 × 5 × 3 × 3 × 3 cases. */
  @Test
  void theOrderHoldsForEveryCombinationOfSwitchKeyOverrideSegmentAndBucket() {
    int cases = 0;
    for (boolean enabled : new boolean[] {true, false}) {
      for (boolean breakerOpen : new boolean[] {true, false}) {
        for (String key : Arrays.asList(null, "", "\ud800", TREATED, LAST)) {
          for (Variant override : Arrays.asList(null, Variant.CONTROL, Variant.TREATMENT)) {
            for (Variant segment : Arrays.asList(null, Variant.CONTROL, Variant.TREATMENT)) {
              for (String percent : List.of("0", "50", "100")) {
                checkOrder(enabled, breakerOpen, key, override, segment, percent);
                cases++;
              }
            }
          }
        }
      }
    }
    assertThat(cases).isEqualTo(2 * 2 * 5 * 3 * 3 * 3);
  }

  private static void checkOrder(
      boolean enabled,
      boolean breakerOpen,
      String key,
      Variant override,
      Variant segment,
      String percent) {
    boolean usable = TREATED.equals(key) || LAST.equals(key);
    BucketStrategy strategy = BucketStrategy.sha256("prod_2025");
    if (override != null && usable) {
      strategy = strategy.withOverrides(Map.of(key, override));
    }
    FlagSnapshot snapshot =
        FlagSnapshot.builder("calib-v22", strategy)
            .enabled(enabled)
            .breakerOpen(breakerOpen)
            .stage("Canary", Percentage.of(percent))
            .segments(
                segment == null
                    ? List.of()
                    : List.of(new SegmentRule("eu", Map.of("region", Set.of("de", "fr")), segment)))
            .build();
    FeatureFlag flag = flag(snapshot);

    Variant variant;
    Reason reason;
    if (!enabled || breakerOpen) {
      variant = Variant.CONTROL;
      reason = Reason.DISABLED;
    } else if (!usable) {
      variant = Variant.CONTROL;
      reason = Reason.ERROR;
    } else if (override != null) {
      variant = override;
      reason = Reason.TARGETING_MATCH;
    } else if (segment != null) {
      variant = segment;
      reason = Reason.TARGETING_MATCH;
    } else {
      boolean below = percent.equals("100") || (percent.equals("50") && TREATED.equals(key));
      variant = below ? Variant.TREATMENT : Variant.CONTROL;
      reason = Reason.SPLIT;
    }
    Decision decision = flag.decide(new Target(key, null, Map.of("region", "fr")));
    assertThat(decision.variant()).isEqualTo(variant);
    assertThat(decision.reason()).isEqualTo(reason);
    assertThat(decision.errorCode() != null).isEqualTo(reason == Reason.ERROR);
    assertThat(decision.evidence()).isEqualTo(usable && override == null);

    // Without attributes no segment matches, and isEnabled says what decide says, cached or not.
    for (int i = 0; i < 2; i++) {
      assertThat(flag.isEnabled(key)).isEqualTo(flag.decide(key).treatment());
      assertThat(flag.isEnabled(key, "session" + i)).isEqualTo(flag.decide(key).treatment());
    }
  }

  @Test
  void aDecisionSaysWhenUnderWhatAndWhatToFallBackTo() {
    FlagSnapshot snapshot =
        at("5").toBuilder().fallback(Fallback.UNCALIBRATED).fingerprint("calib_v22_r7_x").build();
    var flag = new FeatureFlag(snapshot, () -> Instant.ofEpochSecond(1_700_000_000L, 123_456_789));

    Decision decision = flag.decide(TREATED);

    assertThat(decision.timeNanos()).isEqualTo(1_700_000_000_123_456_789L);
    assertThat(decision.stage()).isEqualTo("Canary");
    assertThat(decision.fingerprint()).isEqualTo("calib_v22_r7_x");
    assertThat(decision.fallback()).isEqualTo(Fallback.UNCALIBRATED);
    assertThat(decision.shard()).isBetween(0, 4);
    assertThat(decision.treatment()).isTrue();
    assertThat(decision.sharded()).isTrue();
  }

  @Test
  void aMissingKeyIsNeverTheFirstBucket() {
    Decision decision = flag(at("99.9999")).decide((String) null);
    assertThat(decision.variant()).isEqualTo(Variant.CONTROL);
    assertThat(decision.errorCode()).isEqualTo(ErrorCode.TARGETING_KEY_MISSING);
    assertThat(decision.assignment()).isEqualTo(Assignment.NONE);
  }

  @Test
  void shardsAreHundredthsOfTheRange() {
    assertThat(Decision.shardOf(0)).isZero();
    assertThat(Decision.shardOf(-1)).isEqualTo(99);
    for (int percent = 1; percent < 100; percent++) {
      long last = Percentage.of(percent).threshold().last();
      assertThat(Decision.shardOf(last)).isEqualTo(percent - 1);
      assertThat(Decision.shardOf(last + 1)).isEqualTo(percent);
    }
  }

  @Test
  void onlyANewerSnapshotOfTheSameRolloutIsApplied() {
    for (int epoch = 0; epoch < 3; epoch++) {
      for (int version = 0; version < 3; version++) {
        for (int nextEpoch = 0; nextEpoch < 3; nextEpoch++) {
          for (int nextVersion = 0; nextVersion < 3; nextVersion++) {
            FeatureFlag flag = flag(snapshot(epoch, version, "0"));
            boolean newer = nextEpoch > epoch || (nextEpoch == epoch && nextVersion > version);

            boolean applied = flag.apply(snapshot(nextEpoch, nextVersion, "100"));

            assertThat(applied).isEqualTo(newer);
            assertThat(flag.isEnabled(TREATED)).isEqualTo(newer);
          }
        }
      }
    }
    FlagSnapshot other =
        FlagSnapshot.builder("other", BucketStrategy.sha256("")).version(9).build();
    assertThatThrownBy(() -> flag(at("5")).apply(other)).hasMessageContaining("other");
  }

  @Test
  void aStaleSnapshotCannotUndoARevert() {
    FeatureFlag flag = flag(snapshot(0, 5, "50"));
    FlagSnapshot reverted = snapshot(1, 6, "0").toBuilder().breakerOpen(true).build();
    assertThat(flag.apply(reverted)).isTrue();
    assertThat(flag.apply(snapshot(0, 1_000, "100"))).isFalse();
    assertThat(flag.decide(TREATED).variant()).isEqualTo(Variant.CONTROL);
  }

  @Test
  void otherSaltsGiveIndependentArms() {
    int both = 0;
    int keys = 20_000;
    FeatureFlag one = flag(at("50"));
    FeatureFlag other = flag(at("50", BucketStrategy.sha256("prod_2026")));
    for (int i = 0; i < keys; i++) {
      both += one.isEnabled("repository/" + i) && other.isEnabled("repository/" + i) ? 1 : 0;
    }
    // A quarter, within five standard deviations of a binomial.
    assertThat((double) both / keys).isBetween(0.25 - 0.0154, 0.25 + 0.0154);
  }

  @Test
  void manualKeysJoinWhenTheRolloutReachesThem() {
    var strategy =
        new BucketStrategy(
            BucketStrategy.MANUAL,
            "",
            false,
            java.time.Duration.ofMinutes(30),
            Map.of(),
            Map.of("first", Percentage.ZERO, "quarter", Percentage.of(25)));
    assertThat(treatedAt("0", strategy)).isEmpty();
    assertThat(treatedAt("0.0001", strategy)).containsExactly("first");
    assertThat(treatedAt("24.9999", strategy)).containsExactly("first");
    assertThat(treatedAt("25", strategy)).containsExactly("first", "quarter");
    assertThat(treatedAt("99.9999", strategy)).containsExactly("first", "quarter");
    assertThat(treatedAt("100", strategy)).containsExactly("first", "quarter", "unnamed");
  }

  private static List<String> treatedAt(String percent, BucketStrategy strategy) {
    FeatureFlag flag = flag(at(percent, strategy));
    return List.of("first", "quarter", "unnamed").stream().filter(flag::isEnabled).toList();
  }

  @Test
  void randomBucketsDifferFromCallToCallAndStartTheSameFromOneSalt() {
    BucketStrategy strategy =
        new BucketStrategy(
            BucketStrategy.RANDOM,
            "seed-1",
            false,
            BucketStrategy.sha256("").sessionIdle(),
            Map.of(),
            Map.of());
    FeatureFlag flag = flag(at("50", strategy));
    int treated = 0;
    for (int i = 0; i < 10_000; i++) {
      treated += flag.isEnabled("one key") ? 1 : 0;
    }
    assertThat(treated).isBetween(4_750, 5_250);
    assertThat(Bucketer.of(strategy).bucket("k")).isEqualTo(Bucketer.of(strategy).bucket("k"));
  }

  @Test
  void aStrategyOfAServiceIsFoundByItsName() {
    BucketStrategy strategy =
        new BucketStrategy(
            ByLengthBucketer.NAME,
            "",
            false,
            BucketStrategy.sha256("").sessionIdle(),
            Map.of(),
            Map.of());
    assertThat(Bucketer.isKnown(ByLengthBucketer.NAME)).isTrue();
    FeatureFlag flag = flag(at("50", strategy));
    assertThat(flag.isEnabled("short")).isTrue();
    assertThat(flag.isEnabled("a rather long name")).isFalse();

    assertThat(Bucketer.isKnown("nobody")).isFalse();
    BucketStrategy unknown =
        new BucketStrategy(
            "nobody", "", false, BucketStrategy.sha256("").sessionIdle(), Map.of(), Map.of());
    assertThatThrownBy(() -> flag(at("50", unknown)))
        .hasMessageContaining("\"nobody\"")
        .hasMessageContaining("sha256");
  }

  static FeatureFlag flag(FlagSnapshot snapshot) {
    return new FeatureFlag(snapshot, () -> Instant.EPOCH);
  }

  static FlagSnapshot at(String percent) {
    return at(percent, BucketStrategy.sha256("prod_2025"));
  }

  private static FlagSnapshot at(String percent, BucketStrategy strategy) {
    return FlagSnapshot.builder("calib-v22", strategy)
        .enabled(true)
        .stage("Canary", Percentage.of(percent))
        .build();
  }

  private static FlagSnapshot snapshot(long epoch, long version, String percent) {
    return at(percent).toBuilder().epoch(new RevertEpoch(epoch)).version(version).build();
  }

  /** A key whose bucket lies in [from %, to %) under the salt prod_2025. */
  static String keyBetween(int from, int to) {
    Bucketer bucketer = Bucketer.of(BucketStrategy.sha256("prod_2025"));
    for (int i = 0; ; i++) {
      int shard = Decision.shardOf(bucketer.bucket("repository/" + i));
      if (shard >= from && shard < to) {
        return "repository/" + i;
      }
    }
  }

  /** Keys of at most ten characters stand in the first half of the range. */
  public static final class ByLengthBucketer implements Bucketer, Bucketer.Provider {
    static final String NAME = "by-length";

    @Override
    public String strategy() {
      return NAME;
    }

    @Override
    public Bucketer create(BucketStrategy configuration) {
      return this;
    }

    @Override
    public long bucket(String targetingKey) {
      return targetingKey.length() <= 10 ? 0 : -1;
    }
  }
}
