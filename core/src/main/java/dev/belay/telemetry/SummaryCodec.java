package dev.belay.telemetry;

import java.util.zip.CRC32C;

/**
 * The binary form of a {@link Summary}: versioned, compact, one form for one content. Thread-safe:
 * there is no state.
 */
public final class SummaryCodec {
  /*
   * The form, version 2. "v" is a non-negative integer below 2^63 in LEB128, shortest form; fixed
   * widths are little endian; masks have no bits but those named; what a mask names is not zero.
   *
   *   magic      4 bytes  "BLYS"
   *   version    1 byte   2
   *   length     4 bytes  of the whole form, checksum included
   *   layout     v limits, then each limit: v, the first as it is, the others as the difference to
   *              the one before; v mean cap; v index of the p99 limit; v query SLA (0: none);
   *              1 byte whether there is a baseline median, then its 8 bytes; v most slices
   *   tallies    5 v, in the order of Tally
   *   slices     v count, then each, in the order of String.compareTo of their names:
   *     name     v bytes, then UTF-8
   *     parts    1 byte: bits 0–3 arms (SERVED control, SERVED treatment, PAIRED control, PAIRED
   *              treatment), 4 and 5 shards of control and treatment, 6 pairs
   *     arm      v mask of ArmCounter, then those counters, v each; v score cells, then each: v step,
   *              1 byte mask (served, label 0, label 1), [v served], [v count 0, v offset 0], [v
   *              count 1, v offset 1]; where there are observations: v greatest latency, v capped
   *              sum, v latency cells, then each: v step, v count
   *     shards   v shards, then each: v step, 1 byte mask of ShardCounter, then those counters, v each
   *     pairs    1 byte mask of PairCounter, then those counters, v each
   *   checksum   4 bytes  CRC-32C (RFC 3720) of all before
   *
   * Version 1 lacked the squares of SLA-recall among the ArmCounters and both excesses of recall among
   * the PairCounters.
   *
   * A step is the number of cells between this one and the one before it (the first: its index). An
   * offset is Σt of the cell and label less n times the least t of the cell, in the cell's units.
   *
   * The reader takes exactly the bytes that the writer makes: reading and writing again gives the same
   * bytes. It checks the checksum before it reads on, and sums against their parts: see SummaryChecks.
   * What it allocates is at most about 320 bytes for each byte read, and 16 MiB in all.
   */

  /** The version that is written; the only one that is read. */
  public static final int VERSION = 2;

  /** The most bytes that are read where nothing else is said: more than any real summary takes. */
  public static final int DEFAULT_MAX_BYTES = 8 << 20;

  static final byte[] MAGIC = {'B', 'L', 'Y', 'S'};
  static final int HEADER_BYTES = MAGIC.length + 1 + Integer.BYTES;
  static final int CHECKSUM_BYTES = Integer.BYTES;

  private SummaryCodec() {}

  /** The bytes of a summary; equal summaries have equal bytes. */
  public static byte[] encode(Summary summary) {
    return new SummaryWriter().write(summary);
  }

  /**
   * Reads a summary of at most {@link #DEFAULT_MAX_BYTES}.
   *
   * @throws SummaryFormatException if the bytes are no summary
   */
  public static Summary decode(byte[] bytes) throws SummaryFormatException {
    return decode(bytes, DEFAULT_MAX_BYTES);
  }

  /**
   * Reads a summary.
   *
   * @param bytes the whole form and nothing else; read, not kept
   * @param maxBytes the most bytes to read
   * @throws SummaryFormatException if the bytes are no summary
   */
  public static Summary decode(byte[] bytes, int maxBytes) throws SummaryFormatException {
    return SummaryReader.read(bytes, maxBytes);
  }

  static int checksum(byte[] bytes, int length) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, 0, length);
    return (int) crc.getValue();
  }
}
