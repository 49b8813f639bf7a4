package dev.belay.engine.config;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;

/** Strict decoding of UTF-8. Stateless. */
final class Utf8 {

  private Utf8() {}

  /** The text without a byte order mark. */
  static String decode(byte[] content) throws FatalFault {
    CharsetDecoder decoder =
        StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
    ByteBuffer in = ByteBuffer.wrap(content);
    CharBuffer out = CharBuffer.allocate(content.length);
    CoderResult result = decoder.decode(in, out, true);
    out.flip();
    if (result.isError()) {
      throw new FatalFault(
          Optional.of(positionOf(out, out.length())),
          String.format(
              Locale.ROOT,
              "the file is not UTF-8: byte 0x%02x at offset %d; save it as UTF-8",
              content[in.position()],
              in.position()));
    }
    String text = out.toString();
    return text.startsWith("\uFEFF") ? text.substring(1) : text;
  }

  /** The place of the character at an index (UTF-16 units); columns count whole characters. */
  static Position positionOf(CharSequence text, int index) {
    int line = 1;
    int column = 1;
    for (int i = 0; i < Math.min(index, text.length()); i++) {
      if (text.charAt(i) == '\n') {
        line++;
        column = 1;
      } else if (!Character.isLowSurrogate(text.charAt(i))) {
        column++;
      }
    }
    return new Position(line, column);
  }

  /** The index of the first unpaired surrogate, or -1. */
  static int unpairedSurrogate(CharSequence text) {
    int i = 0;
    while (i < text.length()) {
      int codePoint = Character.codePointAt(text, i);
      // A pair gives one code point of two chars; a surrogate left over is one without its partner.
      if (codePoint <= Character.MAX_VALUE && Character.isSurrogate((char) codePoint)) {
        return i;
      }
      i += Character.charCount(codePoint);
    }
    return -1;
  }
}
