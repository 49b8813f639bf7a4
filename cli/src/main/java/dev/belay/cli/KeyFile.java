package dev.belay.cli;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The targeting keys of a file: UTF-8, one key a line, nothing trimmed. Lines end with LF alone, so
 * a key may hold any other character, CR included; a final LF ends the last key. Immutable.
 *
 * <p>The file is held as its bytes and an index, so that a million keys cost their own length and
 * four bytes each.
 */
final class KeyFile {
  /** The longest file that is read. */
  static final int MAX_BYTES = 1 << 29;

  /** The longest key, in bytes. */
  static final int MAX_KEY_BYTES = 1 << 16;

  /** The most keys that are read. */
  static final int MAX_KEYS = 10_000_000;

  private final byte[] bytes;

  /** Key i is the bytes from {@code starts[i]} to one before {@code starts[i + 1]}. */
  private final int[] starts;

  private KeyFile(byte[] bytes, int[] starts) {
    this.bytes = bytes;
    this.starts = starts;
  }

  /**
   * Reads and checks a file.
   *
   * @throws BadInputException if it has no key, an empty line, a line that is too long, or bytes
   *     that are not UTF-8
   */
  static KeyFile read(InputFile file) {
    byte[] bytes = file.readAll(MAX_BYTES, "split it and run the command on each part");
    Utf8Checker utf8 = new Utf8Checker(false);
    if (!utf8.check(bytes, 0, bytes.length) || !utf8.complete()) {
      throw InputFile.notUtf8(file.place(utf8.line(), utf8.column()));
    }
    if (bytes.length == 0) {
      throw new BadInputException(file.place(), "holds no key; write one key a line");
    }
    int lines = lines(bytes);
    if (lines > MAX_KEYS) {
      throw new BadInputException(
          file.place(MAX_KEYS + 1L, 1),
          "more than " + MAX_KEYS + " keys; split the file and run the command on each part");
    }
    return new KeyFile(bytes, index(file, bytes, lines));
  }

  private static int[] index(InputFile file, byte[] bytes, int lines) {
    int[] starts = new int[lines + 1];
    int start = 0;
    for (int line = 0; line < lines; line++) {
      int end = start;
      while (end < bytes.length && bytes[end] != '\n') {
        end++;
      }
      if (end == start) {
        throw new BadInputException(
            file.place(line + 1L, 1), "this line is empty, but a key is not; delete the line");
      }
      if (end - start > MAX_KEY_BYTES) {
        throw new BadInputException(
            file.place(line + 1L, 1),
            Text.format("this key has %d bytes; a key has at most %d", end - start, MAX_KEY_BYTES));
      }
      start = end + 1;
      starts[line + 1] = start;
    }
    return starts;
  }

  private static int lines(byte[] bytes) {
    int lines = bytes[bytes.length - 1] == '\n' ? 0 : 1;
    for (byte b : bytes) {
      if (b == '\n') {
        lines++;
      }
    }
    return lines;
  }

  /** The number of keys, at least 1. */
  int size() {
    return starts.length - 1;
  }

  /** Key {@code i}, from 0. */
  String key(int i) {
    return new String(bytes, starts[i], length(i), StandardCharsets.UTF_8);
  }

  /** Whether two keys are the same. */
  boolean same(int i, int j) {
    return Arrays.equals(
        bytes, starts[i], starts[i] + length(i), bytes, starts[j], starts[j] + length(j));
  }

  /** A hash of key {@code i}; equal keys have equal ones. */
  int hash(int i) {
    long hash = 0x9E3779B97F4A7C15L;
    for (int at = starts[i]; at < starts[i + 1] - 1; at++) {
      hash = (hash ^ bytes[at]) * 0xFF51AFD7ED558CCDL;
    }
    return (int) (hash >>> 32);
  }

  /** Whether a key ends with CR: most likely the file was written with CR LF. */
  boolean hasCarriageReturn() {
    for (int i = 0; i < size(); i++) {
      if (bytes[starts[i] + length(i) - 1] == '\r') {
        return true;
      }
    }
    return false;
  }

  /** Whether the first key starts with U+FEFF: most likely meant as a byte order mark. */
  boolean hasByteOrderMark() {
    return key(0).startsWith("\uFEFF");
  }

  private int length(int i) {
    return starts[i + 1] - 1 - starts[i];
  }
}
