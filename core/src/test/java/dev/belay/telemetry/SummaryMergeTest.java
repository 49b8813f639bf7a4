package dev.belay.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.belay.flag.Variant;
import dev.belay.stats.Seed;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class SummaryMergeTest {
  private static final int CASES = 10_000;

  private static Summary merged(Summary first, Summary second) {
    Summary sum = new Summary(first.layout());
    sum.merge(first);
    sum.merge(second);
    return sum;
  }

  @Test
  void mergingIsExactAssociativeAndCommutative() {
    SplittableRandom seeds = Seed.random(51);
    for (int round = 0; round < CASES; round++) {
      long seed = seeds.nextLong();
      SplittableRandom random = new SplittableRandom(seed);
      // So few slices are kept that merging folds some away in most rounds.
      SummaryLayout layout = Traffic.LAYOUT.withMaxSlices(1 + random.nextInt(4));
      Traffic traffic = new Traffic(random, 6);
      Summary a = traffic.summary(layout, random.nextInt(8));
      Summary b = traffic.summary(layout, random.nextInt(8));
      Summary c = traffic.summary(layout, random.nextInt(8));
      String which = "belay.seed " + Seed.value(51) + ", case " + round;
      assertThat(merged(a, b)).as(which).isEqualTo(merged(b, a));
      assertThat(merged(merged(a, b), c)).as(which).isEqualTo(merged(a, merged(b, c)));
      assertThat(merged(a, b).observations())
          .as(which)
          .isEqualTo(a.observations() + b.observations());
      assertThat(merged(new Summary(layout), a)).as(which).isEqualTo(a);
    }
  }

  @Test
  void partsMergeToWhatOneSummaryOfAllHolds() {
    SplittableRandom seeds = Seed.random(52);
    for (int round = 0; round < 50; round++) {
      long seed = seeds.nextLong();
      Summary whole = new Traffic(new SplittableRandom(seed), 10).summary(Traffic.LAYOUT, 300);
      SplittableRandom random = new SplittableRandom(seed);
      Traffic traffic = new Traffic(random, 10);
      SplittableRandom cut = seeds.split();
      Summary[] parts = new Summary[4];
      Arrays.setAll(parts, i -> new Summary(Traffic.LAYOUT));
      for (int i = 0; i < 300; i++) {
        traffic.next(parts[cut.nextInt(parts.length)]);
      }
      Summary sum = new Summary(Traffic.LAYOUT);
      for (Summary part : parts) {
        sum.merge(part);
      }
      assertThat(sum)
          .as("belay.seed %d, round %d", Seed.value(52), round)
          .isEqualTo(whole)
          .hasSameHashCodeAs(whole);
    }
  }

  @Test
  void aClearedSummaryIsANewOneAndItsMemoryServesOtherSlices() {
    Traffic traffic = new Traffic(Seed.random(53), 4);
    Summary used = traffic.summary(Traffic.LAYOUT.withMaxSlices(4), 500);
    used.clear();
    assertThat(used).isEqualTo(new Summary(Traffic.LAYOUT.withMaxSlices(4)));
    Observation observation = Observation.of("another", 5, 0.5, true).build();
    used.add(Traffic.bucketed(Variant.CONTROL, 1), observation);
    assertThat(used.slice("another")).isPresent();
    assertThat(used.get(Tally.OTHER_BY_SLICES)).isZero();
  }

  @Test
  void slicesOverTheLimitAreOtherAndCounted() {
    Summary summary = new Summary(Traffic.LAYOUT.withMaxSlices(2));
    for (String slice : new String[] {"a", "b", "c", "a", "d"}) {
      summary.add(
          Traffic.bucketed(Variant.TREATMENT, 1), Observation.of(slice, 5, 0.5, true).build());
    }
    assertThat(summary.get(Tally.OTHER_BY_SLICES)).isEqualTo(2);
    assertThat(summary.slices()).extracting(SliceSummary::name).containsExactly("a", "b", "other");
    assertThat(summary.slice("other").orElseThrow().observations()).isEqualTo(2);
  }

  @Test
  void summariesOfDifferentLayoutsAreNotMerged() {
    Summary summary = new Summary(SummaryLayout.ofLimit(1_000));
    for (SummaryLayout other :
        new SummaryLayout[] {
          SummaryLayout.ofLimit(1_001),
          SummaryLayout.ofLimit(1_000).withQuerySlaNanos(1),
          SummaryLayout.ofLimit(1_000).withBaselineMedian(0.5),
          SummaryLayout.ofLimit(1_000).withMaxSlices(3)
        }) {
      assertThatThrownBy(() -> summary.merge(new Summary(other)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("different layouts");
    }
  }

  @Test
  void totalIsTheMergeOfAllSlices() {
    Traffic traffic = new Traffic(Seed.random(54), 5);
    Summary summary = traffic.summary(Traffic.LAYOUT, 1_000);
    SliceSummary total = summary.total();
    assertThat(total.observations()).isEqualTo(summary.observations());
    long failures = 0;
    for (SliceSummary slice : summary.slices()) {
      failures +=
          slice
              .arm(Population.SERVED, Variant.CONTROL)
              .map(arm -> arm.get(ArmCounter.FAILURES))
              .orElse(0L);
    }
    assertThat(total.arm(Population.SERVED, Variant.CONTROL).orElseThrow().get(ArmCounter.FAILURES))
        .isEqualTo(failures);
  }
}
