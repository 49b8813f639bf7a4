package dev.belay.telemetry;

import dev.belay.flag.Variant;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes the form that {@link SummaryCodec} describes. Not thread-safe; for one summary. */
final class SummaryWriter {
  private byte[] bytes = new byte[1024];
  private int size;

  byte[] write(Summary summary) {
    for (byte b : SummaryCodec.MAGIC) {
      octet(b);
    }
    octet(SummaryCodec.VERSION);
    fixed(0, Integer.BYTES);
    layout(summary.layout());
    for (Tally tally : Tally.values()) {
      varint(summary.get(tally));
    }
    List<SliceSummary> slices = summary.slices();
    varint(slices.size());
    for (SliceSummary slice : slices) {
      slice(slice);
    }
    return finish();
  }

  private byte[] finish() {
    int length = size + SummaryCodec.CHECKSUM_BYTES;
    for (int i = 0; i < Integer.BYTES; i++) {
      bytes[SummaryCodec.MAGIC.length + 1 + i] = (byte) (length >>> (8 * i));
    }
    fixed(SummaryCodec.checksum(bytes, size), Integer.BYTES);
    return Arrays.copyOf(bytes, size);
  }

  private void layout(SummaryLayout layout) {
    long[] limits = layout.latency().limitNanos();
    varint(limits.length);
    long before = 0;
    for (long limit : limits) {
      varint(limit - before);
      before = limit;
    }
    varint(layout.latency().meanCapNanos());
    varint(Arrays.binarySearch(limits, layout.p99LimitNanos()));
    varint(layout.querySlaNanos().orElse(0));
    octet(layout.baselineMedian().isPresent() ? 1 : 0);
    if (layout.baselineMedian().isPresent()) {
      fixed(Double.doubleToLongBits(layout.baselineMedian().getAsDouble()), Long.BYTES);
    }
    varint(layout.maxSlices());
  }

  private void slice(SliceSummary slice) {
    byte[] name = slice.name().getBytes(StandardCharsets.UTF_8);
    varint(name.length);
    for (byte b : name) {
      octet(b);
    }
    int partsAt = size;
    octet(0);
    int parts = 0;
    int bit = 1;
    for (Population population : Population.values()) {
      for (Variant variant : Variant.values()) {
        parts |= arm(slice.armOrNull(population, variant)) ? bit : 0;
        bit <<= 1;
      }
    }
    for (Variant variant : Variant.values()) {
      parts |= shards(slice.shardsOrNull(variant)) ? bit : 0;
      bit <<= 1;
    }
    parts |= pairs(slice) ? bit : 0;
    bytes[partsAt] = (byte) parts;
  }

  private boolean arm(@Nullable ArmSummary arm) {
    if (arm == null || arm.isEmpty()) {
      return false;
    }
    int mask = 0;
    for (ArmCounter counter : ArmCounter.values()) {
      mask |= arm.get(counter) != 0 ? 1 << counter.index() : 0;
    }
    varint(mask);
    for (ArmCounter counter : ArmCounter.values()) {
      nonZero(arm.get(counter));
    }
    scores(arm.scores());
    if (arm.observations() > 0) {
      latencies(arm.latencies());
    }
    return true;
  }

  private void scores(ScoreGrid grid) {
    PagedCounters cells = grid.counters();
    varint(used(cells));
    int expected = 0;
    for (int cell = cells.nextCell(0); cell < cells.cells(); cell = cells.nextCell(cell + 1)) {
      if (!cells.isZero(cell)) {
        varint(cell - expected);
        expected = cell + 1;
        scoreCell(grid, cell);
      }
    }
  }

  private void scoreCell(ScoreGrid grid, int cell) {
    long negatives = grid.labelled(cell, false);
    long positives = grid.labelled(cell, true);
    octet((grid.served(cell) != 0 ? 1 : 0) | (negatives != 0 ? 2 : 0) | (positives != 0 ? 4 : 0));
    nonZero(grid.served(cell));
    if (negatives != 0) {
      varint(negatives);
      varint(grid.sumUnits(cell, false) - negatives * ScoreCells.minUnits(cell));
    }
    if (positives != 0) {
      varint(positives);
      varint(grid.sumUnits(cell, true) - positives * ScoreCells.minUnits(cell));
    }
  }

  private void latencies(LatencyGrid grid) {
    PagedCounters cells = grid.counters();
    varint(grid.maxNanos().orElse(0));
    varint(grid.cappedSumNanos());
    varint(used(cells));
    int expected = 0;
    for (int cell = cells.nextCell(0); cell < cells.cells(); cell = cells.nextCell(cell + 1)) {
      if (!cells.isZero(cell)) {
        varint(cell - expected);
        expected = cell + 1;
        varint(grid.count(cell));
      }
    }
  }

  private boolean shards(@Nullable ShardTable table) {
    if (table == null || table.total(ShardCounter.OBSERVATIONS) == 0) {
      return false;
    }
    PagedCounters cells = table.counters();
    varint(used(cells));
    int expected = 0;
    for (int shard = 0; shard < cells.cells(); shard++) {
      if (!cells.isZero(shard)) {
        varint(shard - expected);
        expected = shard + 1;
        shard(table, shard);
      }
    }
    return true;
  }

  private void shard(ShardTable table, int shard) {
    int mask = 0;
    for (ShardCounter counter : ShardCounter.values()) {
      mask |= table.get(shard, counter) != 0 ? 1 << counter.index() : 0;
    }
    octet(mask);
    for (ShardCounter counter : ShardCounter.values()) {
      nonZero(table.get(shard, counter));
    }
  }

  private boolean pairs(SliceSummary slice) {
    int mask = 0;
    for (PairCounter counter : PairCounter.values()) {
      mask |= slice.get(counter) != 0 ? 1 << counter.index() : 0;
    }
    if (mask == 0) {
      return false;
    }
    octet(mask);
    for (PairCounter counter : PairCounter.values()) {
      nonZero(slice.get(counter));
    }
    return true;
  }

  private static int used(PagedCounters cells) {
    int used = 0;
    for (int cell = cells.nextCell(0); cell < cells.cells(); cell = cells.nextCell(cell + 1)) {
      used += cells.isZero(cell) ? 0 : 1;
    }
    return used;
  }

  private void nonZero(long value) {
    if (value != 0) {
      varint(value);
    }
  }

  private void varint(long value) {
    long rest = value;
    while (rest >>> 7 != 0) {
      octet((int) (rest & 0x7f) | 0x80);
      rest >>>= 7;
    }
    octet((int) rest);
  }

  private void fixed(long value, int width) {
    for (int i = 0; i < width; i++) {
      octet((int) (value >>> (8 * i)));
    }
  }

  private void octet(int value) {
    if (size == bytes.length) {
      bytes = Arrays.copyOf(bytes, 2 * size);
    }
    bytes[size++] = (byte) value;
  }
}
