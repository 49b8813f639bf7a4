package dev.belay.cli;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import java.util.zip.ZipException;

/**
 * Decompresses a gzip file (RFC 1952) of one member or several, and refuses any byte that belongs
 * to none. {@code java.util.zip.GZIPInputStream} takes a broken header of a second member for the
 * end of the file, so that a damaged file would silently lose its rest. Not thread-safe.
 */
final class GzipInputStream extends InputStream {
  private static final int BUFFER_BYTES = 1 << 16;
  private static final int MAGIC = 0x8B1F;
  private static final int DEFLATE = 8;
  private static final int TIME_FLAGS_SYSTEM_BYTES = 6;
  private static final int HEADER_CHECKSUM = 2;
  private static final int EXTRA = 4;
  private static final int NAME = 8;
  private static final int COMMENT = 16;
  private static final int RESERVED = 0xE0;

  private final InputStream in;
  private final byte[] buffer = new byte[BUFFER_BYTES];
  private int at;
  private int end;
  private final Inflater inflater = new Inflater(true);
  private final CRC32 contentChecksum = new CRC32();
  private final CRC32 headerChecksum = new CRC32();
  private boolean inMember;
  private boolean started;

  GzipInputStream(InputStream in) {
    this.in = in;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    while (inMember || beginMember()) {
      int read = inflate(target, offset, length);
      if (read > 0) {
        contentChecksum.update(target, offset, read);
        return read;
      }
      if (inflater.finished()) {
        endMember();
      } else if (inflater.needsInput()) {
        requireMore();
        inflater.setInput(buffer, at, end - at);
        at = end;
      } else {
        throw new ZipException("a preset dictionary");
      }
    }
    return -1;
  }

  private int inflate(byte[] target, int offset, int length) throws IOException {
    try {
      return inflater.inflate(target, offset, length);
    } catch (DataFormatException e) {
      ZipException damaged = new ZipException("damaged data");
      damaged.initCause(e);
      throw damaged;
    }
  }

  /** Reads the header of a member; false at the end of the file. */
  private boolean beginMember() throws IOException {
    if (started && !more()) {
      return false;
    }
    headerChecksum.reset();
    if (twoBytes() != MAGIC || oneByte() != DEFLATE) {
      throw new ZipException(started ? "bytes after the end that are not gzip" : "no gzip header");
    }
    int flags = oneByte();
    if ((flags & RESERVED) != 0) {
      throw new ZipException("unknown flags in the header");
    }
    skip(TIME_FLAGS_SYSTEM_BYTES);
    if ((flags & EXTRA) != 0) {
      skip(twoBytes());
    }
    if ((flags & NAME) != 0) {
      skipText();
    }
    if ((flags & COMMENT) != 0) {
      skipText();
    }
    int expected = (int) headerChecksum.getValue() & 0xFFFF;
    if ((flags & HEADER_CHECKSUM) != 0 && twoBytes() != expected) {
      throw new ZipException("wrong checksum of the header");
    }
    inflater.reset();
    contentChecksum.reset();
    started = true;
    inMember = true;
    return true;
  }

  /** Reads the trailer of a member: the checksum and the length of its content. */
  private void endMember() throws IOException {
    at = end - inflater.getRemaining();
    long checksum = fourBytes();
    long length = fourBytes();
    if (checksum != contentChecksum.getValue()) {
      throw new ZipException("wrong checksum");
    }
    if (length != (inflater.getBytesWritten() & 0xFFFFFFFFL)) {
      throw new ZipException("wrong length");
    }
    inMember = false;
  }

  private void skipText() throws IOException {
    while (oneByte() != 0) {
      // up to the 0 that ends it
    }
  }

  private void skip(int bytes) throws IOException {
    for (int i = 0; i < bytes; i++) {
      oneByte();
    }
  }

  private long fourBytes() throws IOException {
    long low = twoBytes();
    return low | (long) twoBytes() << 16;
  }

  private int twoBytes() throws IOException {
    int low = oneByte();
    return low | oneByte() << 8;
  }

  private int oneByte() throws IOException {
    requireMore();
    byte next = buffer[at++];
    headerChecksum.update(next);
    return next & 0xFF;
  }

  private void requireMore() throws IOException {
    if (!more()) {
      throw new EOFException(started ? "it ends too early" : "it ends before its header does");
    }
  }

  /** Whether there is another byte; if so, it is in the buffer. */
  private boolean more() throws IOException {
    if (at == end) {
      at = 0;
      end = Math.max(0, in.read(buffer, 0, buffer.length));
    }
    return at < end;
  }

  @Override
  public void close() throws IOException {
    inflater.end();
    in.close();
  }
}
