package dev.belay.cli;

import dev.belay.flag.BucketStrategy;
import dev.belay.flag.FeatureFlag;
import dev.belay.flag.FlagSnapshot;
import dev.belay.flag.Percentage;
import dev.belay.stats.SplitMix64;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Writes a recording of made-up traffic, the same for the same calls on every JVM. Not thread-safe.
 *
 * <p>400 keys take turns in a fixed order; of every round 20 rows are treated at 5 %, 100 at 25 %
 * and 200 at 50 %. Both arms are calibrated and alike: scores near 0.7, a tenth of them anywhere,
 * labels drawn from the score, latencies from 300 to 480 µs, recall 1. What the treatment does
 * otherwise is said by {@link Change}.
 */
final class Recording {
  /** When recordings begin, in milliseconds since 1970-01-01. */
  static final long START_MILLIS = 1_760_000_000_000L;

  private static final int[] RUNGS = {5, 25, 50, 100};
  private static final int[] KEYS_A_RUNG = {20, 80, 100, 200};
  private static final String[] SLICES = {"java", "go", "rust"};
  private static final int SLOW_MICROS = 1400;
  private static final int SLOW_ONE_OF = 30;

  /** What the treatment does with the rows of its keys. */
  enum Change {
    /** The same as the control. */
    NONE,
    /** Takes 1.4 ms each time. */
    SLOW,
    /** Takes 1.4 ms for one row in 30 of the keys treated at the rung. */
    SLOW_TAIL,
    /** Is not observed. */
    UNOBSERVED,
    /** Gives NaN for a score. */
    NOT_A_NUMBER,
    /** The same as the control, and no label ever arrives, for either arm. */
    UNLABELLED
  }

  private record Key(String name, int percent) {}

  private static final List<Key> KEYS = keys();

  private final StringBuilder text = new StringBuilder(ObservationLines.HEADER).append('\n');
  private final SplitMix64 random;
  private final int percent;
  private final List<Long> invalidMillis = new ArrayList<>();
  private long nowMillis = START_MILLIS;
  private int row;
  private int treatedRow;

  /**
   * @param percent the rung whose keys {@link Change#SLOW_TAIL} and {@link #invalidMillis} count
   */
  Recording(long seed, int percent) {
    this.random = new SplitMix64(seed);
    this.percent = percent;
  }

  private static List<Key> keys() {
    BucketStrategy strategy = BucketStrategy.sha256("prod_2025");
    List<FeatureFlag> flags = new ArrayList<>();
    for (int rung : RUNGS) {
      FlagSnapshot snapshot =
          FlagSnapshot.builder("calib-v22", strategy)
              .enabled(true)
              .stage("rung", Percentage.of(rung))
              .build();
      flags.add(new FeatureFlag(snapshot, InstantSource.fixed(Instant.EPOCH)));
    }
    List<Key> keys = new ArrayList<>();
    int[] wanted = KEYS_A_RUNG.clone();
    for (int i = 1; keys.size() < 400; i++) {
      String name = "acme/repo-" + i;
      int rung = 0;
      while (!flags.get(rung).isEnabled(name)) {
        rung++;
      }
      if (wanted[rung]-- > 0) {
        keys.add(new Key(name, RUNGS[rung]));
      }
    }
    SplitMix64 random = new SplitMix64(22);
    for (int i = keys.size() - 1; i > 0; i--) {
      Collections.swap(keys, i, (int) (random.nextDouble() * (i + 1)));
    }
    return List.copyOf(keys);
  }

  /** Adds traffic, evenly spread. */
  Recording traffic(Duration length, int rowsAnHour, Change change) {
    long from = nowMillis;
    nowMillis += length.toMillis();
    long rows = length.toMillis() * rowsAnHour / Duration.ofHours(1).toMillis();
    for (long i = 0; i < rows; i++) {
      row(from + i * length.toMillis() / rows, change);
    }
    return this;
  }

  /** Adds time without traffic. */
  Recording pause(Duration length) {
    nowMillis += length.toMillis();
    return this;
  }

  private void row(long millis, Change change) {
    Key key = KEYS.get(row++ % KEYS.size());
    boolean treated = key.percent() <= percent;
    treatedRow += treated ? 1 : 0;
    double score = score();
    text.append(millis).append(',').append(key.name()).append(',');
    text.append(SLICES[Math.floorMod(key.name().hashCode(), SLICES.length)]).append(',');
    text.append(micros()).append(',').append(score).append(",1,1,");
    if (change == Change.UNOBSERVED) {
      text.append(",,,,");
    } else {
      text.append(treatmentMicros(change, treated)).append(',');
      text.append(change == Change.NOT_A_NUMBER ? "NaN" : Double.toString(score)).append(",1,1,");
    }
    if (change == Change.NOT_A_NUMBER && treated) {
      invalidMillis.add(millis);
    }
    boolean label = random.nextDouble() < score;
    text.append(change == Change.UNLABELLED ? "" : label ? "1" : "0").append('\n');
  }

  private double score() {
    double sum = 0;
    for (int i = 0; i < 4; i++) {
      sum += random.nextDouble();
    }
    boolean anywhere = random.nextDouble() < 0.1;
    double score = anywhere ? 0.05 + 0.9 * sum / 4 : 0.7 + 0.05 * (sum - 2);
    return Math.rint(score * 1000) / 1000;
  }

  private int treatmentMicros(Change change, boolean treated) {
    int micros = micros();
    boolean slow =
        change == Change.SLOW
            || (change == Change.SLOW_TAIL && treated && treatedRow % SLOW_ONE_OF == 0);
    return slow ? SLOW_MICROS : micros;
  }

  private int micros() {
    return 300 + 20 * (int) (10 * random.nextDouble());
  }

  /** When the rows were that have an invalid treatment score and are treated at the rung. */
  List<Long> invalidMillis() {
    return invalidMillis;
  }

  /** The file. */
  String text() {
    return text.toString();
  }
}
