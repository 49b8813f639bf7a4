package dev.belay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TextCacheTest {
  private final TextCache cache = new TextCache(4);

  @Test
  void aTextThatWasAdded_isFoundAsTheSameObject() {
    KnownText added = new KnownText("microsoft/vscode");
    cache.add(added);
    assertThat(find("microsoft/vscode")).isSameAs(added);
    assertThat(find("microsoft/vscodf")).isNull();
    assertThat(find("")).isNull();
  }

  @Test
  void textsOfOneHash_areToldApart() {
    cache.add(new KnownText("Aa"));
    assertThat("Aa").hasSameHashCodeAs("BB");
    assertThat(find("BB")).isNull();
    cache.add(new KnownText("BB"));
    assertThat(find("Aa").text()).isEqualTo("Aa");
    assertThat(find("BB").text()).isEqualTo("BB");
    cache.add(new KnownText("x".repeat(200)));
    assertThat(find("x".repeat(200))).isNull();
  }

  @Test
  void whateverIsAdded_whatIsFoundIsWhatWasAskedFor() {
    for (int i = 0; i < 1000; i++) {
      String text = "key-" + i % 37;
      KnownText found = find(text);
      if (found == null) {
        cache.add(new KnownText(text));
      } else {
        assertThat(found.text()).isEqualTo(text);
      }
    }
  }

  private KnownText find(String text) {
    char[] chars = ("a" + text + "b").toCharArray();
    return cache.find(chars, 1, chars.length - 1);
  }
}
