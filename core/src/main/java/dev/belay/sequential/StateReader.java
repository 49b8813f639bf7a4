package dev.belay.sequential;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Reads the parts of a state, and checks each. Not thread-safe. */
final class StateReader {
  private static final long MAX_COUNT = 1L << 50;
  private static final int MOST_WORD_BYTES = 64;

  private final byte[] bytes;
  private final int end;
  private int at;

  /** The bytes from {@code at} up to, not including, {@code end}. */
  StateReader(byte[] bytes, int at, int end) {
    this.bytes = bytes;
    this.at = at;
    this.end = end;
  }

  boolean atEnd() {
    return at == end;
  }

  int octet() {
    if (at >= end) {
      throw new SequentialStateException("it ends at byte " + at + ", in the middle of a value.");
    }
    return bytes[at++] & 0xff;
  }

  boolean bool() {
    int value = octet();
    if (value > 1) {
      throw fault("a flag is " + value + ", not 0 or 1");
    }
    return value == 1;
  }

  long varint(long max) {
    long value = 0;
    for (int shift = 0; shift < 63; shift += 7) {
      int octet = octet();
      value |= (long) (octet & 0x7f) << shift;
      if (octet < 0x80) {
        if (value > max || (octet == 0 && shift > 0)) {
          throw fault("a number is " + value + ", over " + max + " or not in its shortest form");
        }
        return value;
      }
    }
    throw fault("a number has more than 63 bits");
  }

  /** A count of observations or ticks. */
  long count() {
    return varint(MAX_COUNT);
  }

  long fixed(int width) {
    long value = 0;
    for (int i = 0; i < width; i++) {
      value |= (long) octet() << (8 * i);
    }
    return value;
  }

  /** A finite double. */
  double finite() {
    double value = Double.longBitsToDouble(fixed(Long.BYTES));
    if (!Double.isFinite(value)) {
      throw fault("a sum is " + value);
    }
    return value;
  }

  /** A finite double of at least 0 and at most a number. */
  double sum(double max) {
    double value = finite();
    if (!(value >= 0 && value <= max)) {
      throw fault("a sum is " + value + ", not 0 to " + max);
    }
    return value;
  }

  double[] reals(int length) {
    double[] values = new double[length];
    for (int i = 0; i < length; i++) {
      values[i] = Double.longBitsToDouble(fixed(Long.BYTES));
    }
    return values;
  }

  String text(int maxBytes) {
    int length = (int) varint(maxBytes);
    if (length > end - at) {
      throw fault("it ends inside of a name");
    }
    try {
      String text =
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, at, length)).toString();
      at += length;
      return text;
    } catch (CharacterCodingException e) {
      throw new SequentialStateException("a name before byte " + at + " is not UTF-8.", e);
    }
  }

  /** A constant of an enum, by its name. */
  <E extends Enum<E>> E word(Class<E> words) {
    String name = text(MOST_WORD_BYTES);
    for (E word : words.getEnumConstants()) {
      if (word.name().equals(name)) {
        return word;
      }
    }
    throw fault("a word is \"" + name + "\"");
  }

  /** What {@link StateWriter#sparse} wrote, into counts that are all 0. */
  void sparse(long[] counts) {
    Arrays.fill(counts, 0);
    int used = (int) varint(counts.length);
    int expected = 0;
    for (int i = 0; i < used; i++) {
      int cell = expected + (int) varint(counts.length - 1L - expected);
      counts[cell] = count();
      if (counts[cell] == 0) {
        throw fault("a cell that is named holds nothing");
      }
      expected = cell + 1;
    }
  }

  SequentialStateException fault(String what) {
    return new SequentialStateException(what + " (before byte " + at + ").");
  }
}
