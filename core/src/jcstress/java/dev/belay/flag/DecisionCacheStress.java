package dev.belay.flag;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.JJ_Result;

/**
 * Two keys with one hash are put at the same time: each side then reads the other's key and finds
 * its own bucket or nothing (0), never a half-built entry and never the other key's. (Two actors,
 * since jcstress leaves out a test with more actors than there are processors.)
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

  /** Puts the first key and reads the second. */
  @Actor
  public void first(JJ_Result result) {
    cache.put("Aa", Resolution.ofBucket("Aa", 1, ALL));
    result.r2 = bucketOf(cache.get("BB"));
  }

  /** Puts the second key and reads the first. */
  @Actor
  public void second(JJ_Result result) {
    cache.put("BB", Resolution.ofBucket("BB", 2, ALL));
    result.r1 = bucketOf(cache.get("Aa"));
  }

  private static long bucketOf(Resolution found) {
    return found == null ? 0 : found.treatment() ? found.bucket() : -1;
  }
}
