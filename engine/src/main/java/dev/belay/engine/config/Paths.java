package dev.belay.engine.config;

import java.util.regex.Pattern;

/**
 * Writes paths: {@code spec.ladder[1].percent}, {@code
 * spec.bucketing.overrides["microsoft/vscode"]}.
 */
final class Paths {

  private static final Pattern PLAIN_KEY = Pattern.compile("[A-Za-z_][A-Za-z0-9_-]*");

  private Paths() {}

  static String key(String parent, String key) {
    if (!PLAIN_KEY.matcher(key).matches()) {
      return parent + "[" + Show.quoted(key) + "]";
    }
    return parent.isEmpty() ? key : parent + "." + key;
  }

  static String index(String parent, int index) {
    return parent + "[" + index + "]";
  }

  /** The path as the subject of a sentence. */
  static String subject(String path) {
    return path.isEmpty() ? "the file" : path;
  }
}
