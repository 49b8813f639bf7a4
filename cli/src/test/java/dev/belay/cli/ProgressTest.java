package dev.belay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ProgressTest {
  private static final long SECOND_NANOS = 1_000_000_000L;

  private final StringWriter err = new StringWriter();
  private final AtomicLong clock = new AtomicLong(Long.MAX_VALUE - SECOND_NANOS);

  @Test
  void nothingIsDrawn_inTheFirstTwoSeconds() {
    try (Progress progress = progress(true, 100)) {
      clock.addAndGet(2 * SECOND_NANOS - 1);
      progress.advance(50);
    }
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void aBarIsDrawn_afterTwoSeconds_andRemovedAtTheEnd() {
    try (Progress progress = progress(true, 100)) {
      clock.addAndGet(2 * SECOND_NANOS);
      progress.advance(50);
      progress.advance(1);
    }
    assertThat(err.toString())
        .isEqualTo("\r\u001b[Kreading [###############               ] 50 %\r\u001b[K");
  }

  @Test
  void withoutATotal_theBytesAreCounted() {
    try (Progress progress = progress(true, -1)) {
      clock.addAndGet(2 * SECOND_NANOS);
      progress.advance(7L << 20);
    }
    assertThat(err.toString()).contains("reading 7 MiB");
  }

  @Test
  void nothingIsDrawn_whereNobodyLooks() {
    try (Progress progress = progress(false, 100)) {
      clock.addAndGet(9 * SECOND_NANOS);
      progress.advance(50);
    }
    assertThat(err.toString()).isEmpty();
  }

  private Progress progress(boolean terminal, long total) {
    Io io =
        new Io(
            InputStream.nullInputStream(),
            new Output(new ByteArrayOutputStream()),
            new PrintWriter(err),
            new Terminal(terminal, terminal, terminal),
            Path.of(""));
    return new Progress(io, "reading", total, clock::get);
  }
}
