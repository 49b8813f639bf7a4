package dev.belay.engine.canary;

import dev.belay.engine.journal.DataDirectory;
import dev.belay.engine.journal.JournalStore;
import dev.belay.engine.journal.SqliteJournalStore;
import dev.belay.plan.Mode;
import dev.belay.plan.RolloutPlan;
import java.nio.file.Path;

/**
 * A process that is meant to be killed: serves so much traffic, each tick's share decided by how
 * far the rollout's own clock has come, and says so after each tick.
 *
 * <p>A tick that was not durable has not moved that clock, so its traffic is served again after a
 * restart, and none twice.
 */
final class KilledService {
  private KilledService() {}

  /**
   * Runs.
   *
   * @param args the directory, the mode, the seed, and the number of ticks after which all is
   *     served
   */
  public static void main(String[] args) {
    Path path = Path.of(args[0]);
    Mode mode = Mode.valueOf(args[1]);
    long seed = Long.parseLong(args[2]);
    long ticks = Long.parseLong(args[3]);
    try (DataDirectory directory = DataDirectory.open(path);
        JournalStore store = SqliteJournalStore.open(directory.path())) {
      run(store, mode, seed, ticks);
    }
  }

  /** Serves what is not served yet. */
  static void run(JournalStore store, Mode mode, long seed, long ticks) {
    RolloutPlan plan = Service.shortPlan(mode);
    VirtualTime time = new VirtualTime();
    try (Service service = new Service(plan, store, time, seed)) {
      service.queriesPerTick = 60;
      // The first tick of a process adds no time: it stands for the start.
      service.controller.evaluateStage();
      long done = done(service);
      while (done < ticks) {
        service.fault = faultAt(done);
        service.serve(done);
        time.pass(Service.TICK);
        service.controller.evaluateStage();
        done = done(service);
        System.out.println("tick " + done);
      }
    }
    System.out.println("done");
  }

  private static long done(Service service) {
    return service.controller.getStatus().state().clockNanos() / Service.TICK.toNanos();
  }

  /** Two slow phases, so that there are reverts, probations and promotions to tell apart. */
  private static Service.Fault faultAt(long tick) {
    boolean slow = (tick >= 60 && tick < 90) || (tick >= 420 && tick < 450);
    return slow ? Service.Fault.SLOW : Service.Fault.NONE;
  }
}
