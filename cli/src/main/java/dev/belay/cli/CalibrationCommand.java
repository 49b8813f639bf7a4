package dev.belay.cli;

import dev.belay.calibration.EqualMassPartition;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code belay calibration}: how well scores tell the share of positive labels. */
@Command(
    name = "calibration",
    description = {
      "Measures the calibration of labelled scores: calibration errors over equal-mass and equal-width"
          + " bins, what they would be by chance, Brier score, slope; overall and by slice.",
    })
final class CalibrationCommand implements Callable<Integer> {
  private final Io io;

  @Spec private @Nullable CommandSpec spec;

  @Parameters(
      paramLabel = "FILE",
      description = {
        "CSV in UTF-8 with a header; columns score, label and, if there, weight and slice; others are"
            + " ignored. A name in .gz is decompressed; - is standard input.",
      })
  private String file = "";

  @Option(
      names = "--bins",
      paramLabel = "K",
      description = "How many bins to ask for; min(15, floor(sqrt(N))) if left out.")
  private @Nullable Integer bins;

  @Option(names = "--json", description = "Print one JSON object.")
  private boolean json;

  CalibrationCommand(Io io) {
    this.io = io;
  }

  @Override
  public Integer call() {
    requireBins();
    InputFile input = new InputFile(file, io);
    Progress progress = new Progress(io, "reading", input.size(), System::nanoTime);
    Samples samples = new SampleReader(input, progress).read();
    CalibrationResult result = CalibrationResult.of(samples, bins);
    if (json) {
      CalibrationJson.print(result, io.out());
    } else {
      new CalibrationText(io.out(), Style.of(io.terminal())).print(input.place(), result);
    }
    return ExitCode.OK;
  }

  private void requireBins() {
    if (bins != null && spec != null && (bins < 1 || bins > EqualMassPartition.MAX_BINS)) {
      throw new ParameterException(
          spec.commandLine(),
          Text.format("--bins is %d; ask for 1 to %d bins", bins, EqualMassPartition.MAX_BINS));
    }
  }
}
