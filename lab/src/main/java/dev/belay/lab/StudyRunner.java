package dev.belay.lab;

import dev.belay.engine.simulate.Simulation;
import dev.belay.engine.simulate.SimulationResult;
import dev.belay.lab.Outcomes.Kept;
import dev.belay.lab.Section.Job;
import dev.belay.plan.RolloutPlan;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Simulates a study line by line, and says how far it is. Not thread-safe. */
final class StudyRunner {
  private static final long EVERY_NANOS = 15_000_000_000L;
  private static final double NANOS_PER_MINUTE = 6e10;

  private final RolloutPlan plan;
  private final long seed;
  private final Outcomes outcomes;
  private final PrintStream progress;
  private final Map<Section.Kind, Duration> cpu = new LinkedHashMap<>();
  private final long begun = System.nanoTime();
  private long saidNanos = begun;
  private double total;
  private double done;
  private double before;

  /**
   * A runner.
   *
   * @param outcomes what was simulated before
   * @param progress is told how far it is
   */
  StudyRunner(RolloutPlan plan, long seed, Outcomes outcomes, PrintStream progress) {
    this.plan = plan;
    this.seed = seed;
    this.outcomes = outcomes;
    this.progress = progress;
  }

  /** Simulates all sections; what was simulated before is taken as it is. */
  Map<Section, List<Row>> run(List<Section> sections) throws IOException {
    sections.forEach(section -> section.jobs().forEach(job -> total += weight(section, job)));
    Map<Section, List<Row>> rows = new LinkedHashMap<>();
    for (Section section : sections) {
      List<Row> table = new ArrayList<>();
      for (Job job : section.jobs()) {
        Kept kept = kept(section, job);
        cpu.merge(section.kind(), Duration.ofNanos(kept.cpuNanos()), Duration::plus);
        table.add(
            new Row(
                job.label(),
                new SimulationResult(job.rule().name(), job.scenario(), kept.ladders())));
      }
      rows.put(section, table);
    }
    return rows;
  }

  /** What a line is guessed to take, in no unit: ladders without a fault are climbed to the end. */
  private static double weight(Section section, Job job) {
    boolean watched = job.rule() instanceof dev.belay.engine.simulate.PlanRule;
    double each = section.kind() == Section.Kind.FAULT ? 1 : 4;
    return job.runs() * each * (watched ? 3 : 1);
  }

  private Kept kept(Section section, Job job) throws IOException {
    String key =
        section.id() + " " + section.kind() + " " + job.label() + " " + job.runs() + " " + seed;
    double weight = weight(section, job);
    Kept known = outcomes.read(key).orElse(null);
    if (known != null) {
      done += weight;
      before += weight;
      return known;
    }
    long cpuBefore = cpuNanos();
    Simulation simulation =
        new Simulation(
            plan.bucketing(),
            job.runs(),
            seed,
            job.horizon(),
            Math.min(1024, Runtime.getRuntime().availableProcessors()));
    SimulationResult result =
        simulation
            .run(
                List.of(job.rule()),
                List.of(job.scenario()),
                ladders -> advance(section, job, weight * ladders / job.runs()))
            .get(0);
    Kept kept = new Kept(cpuNanos() - cpuBefore, result.outcomes());
    outcomes.write(key, kept);
    return kept;
  }

  private void advance(Section section, Job job, double weight) {
    done += weight;
    long now = System.nanoTime();
    if (now - saidNanos < EVERY_NANOS) {
      return;
    }
    saidNanos = now;
    double minutes = (now - begun) / NANOS_PER_MINUTE;
    progress.println(
        String.format(
            Locale.ROOT,
            "%3.0f %%, %.0f min, about %.0f min left: %s, %s",
            100 * done / total,
            minutes,
            minutes * (total - done) / Math.max(1e-9, done - before),
            section.id(),
            job.label()));
  }

  private static long cpuNanos() {
    return ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO).toNanos();
  }

  /** The processor time of every kind of table, with that of earlier runs whose lines were kept. */
  Map<Section.Kind, Duration> cpu() {
    return cpu;
  }
}
