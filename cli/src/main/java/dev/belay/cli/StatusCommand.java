package dev.belay.cli;

import dev.belay.engine.canary.CanaryStatus;
import dev.belay.engine.canary.RolloutDirectory;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code belay status}: where rollouts stand, and what they wait for. */
@Command(
    name = "status",
    description = {
      "Says where the rollouts of a data directory stand, what the gates say, and what the next"
          + " stage still waits for. Safe while the embedding process runs.",
    })
final class StatusCommand implements Callable<Integer> {
  private final Io io;

  @Mixin private DataOption data = new DataOption();

  @Option(names = "--json", description = "Print one JSON object for each rollout.")
  private boolean json;

  StatusCommand(Io io) {
    this.io = io;
  }

  @Override
  public Integer call() {
    RolloutDirectory directory = data.directory(io);
    List<String> rollouts = data.rollouts(directory);
    for (String rollout : rollouts) {
      CanaryStatus status = directory.status(rollout, InstantSource.system());
      if (json) {
        new StatusJson(io.out()).print(status, directory.holder());
      } else {
        new StatusText(io.out(), Style.of(io.terminal())).print(status, directory.holder());
      }
    }
    if (rollouts.isEmpty() && !json) {
      io.out().line("no rollout has a journal here yet");
    }
    return ExitCode.OK;
  }
}
