package dev.belay.telemetry;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Reads numbers from bytes and names the place of what is wrong. Not thread-safe. */
final class ByteSource {
  private final byte[] bytes;
  private final int end;
  private int at;

  /** The bytes from {@code at} up to, not including, {@code end}. */
  ByteSource(byte[] bytes, int at, int end) {
    this.bytes = bytes;
    this.at = at;
    this.end = end;
  }

  int at() {
    return at;
  }

  boolean atEnd() {
    return at == end;
  }

  int octet(String what) throws SummaryFormatException {
    if (at >= end) {
      throw new SummaryFormatException(at, "it ends before the " + what);
    }
    return bytes[at++] & 0xff;
  }

  /** A byte of which only the lower bits may be set, and at least one of them is. */
  int mask(String what, int bits) throws SummaryFormatException {
    int start = at;
    int mask = octet(what);
    if (mask == 0 || mask >>> bits != 0) {
      throw new SummaryFormatException(
          start, "the " + what + " is " + mask + "; it must be 1 to " + ((1 << bits) - 1));
    }
    return mask;
  }

  long varint(String what) throws SummaryFormatException {
    int start = at;
    long value = 0;
    for (int shift = 0; shift < 63; shift += 7) {
      int octet = octet(what);
      value |= (long) (octet & 0x7f) << shift;
      if (octet < 0x80) {
        if (octet == 0 && shift > 0) {
          throw new SummaryFormatException(start, "the " + what + " is not in its shortest form");
        }
        return value;
      }
    }
    throw new SummaryFormatException(start, "the " + what + " does not fit into 63 bits");
  }

  long varint(String what, long min, long max) throws SummaryFormatException {
    int start = at;
    long value = varint(what);
    if (value < min || value > max) {
      throw new SummaryFormatException(
          start, "the " + what + " is " + value + "; it must be " + min + " to " + max);
    }
    return value;
  }

  long fixed(String what, int width) throws SummaryFormatException {
    long value = 0;
    for (int i = 0; i < width; i++) {
      value |= (long) octet(what) << (8 * i);
    }
    return value;
  }

  String utf8(String what, int length) throws SummaryFormatException {
    if (length > end - at) {
      throw new SummaryFormatException(at, "it ends before the end of the " + what);
    }
    try {
      String text =
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, at, length)).toString();
      at += length;
      return text;
    } catch (CharacterCodingException e) {
      throw new SummaryFormatException(at, "the " + what + " is not UTF-8");
    }
  }
}
