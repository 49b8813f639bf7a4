package dev.belay.lab;

import dev.belay.engine.simulate.Scenario;
import dev.belay.lab.Study.Row;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Makes the document of operating characteristics. */
public final class OperatingCharacteristics {
  private static final String USAGE =
      "usage: operating-characteristics [NULL-RUNS FAULT-RUNS [SEED [DIRECTORY]]]";
  private static final long EVERY = 1000;

  private OperatingCharacteristics() {}

  /**
   * Simulates and writes the document.
   *
   * @param args ladders of each rule without a fault (2 000), with one (400), the seed (1) and the
   *     directory of the document ({@code docs})
   * @throws IOException if the document cannot be written
   * @throws IllegalArgumentException if an argument is out of range
   */
  public static void main(String[] args) throws IOException {
    if (args.length == 1 || args.length > 4) {
      throw new IllegalArgumentException(USAGE);
    }
    int nullRuns = args.length > 0 ? Integer.parseInt(args[0]) : 2000;
    int faultRuns = args.length > 1 ? Integer.parseInt(args[1]) : 400;
    long seed = args.length > 2 ? Long.parseLong(args[2]) : 1;
    Path docs = Path.of(args.length > 3 ? args[3] : "docs");
    long[] done = new long[1];
    Study study =
        new Study(
            nullRuns,
            faultRuns,
            seed,
            more -> {
              done[0] += more;
              if (done[0] % EVERY == 0) {
                System.err.println(done[0] + " ladders");
              }
            });
    Map<String, List<Row>> nulls = study.falseReverts();
    Map<Scenario, List<Row>> faults = study.faults();
    new Report(docs)
        .write(
            study,
            nulls,
            faults,
            "lab/operating-characteristics " + nullRuns + " " + faultRuns + " " + seed);
  }
}
