package dev.belay.cli;

import dev.belay.calibration.LabelledScores;
import dev.belay.engine.simulate.Scores;
import dev.belay.engine.simulate.Traffic;
import dev.belay.engine.simulate.TrafficBuilder;
import dev.belay.plan.RolloutPlan;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that say what traffic is simulated. */
final class TrafficOptions {
  @Option(
      names = "--scores",
      paramLabel = "FILE",
      description = {
        "CSV with columns score and label, as for calibration: scores are drawn from it. A name in"
            + " .gz is decompressed; - is standard input.",
      })
  private @Nullable String scores;

  @Option(
      names = "--queries-per-hour",
      paramLabel = "N",
      description = "The mean rate of both arms together; 10000 if left out.")
  private @Nullable Double queriesPerHour;

  @Option(
      names = "--repositories",
      paramLabel = "N",
      description = "How many there are; the k-th has a share of 1/k. 1500 if left out.")
  private @Nullable Integer repositories;

  @Option(
      names = "--burst",
      paramLabel = "N",
      description = "The mean number of queries that one repository sends together; 1 if left out.")
  private @Nullable Double burst;

  @Option(
      names = "--daily-swing",
      paramLabel = "X",
      description = "How far the rate swings over a day, as a share of it; 0 if left out.")
  private @Nullable Double dailySwing;

  @Option(
      names = "--shadow",
      description = "Both arms answer every query, so that there are pairs.")
  private boolean shadow;

  /** The file of scores. */
  Optional<String> scoresFile() {
    return Optional.ofNullable(scores);
  }

  /**
   * The traffic, within the limits of a plan.
   *
   * @throws BadInputException if an option is out of range or the file of scores cannot be used
   */
  Traffic traffic(RolloutPlan plan, Io io) {
    TrafficBuilder builder = Traffic.within(plan).toBuilder().shadow(shadow);
    if (queriesPerHour != null) {
      builder.queriesPerHour(queriesPerHour);
    }
    if (repositories != null) {
      builder.repositories(repositories, Traffic.DEFAULT.zipf());
    }
    if (burst != null) {
      builder.burst(burst);
    }
    if (dailySwing != null) {
      builder.dailySwing(dailySwing);
    }
    if (scores != null) {
      builder.scores(read(new InputFile(scores, io), io));
    }
    try {
      return builder.build();
    } catch (IllegalArgumentException e) {
      throw new BadInputException(Place.of("traffic"), String.valueOf(e.getMessage()));
    }
  }

  private static Scores read(InputFile file, Io io) {
    Progress progress = new Progress(io, "reading", file.size(), System::nanoTime);
    LabelledScores samples = new SampleReader(file, progress).read().all();
    double[] seen = new double[samples.size()];
    for (int i = 0; i < seen.length; i++) {
      seen[i] = samples.score(i);
    }
    return Scores.of(seen);
  }
}
