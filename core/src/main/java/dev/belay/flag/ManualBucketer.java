package dev.belay.flag;

import java.util.HashMap;
import java.util.Map;

/**
 * Buckets named one by one: a key assigned to p % gets the last bucket that p % treats, so that it
 * joins when the rollout reaches p %. A key that is not named gets the last bucket of all and joins
 * at 100 %. So 0 % is nobody and 100 % everybody here too.
 */
final class ManualBucketer implements Bucketer {
  private static final long LAST = -1L;

  private final Map<String, Long> buckets = new HashMap<>();

  ManualBucketer(Map<String, Percentage> assignments) {
    assignments.forEach((key, percentage) -> buckets.put(key, bucketAt(percentage)));
  }

  private static long bucketAt(Percentage percentage) {
    Threshold threshold = percentage.threshold();
    return threshold.nobody() ? 0 : threshold.last();
  }

  @Override
  public long bucket(String targetingKey) {
    return buckets.getOrDefault(targetingKey, LAST);
  }
}
