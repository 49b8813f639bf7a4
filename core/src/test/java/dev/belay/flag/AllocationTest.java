package dev.belay.flag;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;

/** The hot path allocates nothing, measured by the JVM's own count for this thread. */
class AllocationTest {
  private static final com.sun.management.ThreadMXBean THREADS =
      (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
  private static final int CALLS = 200_000;

  private final FeatureFlag flag = FeatureFlagTest.flag(FeatureFlagTest.at("50"));

  @Test
  void isEnabledOnACachedKeyAllocatesNothing() {
    String[] keys = new String[64];
    for (int i = 0; i < keys.length; i++) {
      keys[i] = "organisation/repository-" + i;
      flag.isEnabled(keys[i]);
    }
    assertThat(bytesOf(() -> flag.isEnabled(keys[calls++ & 63]))).isLessThan(CALLS / 100);
  }

  @Test
  void hashingAKeyAllocatesNothingWhateverItsLength() {
    Bucketer bucketer = Bucketer.of(BucketStrategy.sha256("prod_2025"));
    String[] keys = {"a", "größe/maß", "😀".repeat(500), "k".repeat(5_000)};
    assertThat(bytesOf(() -> sink += bucketer.bucket(keys[calls++ & 3]))).isLessThan(CALLS / 100);
  }

  private int calls;
  private long sink;

  private long bytesOf(Runnable call) {
    // The second round counts: the first one compiles and fills the caches.
    long bytes = 0;
    for (int round = 0; round < 2; round++) {
      long before = THREADS.getCurrentThreadAllocatedBytes();
      for (int i = 0; i < CALLS; i++) {
        call.run();
      }
      bytes = THREADS.getCurrentThreadAllocatedBytes() - before;
    }
    assertThat(sink).isNotEqualTo(42);
    return bytes;
  }
}
