package dev.belay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class BelayTest {

  @Test
  void version_isThatOfTheBuild() {
    StringWriter out = new StringWriter();
    int exit = new CommandLine(new Belay()).setOut(new PrintWriter(out, true)).execute("--version");
    assertThat(exit).isZero();
    assertThat(out.toString()).matches("belay \\d+\\.\\d+\\.\\d+(-SNAPSHOT)?\\R");
  }
}
