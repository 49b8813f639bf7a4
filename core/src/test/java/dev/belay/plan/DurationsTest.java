package dev.belay.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DurationsTest {

  @ParameterizedTest
  @CsvSource({
    "500us, PT0.0005S, 500us",
    "1ms, PT0.001S, 1ms",
    "0.5s, PT0.5S, 500ms",
    "30s, PT30S, 30s",
    "15m, PT15M, 15m",
    "2h, PT2H, 2h",
    "7d, PT168H, 7d",
    "24h, PT24H, 1d",
    "1.5h, PT1H30M, 90m",
    "0007.50d, PT180H, 180h",
    "1ns, PT0.000000001S, 1ns",
    "0.001us, PT0.000000001S, 1ns",
    "0h, PT0S, 0s",
    "0.000d, PT0S, 0s",
    "106751991167300d, PT2562047788015200H, 106751991167300d",
  })
  void readsAndWrites(String text, Duration duration, String canonical) {
    assertThat(Durations.parse(text)).contains(duration);
    assertThat(Durations.format(duration)).isEqualTo(canonical);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "5",
        "m",
        "5 m",
        " 5m",
        "5m ",
        "5m\n",
        "-5m",
        "+5m",
        "5M",
        "5w",
        "5min",
        "1e3s",
        "1e3",
        ".5s",
        "5.s",
        "1,5s",
        "1h30m",
        "PT5M",
        "٥m",
        "0.5ns",
        "0.0001us",
        "1.0000000001s",
        "106751991167301d",
        "999999999999999999d",
        "1234567890123456789012345678901s"
      })
  void refuses(String text) {
    assertThat(Durations.parse(text)).isEmpty();
  }

  @Test
  void everyDurationReadsBack() {
    long seed = Long.getLong("belay.seed", new SplittableRandom().nextLong());
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = 0; i < 10_000; i++) {
      Duration duration = Duration.ofNanos(random.nextLong() >>> random.nextInt(1, 64));
      assertThat(Durations.parse(Durations.format(duration)))
          .as("-Dbelay.seed=" + seed)
          .contains(duration);
    }
  }

  @Test
  void format_ofANegativeDuration_throws() {
    assertThatThrownBy(() -> Durations.format(Duration.ofNanos(-1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a duration must not be negative, but it is PT-0.000000001S");
  }
}
