package dev.belay.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.belay.flag.Variant;
import dev.belay.stats.Seed;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class MergeAsControlTest {
  private static Summary asControl(Variant production, SummaryLayout layout, Summary... from) {
    Summary sum = new Summary(layout);
    for (Summary summary : from) {
      sum.mergeAsControl(summary, production);
    }
    return sum;
  }

  @Test
  void doesNotDependOnTheOrderNorOnHowWindowsWereCut() {
    SplittableRandom seeds = Seed.random(61);
    for (int round = 0; round < 2_000; round++) {
      SplittableRandom random = new SplittableRandom(seeds.nextLong());
      SummaryLayout layout = Traffic.LAYOUT.withMaxSlices(1 + random.nextInt(4));
      Traffic traffic = new Traffic(random, 6);
      Summary a = traffic.summary(layout, random.nextInt(8));
      Summary b = traffic.summary(layout, random.nextInt(8));
      Summary c = traffic.summary(layout, random.nextInt(8));
      Variant production = random.nextBoolean() ? Variant.CONTROL : Variant.TREATMENT;
      Summary forth = asControl(production, layout, a, b, c);
      String which = "belay.seed " + Seed.value(61) + ", case " + round;
      assertThat(asControl(production, layout, c, a, b)).as(which).isEqualTo(forth);
      // What is control already may be merged as it is.
      Summary days = asControl(production, layout, a, b);
      days.merge(asControl(production, layout, c));
      assertThat(days).as(which).isEqualTo(forth);
    }
  }

  @Test
  void holdsExactlyWhatTheArmServed() {
    SplittableRandom seeds = Seed.random(62);
    for (Variant production : Variant.values()) {
      Summary from = new Traffic(seeds.split(), 5).summary(Traffic.LAYOUT, 800);
      Summary green = asControl(production, Traffic.LAYOUT, from);
      for (SliceSummary slice : from.slices()) {
        SliceSummary control = green.slice(slice.name()).orElseThrow();
        assertThat(control.arm(Population.SERVED, Variant.CONTROL))
            .isEqualTo(slice.arm(Population.SERVED, production));
        assertThat(
                ShardTable.same(
                    control.shardsOrNull(Variant.CONTROL), slice.shardsOrNull(production)))
            .isTrue();
        assertThat(control.arm(Population.SERVED, Variant.TREATMENT)).isEmpty();
        assertThat(control.arm(Population.PAIRED, Variant.CONTROL)).isEmpty();
        assertThat(control.shards(Variant.TREATMENT)).isEmpty();
        for (PairCounter counter : PairCounter.values()) {
          assertThat(control.get(counter)).isZero();
        }
      }
      for (Tally tally : Tally.values()) {
        assertThat(green.get(tally)).isZero();
      }
    }
  }

  @Test
  void aSliceInWhichTheArmServedNothing_takesNoName() {
    Summary from = new Summary(Traffic.LAYOUT.withMaxSlices(1));
    from.add(Traffic.bucketed(Variant.TREATMENT, 1), Observation.of("a", 5, 0.5, true).build());
    Summary green = new Summary(from.layout());
    assertThat(green.mergeAsControl(from, Variant.CONTROL)).isFalse();
    assertThat(green).isEqualTo(new Summary(from.layout()));
    assertThat(green.mergeAsControl(from, Variant.TREATMENT)).isTrue();
    assertThat(green.observations()).isEqualTo(1);
  }

  @Test
  void slicesOverTheLimitAreFoldedByTheArmsOwnCount() {
    SummaryLayout layout = Traffic.LAYOUT.withMaxSlices(1);
    Summary a = new Summary(layout);
    Summary b = new Summary(layout);
    for (Variant variant : Variant.values()) {
      a.add(Traffic.bucketed(variant, 1), Observation.of("a", 5, 0.5, true).build());
      b.add(Traffic.bucketed(variant, 1), Observation.of("b", 5, 0.5, true).build());
    }
    Summary green = asControl(Variant.CONTROL, layout, b, a);
    assertThat(green.slices()).extracting(SliceSummary::name).containsExactly("a", "other");
    assertThat(green.get(Tally.OTHER_BY_SLICES)).isEqualTo(1);
  }

  @Test
  void anotherLayout_isRefused() {
    Summary green = new Summary(SummaryLayout.ofLimit(1_000));
    assertThatThrownBy(() -> green.mergeAsControl(new Summary(Traffic.LAYOUT), Variant.CONTROL))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("different layouts");
  }
}
