package dev.belay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class Utf8CheckerTest {

  @Test
  void everySequenceOfTwoBytes_isJudgedAsTheJdkDoes() {
    for (int first = 0; first < 256; first++) {
      for (int second = 0; second < 256; second++) {
        assertJudgedAsByTheJdk((byte) first, (byte) second);
      }
    }
  }

  @Test
  void sequencesOfThreeAndFourBytes_areJudgedAsTheJdkDoes_atEveryBorder() {
    int[] borders = {0x00, 0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC0, 0xFF};
    for (int first = 0xE0; first < 256; first++) {
      for (int second : borders) {
        for (int third : borders) {
          assertJudgedAsByTheJdk((byte) first, (byte) second, (byte) third);
          for (int fourth : borders) {
            assertJudgedAsByTheJdk((byte) first, (byte) second, (byte) third, (byte) fourth);
          }
        }
      }
    }
  }

  @Test
  void theVerdict_doesNotDependOnHowTheBytesAreCut() {
    long seed = Long.getLong("belay.seed", 20261122L);
    SplittableRandom random = new SplittableRandom(seed);
    byte[] text = "aß\u20ac\uD83D\uDE00\n\r\nb".repeat(50).getBytes(StandardCharsets.UTF_8);
    Utf8Checker checker = new Utf8Checker(true);
    for (int at = 0; at < text.length; ) {
      int length = Math.min(random.nextInt(5), text.length - at);
      assertThat(checker.check(text, at, length)).as("seed %d", seed).isTrue();
      at += length;
    }
    assertThat(checker.complete()).isTrue();
    assertThat(checker.line()).isEqualTo(101);
    assertThat(checker.column()).isEqualTo(1);
  }

  @Test
  void eightBytesAtOnce_areJudgedAsOneByOne() {
    long seed = Long.getLong("belay.seed", 20261122L);
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = 0; i < 20_000; i++) {
      byte[] text = new byte[random.nextInt(64)];
      int odd = random.nextInt(8);
      for (int at = 0; at < text.length; at++) {
        boolean special = random.nextInt(16) < odd;
        text[at] = (byte) (special ? "\n\r\u00e9\u0000\u007f".charAt(random.nextInt(5)) : 'a');
      }
      Utf8Checker whole = new Utf8Checker(i % 2 == 0);
      Utf8Checker oneByOne = new Utf8Checker(i % 2 == 0);
      boolean valid = true;
      for (int at = 0; at < text.length && valid; at++) {
        valid = oneByOne.check(text, at, 1);
      }
      String which = "seed " + seed + ", " + java.util.HexFormat.of().formatHex(text);
      assertThat(whole.check(text, 0, text.length)).as(which).isEqualTo(valid);
      assertThat(whole.complete()).as(which).isEqualTo(oneByOne.complete());
      assertThat(whole.line()).as(which).isEqualTo(oneByOne.line());
      assertThat(whole.column()).as(which).isEqualTo(oneByOne.column());
    }
  }

  @Test
  void carriageReturns_endLines_onlyWhereAsked() {
    byte[] text = "a\rb\r\nc\nd".getBytes(StandardCharsets.UTF_8);
    Utf8Checker every = new Utf8Checker(true);
    Utf8Checker lineFeedOnly = new Utf8Checker(false);
    assertThat(every.check(text, 0, text.length)).isTrue();
    assertThat(lineFeedOnly.check(text, 0, text.length)).isTrue();
    assertThat(every.line()).isEqualTo(4);
    assertThat(lineFeedOnly.line()).isEqualTo(3);
  }

  private static void assertJudgedAsByTheJdk(byte... bytes) {
    boolean valid = true;
    try {
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
    } catch (CharacterCodingException malformed) {
      valid = false;
    }
    Utf8Checker checker = new Utf8Checker(false);
    boolean judged = checker.check(bytes, 0, bytes.length) && checker.complete();
    assertThat(judged).as("bytes %s", java.util.HexFormat.of().formatHex(bytes)).isEqualTo(valid);
  }
}
