package dev.belay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TextCacheTest {
  private final TextCache cache = new TextCache(4);

  @Test
  void aTextThatComesAgain_isTheSameObject() {
    KnownText first = get("microsoft/vscode");
    assertThat(first.text()).isEqualTo("microsoft/vscode");
    assertThat(get("microsoft/vscode")).isSameAs(first);
    assertThat(get("microsoft/vscodf")).isNotSameAs(first);
    assertThat(get("").text()).isEmpty();
  }

  @Test
  void textsOfOneHash_areToldApart() {
    KnownText first = get("Aa");
    assertThat("Aa").hasSameHashCodeAs("BB");
    assertThat(get("BB").text()).isEqualTo("BB");
    assertThat(get("Aa")).isSameAs(first);
  }

  @Test
  void aLongText_isNotKept() {
    String longest = "x".repeat(128);
    assertThat(get(longest)).isSameAs(get(longest));
    assertThat(get(longest + "x")).isNotSameAs(get(longest + "x"));
  }

  @Test
  void whateverComes_whatIsGivenIsWhatWasAskedFor() {
    for (int i = 0; i < 1000; i++) {
      String text = "key-" + "\u00e9\ud83d\ude00".repeat(i % 5) + i % 37;
      KnownText given = get(text);
      assertThat(given.text()).isEqualTo(text);
      assertThat(get(text)).isSameAs(given);
    }
  }

  private KnownText get(String text) {
    char[] chars = ("a" + text + "b").toCharArray();
    return cache.get(chars, 1, chars.length - 1);
  }
}
