package dev.belay.telemetry;

import dev.belay.flag.Variant;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/** Reads the form that {@link SummaryCodec} describes. Not thread-safe; for one summary. */
final class SummaryReader {
  /** The most of any count: sums of counts cannot pass a long, and no rollout comes near. */
  private static final long MAX_COUNT = 1L << 40;

  private static final int MAX_NAME_BYTES = 3 * SliceName.MAX_LENGTH;

  private final ByteSource in;
  private final Summary summary;
  private final SummaryLayout layout;

  private SummaryReader(ByteSource in, SummaryLayout layout) {
    this.in = in;
    this.layout = layout;
    this.summary = new Summary(layout);
  }

  static Summary read(byte[] bytes, int maxBytes) throws SummaryFormatException {
    ByteSource in = envelope(bytes, maxBytes);
    SummaryReader reader = new SummaryReader(in, layout(in));
    reader.body();
    return reader.summary;
  }

  /** Checks all but the content. */
  private static ByteSource envelope(byte[] bytes, int maxBytes) throws SummaryFormatException {
    if (bytes.length > maxBytes) {
      throw new SummaryFormatException(
          maxBytes, "it has " + bytes.length + " bytes; at most " + maxBytes + " are read");
    }
    ByteSource header = new ByteSource(bytes, 0, bytes.length);
    for (int i = 0; i < SummaryCodec.MAGIC.length; i++) {
      if (header.octet("magic number") != SummaryCodec.MAGIC[i]) {
        throw new SummaryFormatException(i, "it does not begin with BLYS: it is something else");
      }
    }
    int version = header.octet("version");
    if (version != SummaryCodec.VERSION) {
      throw new SummaryFormatException(
          SummaryCodec.MAGIC.length,
          "its version is " + version + "; only version " + SummaryCodec.VERSION + " is known");
    }
    checkLength(header.fixed("length", Integer.BYTES), bytes.length);
    int end = bytes.length - SummaryCodec.CHECKSUM_BYTES;
    long stated = new ByteSource(bytes, end, bytes.length).fixed("checksum", Integer.BYTES);
    if ((int) stated != SummaryCodec.checksum(bytes, end)) {
      throw new SummaryFormatException(
          end, "its checksum does not match: it was altered on its way");
    }
    return new ByteSource(bytes, header.at(), end);
  }

  private static void checkLength(long stated, int length) throws SummaryFormatException {
    if (stated < SummaryCodec.HEADER_BYTES + SummaryCodec.CHECKSUM_BYTES) {
      throw new SummaryFormatException(
          SummaryCodec.MAGIC.length + 1, "its length of " + stated + " bytes is impossible");
    }
    if (stated > length) {
      throw new SummaryFormatException(
          length, "it was cut off: " + length + " of " + stated + " bytes are there");
    }
    if (stated < length) {
      throw new SummaryFormatException(stated, "bytes follow its end");
    }
  }

  private static SummaryLayout layout(ByteSource in) throws SummaryFormatException {
    long open = LatencyLayout.OPEN_NANOS;
    long[] limits = new long[(int) in.varint("number of limits", 1, LatencyLayout.MAX_LIMITS)];
    long before = 0;
    for (int i = 0; i < limits.length; i++) {
      before += in.varint("latency limit", 1, open - 1 - before);
      limits[i] = before;
    }
    long cap = in.varint("mean cap", 1, open);
    long p99 = limits[(int) in.varint("index of the p99 limit", 0, limits.length - 1)];
    long sla = in.varint("query SLA");
    OptionalDouble median = median(in);
    int slices = (int) in.varint("most slices", 1, SummaryLayout.MAX_SLICES);
    return new SummaryLayout(
        LatencyLayout.of(cap, limits),
        p99,
        sla == 0 ? OptionalLong.empty() : OptionalLong.of(sla),
        median,
        slices);
  }

  private static OptionalDouble median(ByteSource in) throws SummaryFormatException {
    int at = in.at();
    int present = in.octet("presence of a median");
    if (present > 1) {
      throw new SummaryFormatException(
          at, "the presence of a median is " + present + ", not 0 or 1");
    }
    if (present == 0) {
      return OptionalDouble.empty();
    }
    long bits = in.fixed("baseline median", Long.BYTES);
    // Non-negative doubles are ordered as their bits are; −0.0 is negative here.
    if (bits < 0 || bits > Double.doubleToLongBits(1)) {
      throw new SummaryFormatException(at + 1, "the baseline median is not in [0, 1]");
    }
    return OptionalDouble.of(Double.longBitsToDouble(bits));
  }

  private void body() throws SummaryFormatException {
    for (Tally tally : Tally.values()) {
      summary.count(tally, in.varint("tally", 0, MAX_COUNT));
    }
    int slices = (int) in.varint("number of slices", 0, layout.maxSlices() + 1);
    String before = "";
    for (int i = 0; i < slices; i++) {
      before = slice(before);
    }
    if (!in.atEnd()) {
      throw new SummaryFormatException(in.at(), "bytes follow the last slice");
    }
  }

