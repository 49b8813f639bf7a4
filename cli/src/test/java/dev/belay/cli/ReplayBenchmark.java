package dev.belay.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.OperatingSystemMXBean;
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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * How fast a replay is beside bare parsing of the same file: both in one JVM, in turns, medians of
 * the time by the wall and of the whole process' processor time. Bare parsing is FastCSV over the
 * same checked UTF-8, every field taken as a {@link String} of a {@link CsvRecord}. Not part of a
 * build: its name is none of a test. {@code docs/BENCHMARKS.md} says how to run it.
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
      Times bare = new Times();
      Times replay = new Times();
      for (int round = 0; round < WARM_UP + ROUNDS; round++) {
        bare.add(this::parse);
        replay.add(() -> replay(options));
      }
      System.out.println(
          Text.format(
              "%d rows, %d MiB %s: bare parsing %s, replay %s: %.0f %% of its speed, %.0f %% by CPU",
              ROWS,
              Files.size(directory.resolve("o.csv")) >> 20,
              options,
              bare,
              replay,
              100 * bare.wall() / replay.wall(),
              100 * bare.cpu() / replay.cpu()));
    }
  }

  private interface Work {
    void run() throws IOException;
  }

  /** What took how long, by the wall's clock and in processor time of the whole process. */
  private static final class Times {
    private static final OperatingSystemMXBean PROCESS =
        ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

    private final List<Double> walls = new ArrayList<>();
    private final List<Double> cpus = new ArrayList<>();

    void add(Work work) throws IOException {
      long wall = System.nanoTime();
      long cpu = PROCESS.getProcessCpuTime();
      work.run();
      cpus.add((PROCESS.getProcessCpuTime() - cpu) / 1e9);
      walls.add((System.nanoTime() - wall) / 1e9);
    }

    double wall() {
      return median(walls);
    }

    double cpu() {
      return median(cpus);
    }

    private static double median(List<Double> all) {
      return all.stream().skip(WARM_UP).sorted().toList().get(ROUNDS / 2);
    }

    @Override
    public String toString() {
      return Text.format("%.3f s (CPU %.3f s)", wall(), cpu());
    }
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
