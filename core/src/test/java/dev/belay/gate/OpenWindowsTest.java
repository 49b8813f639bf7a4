package dev.belay.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.belay.stats.Seed;
import dev.belay.telemetry.Summary;
import dev.belay.telemetry.SummaryLayout;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class OpenWindowsTest {
  private static final com.sun.management.ThreadMXBean THREADS =
      (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();

  @Test
  void itSumsUpTheLastWindows() {
    SplittableRandom seeds = Seed.random(331);
    OpenWindows windows = new OpenWindows(Scene.LAYOUT);
    List<Summary> all = new ArrayList<>();
    for (int round = 0; round < 30; round++) {
      if (round == 17) {
        windows.clear();
        all.clear();
      }
      Summary window = new Scene().random(seeds.split(), seeds.nextInt(60)).summary();
      windows.add(window);
      all.add(window);
      assertThat(windows.count()).isEqualTo(Math.min(5, all.size()));
      for (int last = 1; last <= OpenWindows.MOST; last++) {
        Summary expected = new Summary(Scene.LAYOUT);
        all.subList(Math.max(0, all.size() - last), all.size()).forEach(expected::merge);
        assertThat(windows.over(last))
            .as("belay.seed %d, round %d, last %d", Seed.value(331), round, last)
            .isEqualTo(expected);
      }
    }
  }

  @Test
  void itKeepsNoWindow() {
    OpenWindows windows = new OpenWindows(Scene.LAYOUT);
    Summary window = new Scene().everything(3).summary();
    windows.add(window);
    window.clear();
    assertThat(windows.over(1).observations()).isEqualTo(6);
    windows.add(window);
    assertThat(windows.over(1).observations()).isZero();
    assertThat(windows.over(2).observations()).isEqualTo(6);
    windows.clear();
    assertThat(windows.count()).isZero();
    assertThat(windows.over(5).observations()).isZero();
  }

  @Test
  void itsMemoryIsUsedAgain() {
    OpenWindows windows = new OpenWindows(Scene.LAYOUT);
    Summary window = new Scene().random(Seed.random(332), 2000).summary();
    for (int i = 0; i < 60; i++) {
      windows.add(window);
    }
    long before = THREADS.getCurrentThreadAllocatedBytes();
    for (int i = 0; i < 200; i++) {
      windows.add(window);
    }
    assertThat((THREADS.getCurrentThreadAllocatedBytes() - before) / 200).isLessThan(64);
  }

  @Test
  void whatItCannotSumUp_isRefused() {
    OpenWindows windows = new OpenWindows(Scene.LAYOUT);
    assertThatThrownBy(() -> windows.add(new Summary(SummaryLayout.ofLimit(5))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("begin anew when the layout changes");
    assertThat(windows.count()).isZero();
    assertThatThrownBy(() -> windows.over(0)).hasMessageContaining("they must be 1 to 5");
    assertThatThrownBy(() -> windows.over(6)).hasMessageContaining("6 windows are asked for");
  }
}
