package dev.belay.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.belay.flag.Variant;
import dev.belay.stats.Seed;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class SummaryCodecTest {
  private static final com.sun.management.ThreadMXBean THREADS =
      (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();

  private static Summary random(SplittableRandom random) {
    SummaryLayout layout =
        random.nextInt(3) == 0 ? SummaryLayout.ofLimit(1_000_000) : Traffic.LAYOUT;
    return new Traffic(random, 1 + random.nextInt(70)).summary(layout, random.nextInt(80));
  }

  /** Puts the right length and checksum, so that only what lies between is wrong. */
  private static byte[] refit(byte[] bytes) {
    for (int i = 0; i < 4; i++) {
      bytes[5 + i] = (byte) (bytes.length >>> (8 * i));
    }
    int crc = SummaryCodec.checksum(bytes, bytes.length - 4);
    for (int i = 0; i < 4; i++) {
      bytes[bytes.length - 4 + i] = (byte) (crc >>> (8 * i));
    }
    return bytes;
  }

  @Test
  void whatIsReadEqualsWhatWasWrittenAndIsWrittenTheSameAgain() throws Exception {
    SplittableRandom seeds = Seed.random(71);
    for (int round = 0; round < 200; round++) {
      Summary summary = random(seeds.split());
      byte[] bytes = SummaryCodec.encode(summary);
      Summary read = SummaryCodec.decode(bytes);
      assertThat(read).as("belay.seed %d, round %d", Seed.value(71), round).isEqualTo(summary);
      assertThat(SummaryCodec.encode(read)).isEqualTo(bytes);
    }
  }

  @Test
  void equalSummariesHaveEqualBytesWhateverTheirPast() {
    Traffic traffic = new Traffic(new SplittableRandom(1), 5);
    Summary used = traffic.summary(Traffic.LAYOUT, 300);
    used.clear();
    Summary fresh = new Summary(Traffic.LAYOUT);
    Traffic again = new Traffic(new SplittableRandom(2), 5);
    Traffic once = new Traffic(new SplittableRandom(2), 5);
    for (int i = 0; i < 200; i++) {
      again.next(used);
      once.next(fresh);
    }
    assertThat(SummaryCodec.encode(used)).isEqualTo(SummaryCodec.encode(fresh));
  }

  @Test
  void everyTruncationIsAClearError() {
    byte[] bytes = SummaryCodec.encode(random(Seed.random(72)));
    for (int length = 0; length < bytes.length; length++) {
      byte[] cut = Arrays.copyOf(bytes, length);
      assertThatThrownBy(() -> SummaryCodec.decode(cut))
          .isInstanceOf(SummaryFormatException.class)
          .hasMessageContaining("at byte " + length);
    }
  }

  @Test
  void everyTruncationWithItsLengthAndChecksumRefittedIsAClearError() {
    byte[] bytes = SummaryCodec.encode(random(Seed.random(73)));
    for (int length = 13; length < bytes.length; length++) {
      byte[] cut = refit(Arrays.copyOf(bytes, length));
      assertThatThrownBy(() -> SummaryCodec.decode(cut)).isInstanceOf(SummaryFormatException.class);
    }
  }

  @Test
  void everyFlippedBitIsAClearError() {
    byte[] bytes = SummaryCodec.encode(random(Seed.random(74)));
    for (int bit = 0; bit < 8 * bytes.length; bit++) {
      byte[] flipped = bytes.clone();
      flipped[bit / 8] ^= (byte) (1 << (bit % 8));
      assertThatThrownBy(() -> SummaryCodec.decode(flipped))
          .as("bit %d", bit)
          .isInstanceOf(SummaryFormatException.class);
    }
  }

  @Test
  void mutationsWithARefittedChecksumAreErrorsOrSummariesAndNothingElse() {
    SplittableRandom seeds = Seed.random(75);
    byte[][] originals = new byte[100][];
    Arrays.setAll(originals, i -> SummaryCodec.encode(random(seeds.split())));
    for (byte[] original : originals) {
      // Before anything is measured: loading classes allocates too.
      decodeOrNull(original, "unchanged");
      decodeOrNull(mutate(original.clone(), seeds), "changed");
    }
    int read = 0;
    for (int round = 0; round < 8_000; round++) {
      SplittableRandom random = seeds.split();
      byte[] bytes = mutate(originals[round % originals.length].clone(), random);
      String which = "belay.seed " + Seed.value(75) + ", round " + round;
      long before = THREADS.getCurrentThreadAllocatedBytes();
      Summary summary = decodeOrNull(bytes, which);
      long allocated = THREADS.getCurrentThreadAllocatedBytes() - before;
      assertThat(allocated).as(which).isLessThan(320L * bytes.length + 64 * 1024);
      if (summary != null) {
        read++;
        assertThat(SummaryCodec.encode(summary)).as(which).isEqualTo(bytes);
        assertThat(summary.total().isEmpty()).as(which).isEqualTo(summary.slices().isEmpty());
      }
    }
    // Some changes only change a count: were none read, the test would test nothing.
    assertThat(read).isBetween(100, 7_900);
  }

  private static byte[] mutate(byte[] bytes, SplittableRandom random) {
    byte[] mutated = bytes;
    int changes = 1 + random.nextInt(3);
    for (int i = 0; i < changes; i++) {
      int at = 9 + random.nextInt(mutated.length - 13);
      switch (random.nextInt(4)) {
        case 0 -> mutated[at] = (byte) random.nextInt(256);
        case 1 -> mutated[at] ^= (byte) (1 << random.nextInt(8));
        case 2 -> {
          byte[] longer = Arrays.copyOf(mutated, mutated.length + 1);
          System.arraycopy(mutated, at, longer, at + 1, mutated.length - at);
          longer[at] = (byte) random.nextInt(256);
          mutated = longer;
        }
        default -> {
          byte[] shorter = Arrays.copyOf(mutated, mutated.length - 1);
          System.arraycopy(mutated, at + 1, shorter, at, shorter.length - at);
          mutated = shorter.length < 14 ? mutated : shorter;
        }
      }
    }
    return refit(mutated);
  }

  private static Summary decodeOrNull(byte[] bytes, String which) {
    try {
      return SummaryCodec.decode(bytes);
    } catch (SummaryFormatException e) {
      assertThat(e.getMessage()).as(which).contains("at byte ").doesNotContain("\n");
      assertThat(e.offset()).as(which).isBetween(0L, (long) bytes.length);
      return null;
    }
  }

  @Test
  void noiseIsAClearError() {
    SplittableRandom random = Seed.random(76);
    for (int round = 0; round < 5_000; round++) {
      byte[] noise = new byte[13 + random.nextInt(200)];
      random.nextBytes(noise);
      if (random.nextBoolean()) {
        System.arraycopy(SummaryCodec.MAGIC, 0, noise, 0, 4);
        noise[4] = SummaryCodec.VERSION;
        refit(noise);
      }
      assertThatThrownBy(() -> SummaryCodec.decode(noise))
          .isInstanceOf(SummaryFormatException.class);
    }
  }

  @Test
  void eachKindOfFaultIsNamed() {
    byte[] bytes = SummaryCodec.encode(random(Seed.random(77)));
    assertFault(Arrays.copyOf(bytes, bytes.length + 1), "bytes follow its end");
    assertFault(new byte[0], "magic number");
    byte[] version = bytes.clone();
    version[4] = 1;
    assertFault(version, "version is 1");
    byte[] trailing = Arrays.copyOf(bytes, bytes.length + 1);
    assertFault(refit(trailing), "bytes follow the last slice");
    byte[] altered = bytes.clone();
    altered[altered.length - 1]++;
    assertFault(altered, "checksum");
    assertThatThrownBy(() -> SummaryCodec.decode(bytes, bytes.length - 1))
        .isInstanceOf(SummaryFormatException.class)
        .hasMessageContaining("at most " + (bytes.length - 1));
  }

  private static void assertFault(byte[] bytes, String fault) {
    assertThatThrownBy(() -> SummaryCodec.decode(bytes))
        .isInstanceOf(SummaryFormatException.class)
        .hasMessageContaining(fault);
  }

  @Test
  void sumsThatNoScoresOfTheCellCanHaveAreRefused() {
    Summary summary = new Summary(SummaryLayout.ofLimit(1_000));
    summary.addLabel(Traffic.bucketed(Variant.CONTROL, 0), "a", 0.3, true);
    SliceSummary slice = summary.slice("a").orElseThrow();
    ScoreGrid grid = slice.arm(Population.SERVED, Variant.CONTROL).orElseThrow().scores();
    int cell = ScoreCells.indexOf(0.3);
    int sum = ScoreGrid.countPlane(true) + 1;
    grid.counters().add(cell, sum, ScoreCells.maxUnits(cell) - grid.sumUnits(cell, true));
    assertThat(decodeOrNull(SummaryCodec.encode(summary), "at the edge")).isEqualTo(summary);
    grid.counters().add(cell, sum, 1);
    assertFault(SummaryCodec.encode(summary), "cannot have the sum");
  }

  @Test
  void countersThatContradictOneAnotherAreRefused() {
    for (ArmCounter counter : ArmCounter.values()) {
      if (counter != ArmCounter.INVALID_LABELS) {
        Summary summary = new Summary(SummaryLayout.ofLimit(1_000));
        summary.add(
            Traffic.bucketed(Variant.CONTROL, 0), Observation.of("a", 5, 0.5, true).build());
        ArmSummary arm =
            summary.slice("a").orElseThrow().armOrNull(Population.SERVED, Variant.CONTROL);
        arm.restore(counter, 2);
        assertFault(SummaryCodec.encode(summary), "slice \"a\": SERVED CONTROL: it");
      }
    }
  }

  @Test
  void aSummaryOfManyObservationsIsSmall() {
    SplittableRandom random = new SplittableRandom(3);
    Summary summary = new Summary(SummaryLayout.ofLimit(1_000_000));
    for (int i = 0; i < 100_000; i++) {
      double t = 0.01 * Math.exp(-5 * random.nextDouble());
      summary.add(
          Traffic.bucketed(
              random.nextBoolean() ? Variant.CONTROL : Variant.TREATMENT, random.nextLong()),
          Observation.of("java", 200_000 + random.nextInt(600_000), 1 - t, true)
              .label(random.nextDouble() > t)
              .build());
    }
    assertThat(SummaryCodec.encode(summary)).hasSizeLessThan(8_192);
  }
}
