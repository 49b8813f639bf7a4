package dev.belay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TextCacheTest {
  private final TextCache cache = new TextCache(4);

  @Test
  void aTextThatWasAdded_isFoundAsTheSameObject() {
    String added = "microsoft/vscode";
    cache.add(added);
    assertThat(find("microsoft/vscode")).isSameAs(added);
    assertThat(find("microsoft/vscodf")).isNull();
    assertThat(find("")).isNull();
  }

  @Test
  void textsOfOneHash_areToldApart() {
    cache.add("Aa");
    assertThat("Aa").hasSameHashCodeAs("BB");
    assertThat(find("BB")).isNull();
    cache.add("BB");
    assertThat(find("Aa")).isEqualTo("Aa");
    assertThat(find("BB")).isEqualTo("BB");
    cache.add("x".repeat(200));
    assertThat(find("x".repeat(200))).isNull();
  }

  @Test
  void whateverIsAdded_whatIsFoundIsWhatWasAskedFor() {
    for (int i = 0; i < 1000; i++) {
      String text = "key-" + i % 37;
      String found = find(text);
      if (found == null) {
        cache.add(text);
      } else {
        assertThat(found).isEqualTo(text);
      }
    }
  }

  private String find(String text) {
    char[] chars = ("a" + text + "b").toCharArray();
    return cache.find(chars, 1, chars.length - 1);
  }
}
