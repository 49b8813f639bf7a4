package dev.belay.engine.canary;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** One thread that does not keep the process alive, with a bounded queue. Stateless. */
final class DaemonThread {
  private DaemonThread() {}

  /** An executor whose thread ends when it has nothing to do; it refuses what is too much. */
  static ThreadPoolExecutor executor(String name, int waiting) {
    ThreadPoolExecutor executor =
        new ThreadPoolExecutor(
            1,
            1,
            1,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(waiting),
            task -> {
              Thread thread = new Thread(task, name);
              thread.setDaemon(true);
              return thread;
            });
    executor.allowCoreThreadTimeOut(true);
    return executor;
  }
}
