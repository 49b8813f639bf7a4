package dev.belay.flag;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CyclicBarrier;
import org.junit.jupiter.api.Test;

class DecisionCacheTest {
  private static final Threshold HALF = Percentage.of(50).threshold();

  private final DecisionCache cache = new DecisionCache();

  @Test
  void keysWithOneHashAreToldApart() {
    assertThat("Aa".hashCode()).isEqualTo("BB".hashCode());
    put("Aa", 1);
    assertThat(cache.get("BB")).isNull();
    put("BB", 2);
    assertThat(bucketOf("Aa")).isEqualTo(1);
    assertThat(bucketOf("BB")).isEqualTo(2);
    put("AaAa", 3);
    put("BBBB", 4);
    put("AaBB", 5);
    for (String key : List.of("AaAa", "BBBB", "AaBB")) {
      Resolution found = cache.get(key);
      assertThat(found == null || key.equals(found.key())).isTrue();
    }
  }

  @Test
  void neverHoldsMoreThanItsLimitWhateverTheKeys() {
    long seed = Long.getLong("belay.seed", System.nanoTime());
    var random = new SplittableRandom(seed);
    for (int i = 0; i < 200_000; i++) {
      int length = 1 + (int) Math.pow(2, random.nextDouble() * 12);
      put("x".repeat(length) + random.nextInt(5_000), i);
      assertThat(cache.heldBytes()).as("seed %d", seed).isBetween(0, DecisionCache.LIMIT_BYTES);
    }
    put("y".repeat(DecisionCache.LIMIT_BYTES), 1);
    assertThat(cache.get("y".repeat(DecisionCache.LIMIT_BYTES))).isNull();
  }

  @Test
  void holdsHundredsOfRepositoryNames() {
    for (int i = 0; i < 400; i++) {
      put("organisation/repository-" + i, i);
    }
    int found = 0;
    for (int i = 0; i < 400; i++) {
      found += cache.get("organisation/repository-" + i) == null ? 0 : 1;
    }
    assertThat(found).isGreaterThan(390);
  }

  @Test
  void fourThreadsAtOnceNeverSeeAnotherKeysBucketNorBreakTheLimit() throws Exception {
    int threads = 4;
    var barrier = new CyclicBarrier(threads);
    List<Throwable> failures = java.util.Collections.synchronizedList(new ArrayList<>());
    List<Thread> workers = new ArrayList<>();
    for (int t = 0; t < threads; t++) {
      long seed = t;
      workers.add(
          new Thread(
              () -> {
                try {
                  barrier.await();
                  var random = new SplittableRandom(seed);
                  for (int i = 0; i < 200_000; i++) {
                    int number = random.nextInt(3_000);
                    String key = "k".repeat(number % 40) + number;
                    Resolution found = cache.get(key);
                    if (found == null) {
                      put(key, number);
                    } else {
                      assertThat(found.key()).isEqualTo(key);
                      assertThat(found.bucket()).isEqualTo(number);
                    }
                    assertThat(cache.heldBytes()).isLessThan(2 * DecisionCache.LIMIT_BYTES);
                  }
                } catch (Throwable e) {
                  failures.add(e);
                }
              }));
    }
    workers.forEach(Thread::start);
    for (Thread worker : workers) {
      worker.join();
    }
    assertThat(failures).isEmpty();
    assertThat(cache.heldBytes()).isLessThanOrEqualTo(DecisionCache.LIMIT_BYTES);
  }

  private void put(String key, long bucket) {
    cache.put(key, Resolution.ofBucket(key, bucket, HALF));
  }

  private long bucketOf(String key) {
    Resolution found = cache.get(key);
    assertThat(found).isNotNull();
    return found.bucket();
  }
}
