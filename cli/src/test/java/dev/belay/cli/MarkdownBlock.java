package dev.belay.cli;

import java.util.ArrayList;
import java.util.List;

/**
 * A fenced block of a Markdown file.
 *
 * @param language the word after the fence
 * @param firstLine the number of its first line inside the fence, from 0
 * @param lines what stands between the fences
 */
record MarkdownBlock(String language, int firstLine, List<String> lines) {
  private static final String FENCE = "```";

  /** The blocks of a document, fences at the start of a line only. */
  static List<MarkdownBlock> of(List<String> document) {
    List<MarkdownBlock> blocks = new ArrayList<>();
    for (int at = 0; at < document.size(); at++) {
      if (document.get(at).startsWith(FENCE)) {
        int end = at + 1;
        while (!document.get(end).equals(FENCE)) {
          end++;
        }
        blocks.add(
            new MarkdownBlock(
                document.get(at).substring(FENCE.length()).strip(),
                at + 1,
                List.copyOf(document.subList(at + 1, end))));
        at = end;
      }
    }
    return blocks;
  }

  /** One past the number of its last line. */
  int end() {
    return firstLine + lines.size();
  }

  String text() {
    return String.join("\n", lines) + "\n";
  }
}
