package dev.belay.flag;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * SHA-256 over strings in UTF-8 without allocating: one digest and one small buffer a thread,
 * whatever the length of the strings. Strings that are not well-formed Unicode have no UTF-8 and
 * are refused, never replaced: two different keys must not silently share a bucket.
 *
 * <p>Not thread-safe; take the thread's own with {@link #ofThread}, feed it, and finish it before
 * anything else of this thread may use it.
 */
final class KeyHasher {
  private static final ThreadLocal<KeyHasher> OF_THREAD = ThreadLocal.withInitial(KeyHasher::new);
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
  private static final int MAX_BYTES_OF_CHARACTER = 4;

  private final MessageDigest digest = sha256();
  private final byte[] hash = new byte[32];
  private final byte[] buffer = new byte[512];
  private int used;

  static KeyHasher ofThread() {
    return OF_THREAD.get();
  }

  void bytes(byte[] bytes) {
    if (used + bytes.length > buffer.length) {
      flush();
      digest.update(bytes);
    } else {
      System.arraycopy(bytes, 0, buffer, used, bytes.length);
      used += bytes.length;
    }
  }

  void oneByte(int value) {
    if (used == buffer.length) {
      flush();
    }
    buffer[used++] = (byte) value;
  }

  /**
   * Adds a string in UTF-8.
   *
   * @throws IllegalArgumentException if it has an unpaired surrogate; the hasher is then empty
   */
  void text(String text) {
    if (!ascii(text)) {
      int i = 0;
      while (i < text.length()) {
        if (used > buffer.length - MAX_BYTES_OF_CHARACTER) {
          flush();
        }
        i += character(text, i, text.charAt(i));
      }
    }
  }

  /** Adds a string that is all ASCII and fits into the buffer; else adds nothing, returns false. */
  private boolean ascii(String text) {
    int length = text.length();
    byte[] bytes = buffer;
    int start = used;
    if (length > bytes.length - start) {
      return false;
    }
    // No way out of the loops, so that the compiler can unroll them; eight characters a store,
    // because the digest reads words and would have to wait for single bytes.
    int seen = 0;
    int i = 0;
    for (; i < length - 7; i += Long.BYTES) {
      long eight = 0;
      for (int k = 0; k < Long.BYTES; k++) {
        char c = text.charAt(i + k);
        seen |= c;
        eight = (eight << Byte.SIZE) | c;
      }
      LONGS.set(bytes, start + i, eight);
    }
    for (; i < length; i++) {
      char c = text.charAt(i);
      seen |= c;
      bytes[start + i] = (byte) c;
    }
    if (seen >= 0x80) {
      return false;
    }
    used = start + length;
    return true;
  }

  /** Adds one character; returns how many chars of the text it took. */
  private int character(String text, int index, char c) {
    if (c < 0x80) {
      buffer[used++] = (byte) c;
      return 1;
    }
    if (c < 0x800) {
      buffer[used++] = (byte) (0xC0 | (c >> 6));
    } else if (!Character.isSurrogate(c)) {
      buffer[used++] = (byte) (0xE0 | (c >> 12));
      buffer[used++] = (byte) (0x80 | ((c >> 6) & 0x3F));
    } else {
      return supplementary(text, index);
    }
    buffer[used++] = (byte) (0x80 | (c & 0x3F));
    return 1;
  }

  private int supplementary(String text, int index) {
    int codePoint = text.codePointAt(index);
    if (!Character.isSupplementaryCodePoint(codePoint)) {
      clear();
      throw unpaired("the string", text, index);
    }
    buffer[used++] = (byte) (0xF0 | (codePoint >> 18));
    buffer[used++] = (byte) (0x80 | ((codePoint >> 12) & 0x3F));
    buffer[used++] = (byte) (0x80 | ((codePoint >> 6) & 0x3F));
    buffer[used++] = (byte) (0x80 | (codePoint & 0x3F));
    return 2;
  }

  /** Ends the hash and leaves the hasher empty; read the result with {@link #word}. */
  void finish() {
    flush();
    try {
      digest.digest(hash, 0, hash.length);
    } catch (DigestException e) {
      throw new AssertionError("SHA-256 gives 32 bytes", e);
    }
  }

  /** Eight bytes of the last finished hash as a big-endian number; word 0 are the first eight. */
  long word(int index) {
    return (long) LONGS.get(hash, index * Long.BYTES);
  }

  /** Forgets what was added. */
  void clear() {
    used = 0;
    digest.reset();
  }

  private void flush() {
    digest.update(buffer, 0, used);
    used = 0;
  }

  /** The string in UTF-8; it must be well-formed. */
  static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /**
   * Refuses a string that has no UTF-8.
   *
   * @throws IllegalArgumentException if {@code text} has an unpaired surrogate
   */
  static void requireWellFormed(String text, String name) {
    for (int i = 0; i < text.length(); i++) {
      if (Character.isSurrogate(text.charAt(i))) {
        if (!Character.isSupplementaryCodePoint(text.codePointAt(i))) {
          throw unpaired(name, text, i);
        }
        i++;
      }
    }
  }

  private static IllegalArgumentException unpaired(String name, String text, int index) {
    return new IllegalArgumentException(
        name
            + " has the unpaired surrogate U+"
            + Integer.toHexString(text.charAt(index)).toUpperCase(java.util.Locale.ROOT)
            + " at index "
            + index
            + "; pass well-formed Unicode");
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
