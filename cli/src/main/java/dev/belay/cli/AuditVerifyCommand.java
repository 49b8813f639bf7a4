package dev.belay.cli;

import dev.belay.engine.canary.RolloutDirectory;
import dev.belay.engine.journal.ChainReport;
import dev.belay.engine.journal.JournalDamagedException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code belay audit verify}: walks the hash chain. */
@Command(
    name = "verify",
    description = {
      "Walks the hash chain of each rollout's journal, and names the first row that was changed,"
          + " removed, added, reordered or cut off. Exits with 1 if there is one.",
    })
final class AuditVerifyCommand implements Callable<Integer> {
  private final Io io;

  @Mixin private DataOption data = new DataOption();

  @Option(names = "--json", description = "Print one JSON object for each rollout.")
  private boolean json;

  AuditVerifyCommand(Io io) {
    this.io = io;
  }

  @Override
  public Integer call() {
    RolloutDirectory directory = data.directory(io);
    try {
      return verify(directory);
    } catch (JournalDamagedException damaged) {
      printDamage(String.valueOf(damaged.getMessage()));
      return ExitCode.NO;
    }
  }

  private int verify(RolloutDirectory directory) {
    List<String> rollouts = data.rollouts(directory);
    if (rollouts.isEmpty()) {
      throw new BadInputException(
          Place.of("--data"), "the directory has no rollout yet, so there is nothing to verify");
    }
    boolean intact = true;
    for (String rollout : rollouts) {
      ChainReport report = directory.verify(rollout);
      intact &= report.intact();
      print(rollout, report);
    }
    return intact ? ExitCode.OK : ExitCode.NO;
  }

  private void print(String rollout, ChainReport report) {
    if (json) {
      printJson(rollout, report);
      return;
    }
    String rows = Text.count(report.rows(), "row");
    io.out()
        .line(
            report
                .fault()
                .map(
                    fault ->
                        rollout
                            + ": NOT intact after "
                            + rows
                            + ": "
                            + Text.printable(fault.sentence()))
                .orElse(rollout + ": intact, " + rows));
  }

  /** A file in which no chain can be walked, or not to its end: it belongs to no one rollout. */
  private void printDamage(String sentence) {
    if (json) {
      printJson(
          null,
          new ChainReport(
              0, Optional.of(new ChainReport.Fault(1, ChainReport.Kind.UNREADABLE, sentence))));
    } else {
      io.out().line("NOT intact: " + Text.printable(sentence));
    }
  }

  private void printJson(@Nullable String rollout, ChainReport report) {
    Json out = Json.lines(io.out());
    out.beginObject();
    out.name("rollout");
    if (rollout == null) {
      out.nullValue();
    } else {
      out.value(rollout);
    }
    out.name("intact").value(report.intact());
    out.name("rows").value(report.rows());
    out.name("fault");
    if (report.fault().isEmpty()) {
      out.nullValue();
    } else {
      ChainReport.Fault fault = report.fault().get();
      out.beginObject();
      out.name("sequence").value(fault.sequence());
      out.name("kind").value(fault.kind().name());
      out.name("sentence").value(fault.sentence());
      out.endObject();
    }
    out.endObject().finish();
  }
}