  private String slice(String before) throws SummaryFormatException {
    int at = in.at();
    String name = in.utf8("name", (int) in.varint("length of a name", 1, MAX_NAME_BYTES));
    String fault = SliceName.faultOf(name);
    if (fault != null) {
      throw new SummaryFormatException(at, "the name of a slice " + fault);
    }
    if (name.compareTo(before) <= 0) {
      throw new SummaryFormatException(at, "slice \"" + name + "\" is there twice or out of order");
    }
    SliceSummary slice = name.equals(Summary.OTHER) ? summary.other() : newSlice(name, at);
    parts(slice, in.mask("mask of parts", 7));
    slice.restored();
    String contradiction = SummaryChecks.faultOf(slice, layout);
    if (contradiction != null) {
      throw new SummaryFormatException(at, "slice \"" + name + "\": " + contradiction);
    }
    return name;
  }

  private SliceSummary newSlice(String name, int at) throws SummaryFormatException {
    if (summary.slots() == layout.maxSlices()) {
      throw new SummaryFormatException(at, "there are more slices than the layout allows");
    }
    return summary.create(name, PageBudget.unlimited());
  }

  private void parts(SliceSummary slice, int mask) throws SummaryFormatException {
    int bit = 1;
    for (Population population : Population.values()) {
      for (Variant variant : Variant.values()) {
        if ((mask & bit) != 0) {
          arm(slice.restoreArm(population, variant));
        }
        bit <<= 1;
      }
    }
    for (Variant variant : Variant.values()) {
      if ((mask & bit) != 0) {
        shards(slice.restoreShards(variant));
      }
      bit <<= 1;
    }
    if ((mask & bit) != 0) {
      pairs(slice);
    }
  }

  private void arm(ArmSummary arm) throws SummaryFormatException {
    int mask = (int) in.varint("mask of counters", 0, (1 << ArmCounter.COUNT) - 1);
    for (ArmCounter counter : ArmCounter.values()) {
      if ((mask & 1 << counter.index()) != 0) {
        arm.restore(counter, in.varint("counter", 1, counter.isSum() ? Long.MAX_VALUE : MAX_COUNT));
      }
    }
    scores(arm.scores());
    if (arm.observations() > 0) {
      latencies(arm.latencies());
    }
  }

  private int step(int expected, int cells, String what) throws SummaryFormatException {
    return expected + (int) in.varint(what, 0, cells - 1 - expected);
  }

  private void scores(ScoreGrid grid) throws SummaryFormatException {
    int cells = (int) in.varint("number of score cells", 0, ScoreCells.COUNT);
    int expected = 0;
    for (int i = 0; i < cells; i++) {
      int cell = step(expected, ScoreCells.COUNT, "score cell");
      expected = cell + 1;
      int mask = in.mask("mask of a score cell", 3);
      grid.counters().reserve(cell);
      if ((mask & 1) != 0) {
        grid.counters().add(cell, ScoreGrid.SERVED, in.varint("count of scores", 1, MAX_COUNT));
      }
      for (int label = 0; label <= 1; label++) {
        if ((mask & 2 << label) != 0) {
          labels(grid, cell, label == 1);
        }
      }
    }
  }

  private void labels(ScoreGrid grid, int cell, boolean label) throws SummaryFormatException {
    int at = in.at();
    long n = in.varint("count of labels", 1, MAX_COUNT);
    long offset = in.varint("sum of scores");
    long width = ScoreCells.maxUnits(cell) - ScoreCells.minUnits(cell);
    long least = Saturating.product(n, ScoreCells.minUnits(cell));
    if (offset > Saturating.product(n, width) || least > Long.MAX_VALUE - offset) {
      throw new SummaryFormatException(
          at, n + " scores of cell " + cell + " cannot have the sum that is given");
    }
    grid.restoreLabels(cell, label, n, least + offset);
  }

  private void latencies(LatencyGrid grid) throws SummaryFormatException {
    long max = in.varint("greatest latency");
    long sum = in.varint("sum of latencies");
    int total = grid.layout().cells();
    int cells = (int) in.varint("number of latency cells", 1, total);
    int expected = 0;
    for (int i = 0; i < cells; i++) {
      int at = in.at();
      int cell = step(expected, total, "latency cell");
      if (grid.layout().lowNanos(cell) > grid.layout().highNanos(cell)) {
        throw new SummaryFormatException(at, "no latency can be in latency cell " + cell);
      }
      expected = cell + 1;
      grid.counters().reserve(cell);
      grid.counters().add(cell, 0, in.varint("count of latencies", 1, MAX_COUNT));
    }
    grid.restore(sum, max);
  }

  private void shards(ShardTable table) throws SummaryFormatException {
    PagedCounters counters = table.counters();
    int shards = (int) in.varint("number of shards", 1, counters.cells());
    int expected = 0;
    for (int i = 0; i < shards; i++) {
      int shard = step(expected, counters.cells(), "shard");
      expected = shard + 1;
      int mask = in.mask("mask of a shard", ShardCounter.COUNT);
      counters.reserve(shard);
      for (int plane = 0; plane < ShardCounter.COUNT; plane++) {
        if ((mask & 1 << plane) != 0) {
          counters.add(shard, plane, in.varint("count of a shard", 1, MAX_COUNT));
        }
      }
    }
  }

  private void pairs(SliceSummary slice) throws SummaryFormatException {
    int mask = in.mask("mask of pairs", PairCounter.COUNT);
    for (PairCounter counter : PairCounter.values()) {
      if ((mask & 1 << counter.index()) != 0) {
        long most = counter.isSum() ? Long.MAX_VALUE : MAX_COUNT;
        slice.restore(counter, in.varint("count of pairs", 1, most));
      }
    }
  }
}
