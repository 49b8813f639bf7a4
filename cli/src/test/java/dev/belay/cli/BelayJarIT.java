package dev.belay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The runnable jar as a user starts it. */
class BelayJarIT {

  @TempDir Path dir;

  @Test
  void runnableJar_saysItsVersionAndNothingElse() throws IOException, InterruptedException {
    Shell.Result result =
        Shell.in(dir).run(Shell.JAVA.toString(), "-jar", Shell.JAR.toString(), "--version");
    assertThat(result.stderr()).isEmpty();
    assertThat(result.stdout()).matches("belay \\d+\\.\\d+\\.\\d+(-SNAPSHOT)?\\R");
    assertThat(result.exit()).isZero();
  }
}
