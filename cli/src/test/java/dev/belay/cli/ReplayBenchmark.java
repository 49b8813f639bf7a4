package dev.belay.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import dev.belay.stats.SplitMix64;
import java.io.BufferedWriter;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.Writer;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * How fast a replay is beside bare parsing of the same file: both in one JVM, in turns, medians.
 * Bare parsing is FastCSV over the same checked UTF-8, every field taken as a {@link String} of a
 * {@link CsvRecord}. Not part of a build: its name is none of a test. {@code docs/BENCHMARKS.md}
 * says how to run it.
 */
class ReplayBenchmark {
  private static final int ROWS = Integer.getInteger("belay.rows", 1_000_000);
  private static final int ROUNDS = 7;
  private static final int WARM_UP = 3;

  @TempDir Path directory;

  @Test
  void replayBesideBareParsing() throws IOException {
    CliRun.write(directory.resolve("plan.yaml"), ObservationLines.PLAN);
    write(directory.resolve("o.csv"));
    for (String options : new String[] {"", "--shadow"}) {
      double[] bare = new double[ROUNDS];
      double[] replay = new double[ROUNDS];
      for (int round = -WARM_UP; round < ROUNDS; round++) {
        long start = cpuNanos();
        parse();
        long parsed = cpuNanos();
        replay(options);
        long replayed = cpuNanos();
        if (round >= 0) {
          bare[round] = (parsed - start) / 1e9;
          replay[round] = (replayed - parsed) / 1e9;
        }
      }
      Arrays.sort(bare);
      Arrays.sort(replay);
      System.out.println(
          Text.format(
              "%d rows, %d MiB %s: bare parsing %.3f s, replay %.3f s: %.0f %% of its speed",
              ROWS,
              Files.size(directory.resolve("o.csv")) >> 20,
              options,
              bare[ROUNDS / 2],
              replay[ROUNDS / 2],
              100 * bare[ROUNDS / 2] / replay[ROUNDS / 2]));
    }
  }

  /** Time of the thread, not of the wall: other work of the machine does not count. */
  private static long cpuNanos() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }

  private void parse() throws IOException {
    long chars = 0;
    InputFile file = new InputFile("o.csv", io(new ByteArrayOutputStream()));
    try (InputStream bytes = new Utf8InputStream(file.open(), file);
        CsvReader<CsvRecord> csv =
            CsvReader.builder().ofCsvRecord(new InputStreamReader(bytes, UTF_8))) {
      for (CsvRecord row : csv) {
        for (int i = 0; i < row.getFieldCount(); i++) {
          chars += row.getField(i).length();
        }
      }
    }
    assertThat(chars).isPositive();
  }

  private void replay(String option) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    String[] args = {"replay", "-f", "plan.yaml", "--observations", "o.csv", "--json", option};
    int exitCode = Belay.run(io(out), Arrays.copyOf(args, option.isEmpty() ? 6 : 7));
    assertThat(exitCode).as(out.toString(UTF_8)).isZero();
  }

  private Io io(ByteArrayOutputStream out) {
    return new Io(
        new ByteArrayInputStream(new byte[0]),
        new Output(out),
        new PrintWriter(new StringWriter()),
        Terminal.NONE,
        directory);
  }

  /** Two days of traffic of 5 000 keys in 16 slices, the busy ones far busier than the others. */
  private static void write(Path file) throws IOException {
    SplitMix64 random = new SplitMix64(20261122);
    try (Writer out = new BufferedWriter(Files.newBufferedWriter(file))) {
      out.write(ObservationLines.HEADER + "\n");
      for (int i = 0; i < ROWS; i++) {
        double u = random.nextDouble();
        int key = (int) (5000 * u * u * u);
        double score = 0.6 + 0.2 * random.nextDouble();
        double latency = 200 + 300 * random.nextDouble();
        out.write(
            Text.format(
                "%d,organisation-%d/repository-%d,slice-%d,%.1f,%.6f,1,1.0,%.1f,%.6f,1,1.0,%d%n",
                1_760_000_000_000L + i * 172_800_000L / ROWS,
                key % 97,
                key,
                key % 16,
                latency,
                score,
                latency + 10,
                score,
                random.nextDouble() < score ? 1 : 0));
      }
    }
  }
}
