package dev.belay.drift;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.stats.Seed;
import dev.belay.telemetry.Summary;
import java.time.Instant;
import java.time.LocalDate;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class WeekSummariesTest {
  private final SplittableRandom random = Seed.random(91);
  private final WeekSummaries weeks = new WeekSummaries(DriftTraffic.LAYOUT);

  private static long nanos(String instant) {
    return Instant.parse(instant).getEpochSecond() * 1_000_000_000L;
  }

  private void add(String instant, int n) {
    weeks.add(nanos(instant), DriftTraffic.treatment(random).summary(n));
  }

  private long before() {
    return weeks.before().map(Summary::observations).orElse(-1L);
  }

  @Test
  void aWeekStartsOnMondayInUtc() {
    assertThat(weeks.start()).isEmpty();
    assertThat(weeks.isOver(0)).isFalse();
    add("2025-06-08T23:59:59Z", 5);
    assertThat(weeks.start()).contains(LocalDate.of(2025, 6, 2));
    assertThat(weeks.isOver(nanos("2025-06-08T23:59:59Z"))).isFalse();
    assertThat(weeks.isOver(nanos("2025-06-09T00:00:00Z"))).isTrue();
    add("2025-06-09T00:00:00Z", 7);
    assertThat(weeks.start()).contains(LocalDate.of(2025, 6, 9));
    assertThat(weeks.running().observations()).isEqualTo(7);
    assertThat(before()).isEqualTo(5);
    add("2025-06-12T00:00:00Z", 2);
    assertThat(weeks.running().observations()).isEqualTo(9);
  }

  @Test
  void afterAWeekWithoutWindows_thereIsNoneBefore() {
    add("2025-06-02T00:00:00Z", 5);
    add("2025-06-17T00:00:00Z", 6);
    assertThat(before()).isEqualTo(-1);
    assertThat(weeks.running().observations()).isEqualTo(6);
  }

  @Test
  void aClockSetBackCountsInTheRunningWeek() {
    add("2025-06-02T00:10:00Z", 5);
    add("2025-06-01T23:50:00Z", 6);
    assertThat(weeks.running().observations()).isEqualTo(11);
    assertThat(weeks.start()).contains(LocalDate.of(2025, 6, 2));
  }

  @Test
  void aClockThatWasFarAheadStartsOver() {
    add("2026-06-02T00:10:00Z", 5);
    add("2025-06-02T00:10:00Z", 6);
    assertThat(weeks.running().observations()).isEqualTo(6);
    assertThat(before()).isEqualTo(-1);
    assertThat(weeks.start()).contains(LocalDate.of(2025, 6, 2));
  }

  @Test
  void timesBeforeTheEpochHaveWeeksToo() {
    add("1969-12-29T00:00:00Z", 1);
    assertThat(weeks.start()).contains(LocalDate.of(1969, 12, 29));
    assertThat(weeks.isOver(nanos("1970-01-04T23:59:59Z"))).isFalse();
    assertThat(weeks.isOver(nanos("1970-01-05T00:00:00Z"))).isTrue();
  }
}
