package dev.belay.cli;

import dev.belay.engine.canary.RolloutDirectory;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The data directory of an embedded rollout, and which of its rollouts is meant. */
final class DataOption {
  @Option(
      names = "--data",
      required = true,
      paramLabel = "DIR",
      description = "The data directory of the process that embeds the rollout.")
  private String directory = "";

  @Parameters(
      arity = "0..1",
      paramLabel = "KEY",
      description = "The rollout's key; may be left out where the directory has one only.")
  private @Nullable String key;

  /** The directory, which holds a journal. */
  RolloutDirectory directory(Io io) {
    try {
      return RolloutDirectory.of(io.path(directory));
    } catch (IllegalArgumentException e) {
      throw new BadInputException(
          Place.of("--data"), Text.printable(String.valueOf(e.getMessage())));
    }
  }

  /** Every rollout that is meant: the one that is named, or all. */
  List<String> rollouts(RolloutDirectory data) {
    List<String> all = data.rollouts();
    if (key == null) {
      return all;
    }
    if (!all.contains(key)) {
      throw new BadInputException(
          Place.of("KEY"),
          Text.quoted(key) + " has no journal here; name one of " + String.join(", ", all));
    }
    return List.of(key);
  }

  /** The key that was given; what stands for it where none was. */
  String keyOr(String none) {
    return key == null ? none : key;
  }

  /** The one rollout that is meant. */
  String rollout(RolloutDirectory data) {
    List<String> meant = rollouts(data);
    if (meant.size() != 1) {
      throw new BadInputException(
          Place.of("KEY"),
          meant.isEmpty()
              ? "the directory has no rollout yet; start the process that embeds it"
              : "the directory has several rollouts; name one of " + String.join(", ", meant));
    }
    return meant.get(0);
  }
}
