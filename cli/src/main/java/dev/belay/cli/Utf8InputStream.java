package dev.belay.cli;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/**
 * Passes UTF-8 on and refuses anything else by its place; drops a byte order mark at the start.
 * Decoding itself would silently put U+FFFD where the input is broken.
 */
final class Utf8InputStream extends InputStream {
  private static final byte[] BYTE_ORDER_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

  private final InputStream in;
  private final InputFile file;
  private final Utf8Checker checker = new Utf8Checker(true);
  private byte[] head = new byte[0];
  private int headAt = -1;

  Utf8InputStream(InputStream in, InputFile file) {
    this.in = in;
    this.file = file;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    int read = readUnchecked(buffer, offset, length);
    if (read < 0) {
      if (!checker.complete()) {
        throw InputFile.notUtf8(file.place(checker.line(), checker.column()));
      }
      return read;
    }
    if (!checker.check(buffer, offset, read)) {
      throw InputFile.notUtf8(file.place(checker.line(), checker.column()));
    }
    return read;
  }

  private int readUnchecked(byte[] buffer, int offset, int length) throws IOException {
    if (headAt < 0) {
      head = in.readNBytes(BYTE_ORDER_MARK.length);
      headAt = Arrays.equals(head, BYTE_ORDER_MARK) ? head.length : 0;
    }
    if (headAt < head.length && length > 0) {
      int copied = Math.min(length, head.length - headAt);
      System.arraycopy(head, headAt, buffer, offset, copied);
      headAt += copied;
      return copied;
    }
    return in.read(buffer, offset, length);
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
