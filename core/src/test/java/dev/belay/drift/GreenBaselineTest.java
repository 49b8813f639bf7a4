package dev.belay.drift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.belay.flag.Variant;
import dev.belay.stats.Seed;
import dev.belay.telemetry.Population;
import dev.belay.telemetry.SliceSummary;
import dev.belay.telemetry.Summary;
import dev.belay.telemetry.SummaryLayout;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class GreenBaselineTest {
  private static final long DAY = Duration.ofDays(1).toNanos();
  private static final long HOUR = Duration.ofHours(1).toNanos();

  private final SplittableRandom random = Seed.random(81);
  private final GreenBaseline baseline = new GreenBaseline(DriftTraffic.LAYOUT, 7);

  private Summary window(int control, int treatment) {
    Summary summary = DriftTraffic.control(random).summary(control);
    return DriftTraffic.treatment(random).to(summary, treatment);
  }

  private long at(long now) {
    return baseline.at(now).map(Summary::observations).orElse(-1L);
  }

  @Test
  void isEmptyAtFirst() {
    assertThat(baseline.at(0)).isEmpty();
    assertThat(baseline.totalAt(0)).isEmpty();
  }

  @Test
  void holdsTheControlUntilTheTreatmentIsProduction() {
    baseline.add(HOUR, window(5, 50), false);
    assertThat(at(2 * HOUR)).isEqualTo(5);
    baseline.add(2 * HOUR, window(0, 30), true);
    SliceSummary total = baseline.totalAt(2 * HOUR).orElseThrow();
    assertThat(total.arm(Population.SERVED, Variant.CONTROL).orElseThrow().observations())
        .isEqualTo(35);
    assertThat(total.arm(Population.SERVED, Variant.TREATMENT)).isEmpty();
    assertThat(baseline.daysKept()).isEqualTo(1);
  }

  @Test
  void reachesBackTodayAndTheDaysBefore() {
    for (int day = 0; day < 30; day++) {
      baseline.add(day * DAY + HOUR, window(1 << (day % 10), 1), false);
      assertThat(baseline.daysKept()).isEqualTo(Math.min(8, day + 1));
    }
    long all = 0;
    for (int day = 22; day < 30; day++) {
      all += 1 << (day % 10);
    }
    assertThat(at(29 * DAY + 2 * HOUR)).isEqualTo(all);
    assertThat(at(30 * DAY)).isEqualTo(all - (1 << 2));
  }

  @Test
  void isStaleWhenTheNewestIsTooOld() {
    baseline.add(12 * HOUR, window(9, 0), false);
    assertThat(at(7 * DAY + 12 * HOUR)).isEqualTo(9);
    assertThat(at(7 * DAY + 12 * HOUR + 1)).isEqualTo(-1);
    assertThat(at(8 * DAY)).isEqualTo(-1);
    assertThat(baseline.daysKept()).isZero();
  }

  @Test
  void aWindowWithoutProduction_keepsNothingFresh() {
    baseline.add(0, window(9, 0), false);
    baseline.add(6 * DAY, window(0, 9), false);
    assertThat(baseline.daysKept()).isEqualTo(1);
    assertThat(at(7 * DAY + 1)).isEqualTo(-1);
  }

  @Test
  void aClockThatWasAheadDoesNotLastingHarm() {
    baseline.add(HOUR, window(3, 0), false);
    baseline.add(5 * DAY, window(100, 0), false);
    assertThat(at(2 * HOUR)).isEqualTo(3);
    baseline.add(3 * HOUR, window(4, 0), false);
    assertThat(at(3 * HOUR)).isEqualTo(7);
  }

  @Test
  void isTheMergeOfItsWindowsWhateverWasAskedInBetween() {
    List<Summary> windows = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      long now = i * 8L * HOUR;
      Summary window = window(random.nextInt(4), random.nextInt(4));
      boolean treatment = i > 40;
      baseline.add(now, window, treatment);
      Summary kept = new Summary(DriftTraffic.LAYOUT);
      kept.mergeAsControl(window, treatment ? Variant.TREATMENT : Variant.CONTROL);
      windows.add(kept);
      if (random.nextInt(3) == 0) {
        Summary expected = new Summary(DriftTraffic.LAYOUT);
        // 3 windows a day: those of today and seven days before.
        for (int j = Math.max(0, (i / 3 - 7) * 3); j <= i; j++) {
          expected.merge(windows.get(j));
        }
        assertThat(baseline.at(now).orElseThrow())
            .as("belay.seed %d, window %d", Seed.value(81), i)
            .isEqualTo(expected);
        assertThat(baseline.totalAt(now).orElseThrow()).isEqualTo(expected.total());
      }
    }
  }

  @Test
  void wrongArgumentsAreRefused() {
    assertThatThrownBy(() -> new GreenBaseline(DriftTraffic.LAYOUT, 0))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> baseline.add(0, new Summary(SummaryLayout.ofLimit(5)), false))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("different layouts");
  }
}
