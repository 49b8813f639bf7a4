package dev.belay.lab;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Makes the document of operating characteristics. */
public final class OperatingCharacteristics {
  private static final String USAGE =
      "usage: operating-characteristics [NULL-RUNS FAULT-RUNS [SEED [DIRECTORY]]]";

  /** Lines that were simulated before, by the version of the classes. */
  private static final Path KEPT = Path.of("lab", "target", "operating-characteristics");

  private OperatingCharacteristics() {}

  /**
   * Simulates and writes the document. Lines that the same classes simulated before are not
   * simulated again.
   *
   * @param args ladders without a fault of each rule that promises a rate of false reverts (2 000),
   *     ladders of everything else (200), the seed (1) and the directory of the document ({@code
   *     docs})
   * @throws IOException if the document cannot be written
   * @throws IllegalArgumentException if an argument is out of range
   */
  public static void main(String[] args) throws IOException {
    if (args.length == 1 || args.length > 4) {
      throw new IllegalArgumentException(USAGE);
    }
    int nullRuns = args.length > 0 ? Integer.parseInt(args[0]) : 2000;
    int faultRuns = args.length > 1 ? Integer.parseInt(args[1]) : 200;
    long seed = args.length > 2 ? Long.parseLong(args[2]) : 1;
    Path docs = Path.of(args.length > 3 ? args[3] : "docs");
    Study study = new Study(nullRuns, faultRuns);
    StudyRunner runner = new StudyRunner(study.plan(), seed, new Outcomes(KEPT), System.err);
    Map<Section, List<Row>> results = runner.run(study.sections());
    GateDelay delay = GateDelay.of(study.sequentialPlan(), seed);
    String command = "lab/operating-characteristics " + nullRuns + " " + faultRuns + " " + seed;
    new Report(docs, study, results).write(delay, command, runner.cpu());
  }
}
