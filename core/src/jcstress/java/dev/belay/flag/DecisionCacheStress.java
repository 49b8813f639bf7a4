package dev.belay.flag;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.JJ_Result;

/**
 * Two keys with one hash are put at the same time: a reader finds each key's own bucket or nothing
 * (0), never a half-built entry and never the other key's.
 */
@JCStressTest
@Outcome(
    id = {"0, 0", "1, 0", "0, 2", "1, 2"},
    expect = Expect.ACCEPTABLE,
    desc = "own or nothing")
@Outcome(expect = Expect.FORBIDDEN, desc = "another key's bucket, or half an entry")
@State
public class DecisionCacheStress {
  private static final Threshold ALL = Percentage.HUNDRED.threshold();

  private final DecisionCache cache = new DecisionCache();

  /** Puts the first key. */
  @Actor
  public void putFirst() {
    cache.put("Aa", Resolution.ofBucket("Aa", 1, ALL));
  }

  /** Puts the second key. */
  @Actor
  public void putSecond() {
    cache.put("BB", Resolution.ofBucket("BB", 2, ALL));
  }

  /** Reads both. */
  @Actor
  public void read(JJ_Result result) {
    result.r1 = bucketOf(cache.get("Aa"));
    result.r2 = bucketOf(cache.get("BB"));
  }

  private static long bucketOf(Resolution found) {
    return found == null ? 0 : found.treatment() ? found.bucket() : -1;
  }
}
