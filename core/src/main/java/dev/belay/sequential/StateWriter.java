package dev.belay.sequential;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Writes the parts of a state. Not thread-safe. */
final class StateWriter {
  private byte[] bytes = new byte[1024];
  private int size;

  void octet(int value) {
    if (size == bytes.length) {
      bytes = Arrays.copyOf(bytes, 2 * size);
    }
    bytes[size++] = (byte) value;
  }

  void bool(boolean value) {
    octet(value ? 1 : 0);
  }

  /** A number of at least 0, in LEB128. */
  void varint(long value) {
    long rest = value;
    while (rest >>> 7 != 0) {
      octet((int) (rest & 0x7f) | 0x80);
      rest >>>= 7;
    }
    octet((int) rest);
  }

  void fixed(long value, int width) {
    for (int i = 0; i < width; i++) {
      octet((int) (value >>> (8 * i)));
    }
  }

  /** A double by its bits. */
  void real(double value) {
    fixed(Double.doubleToRawLongBits(value), Long.BYTES);
  }

  void reals(double[] values) {
    for (double value : values) {
      real(value);
    }
  }

  void text(String value) {
    byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
    varint(utf8.length);
    for (byte b : utf8) {
      octet(b);
    }
  }

  /** Counts of which most are 0: how many are not, then each with the step from the one before. */
  void sparse(long[] counts) {
    int used = 0;
    for (long count : counts) {
      used += count == 0 ? 0 : 1;
    }
    varint(used);
    int expected = 0;
    for (int i = 0; i < counts.length; i++) {
      if (counts[i] != 0) {
        varint(i - expected);
        varint(counts[i]);
        expected = i + 1;
      }
    }
  }

  byte[] toBytes() {
    return Arrays.copyOf(bytes, size);
  }
}
