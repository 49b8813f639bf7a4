package dev.belay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;

class TerminalTest {

  @Test
  void theLaunchersWord_counts() {
    assertThat(Terminal.detect(properties("true", "false"), Map.of()))
        .isEqualTo(new Terminal(true, false, true));
    assertThat(Terminal.detect(properties("false", "true"), Map.of()))
        .isEqualTo(new Terminal(false, true, false));
  }

  @Test
  void noColor_turnsColorOff_unlessItIsEmpty() {
    Properties terminal = properties("true", "true");
    assertThat(Terminal.detect(terminal, Map.of("NO_COLOR", "1")).color()).isFalse();
    assertThat(Terminal.detect(terminal, Map.of("NO_COLOR", "")).color()).isTrue();
    assertThat(Terminal.detect(terminal, Map.of("TERM", "dumb")).color()).isFalse();
  }

  @Test
  void withoutTheLauncher_standardErrorIsNoTerminal() {
    assertThat(Terminal.detect(new Properties(), Map.of()).errorIsTerminal()).isFalse();
  }

  private static Properties properties(String out, String err) {
    Properties properties = new Properties();
    properties.setProperty(Terminal.OUTPUT_PROPERTY, out);
    properties.setProperty(Terminal.ERROR_PROPERTY, err);
    return properties;
  }
}
