package dev.belay.engine.canary;

import dev.belay.attest.ConfigurationFingerprint;
import dev.belay.calibration.SharedBinningConfig;
import dev.belay.drift.HealthReport;
import dev.belay.drift.WeekSummaries;
import dev.belay.drift.WeeklyReport;
import dev.belay.drift.WeeklyReporter;
import dev.belay.engine.attest.GreenManifest;
import dev.belay.engine.attest.ManifestContent;
import dev.belay.engine.attest.SigningKey;
import dev.belay.engine.drift.WeeklyReportJson;
import dev.belay.engine.drift.WeeklyReportMarkdown;
import dev.belay.gate.GateResult;
import dev.belay.plan.RolloutPlan;
import dev.belay.telemetry.Summary;
import dev.belay.telemetry.SummaryLayout;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Writes what people read later into the data directory: a health report for every week that ended
 * ({@code health-<Monday>.json} and {@code .md}) and the green manifest ({@code
 * green-<fingerprint>.json}, signed with {@code signing.key}). Writing happens on a thread of its
 * own, one file after the other; what fails is logged, and the manifest is tried again.
 *
 * <p>Methods are called by one thread at a time.
 */
final class RolloutReports implements AutoCloseable {
  private static final Logger LOG = System.getLogger("dev.belay.canary");
  private static final int WAITING = 4;

  private final Path directory;
  private final RolloutPlan plan;
  private final SharedBinningConfig binning;
  private final SummaryLayout layout;
  private final WeeklyReporter reporter;
  private final WeekSummaries weeks;
  private final ThreadPoolExecutor writer;

  RolloutReports(
      Path directory, RolloutPlan plan, SharedBinningConfig binning, SummaryLayout layout) {
    this.directory = directory;
    this.plan = plan;
    this.binning = binning;
    this.layout = layout;
    this.reporter = new WeeklyReporter(plan);
    this.weeks = new WeekSummaries(layout);
    this.writer = DaemonThread.executor("belay-reports-" + plan.metadata().key(), WAITING);
  }

  /** Takes a window that was completed before this process. */
  void restore(long timeNanos, Summary window) {
    if (window.layout().equals(layout)) {
      weeks.add(timeNanos, window);
    }
  }

  /** Takes a completed window; where it begins another week, the one before is reported on. */
  void windowEnded(long timeNanos, String fingerprint, Summary window, Optional<Summary> baseline) {
    if (weeks.isOver(timeNanos)) {
      LocalDate week = weeks.start().orElseThrow();
      Summary running = copy(weeks.running());
      Optional<Summary> before = weeks.before().map(this::copy);
      Optional<Summary> green = baseline.map(this::copy);
      run(() -> writeWeek(week, fingerprint, running, before, green));
    }
    weeks.add(timeNanos, window);
  }

  /** The report on the running week so far; empty before its first window. */
  Optional<WeeklyReport> soFar(String fingerprint, Optional<Summary> baseline) {
    return weeks
        .start()
        .map(
            week ->
                reporter.report(
                    week,
                    fingerprint,
                    weeks.running(),
                    weeks.before(),
                    baseline,
                    plan.evaluation().minWindowSamples()));
  }

  /** Sees to it that the green manifest of a completed rollout is there. */
  void completed(
      String fingerprint,
      Instant now,
      List<GateResult> gates,
      HealthReport health,
      Optional<Summary> baseline) {
    Path file = directory.resolve("green-" + fingerprint + ".json");
    if (!Files.exists(file)) {
      long revision = ConfigurationFingerprint.parse(fingerprint).revision();
      ManifestContent content =
          new ManifestContent(
              plan, revision, binning, now, gates, health, baseline.map(this::copy));
      run(() -> writeManifest(file, content));
    }
  }

  private Summary copy(Summary summary) {
    Summary copy = new Summary(layout);
    copy.merge(summary);
    return copy;
  }

  private void run(Runnable task) {
    try {
      writer.execute(task);
    } catch (RejectedExecutionException e) {
      LOG.log(Level.ERROR, "event=report too many reports wait to be written; one is left out", e);
    }
  }

  private void writeWeek(
      LocalDate week,
      String fingerprint,
      Summary running,
      Optional<Summary> before,
      Optional<Summary> baseline) {
    WeeklyReport report =
        reporter.report(
            week, fingerprint, running, before, baseline, plan.evaluation().minWindowSamples());
    try {
      Files.writeString(
          directory.resolve("health-" + week + ".json"), WeeklyReportJson.write(report) + "\n");
      Files.writeString(
          directory.resolve("health-" + week + ".md"), WeeklyReportMarkdown.write(report));
    } catch (IOException e) {
      LOG.log(
          Level.ERROR,
          "event=report the health report of " + week + " was not written; make room for it",
          e);
    }
  }

  private void writeManifest(Path file, ManifestContent content) {
    if (Files.exists(file)) {
      return;
    }
    try {
      GreenManifest.write(file, content, SigningKey.loadOrCreate(directory.resolve("signing.key")));
      LOG.log(Level.INFO, "event=manifest the green manifest is " + file);
    } catch (IOException e) {
      LOG.log(Level.ERROR, "event=manifest the green manifest was not written; tried again", e);
    }
  }

  /** Waits for what is being written. */
  @Override
  public void close() {
    writer.shutdown();
    try {
      if (!writer.awaitTermination(30, TimeUnit.SECONDS)) {
        LOG.log(Level.ERROR, "event=report a report was still being written after 30 s");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
