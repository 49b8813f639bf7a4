package dev.belay.flag;

/** The arm of a rollout that a targeting key is served. */
public enum Variant {
  /** The system in production. Everything in doubt is served this one. */
  CONTROL("control"),
  /** The change that is being rolled out. */
  TREATMENT("treatment");

  private final String text;

  Variant(String text) {
    this.text = text;
  }

  /** The name used in configuration files and JSON: {@code control} or {@code treatment}. */
  public String text() {
    return text;
  }

  /**
   * The variant of a name in a configuration file or JSON.
   *
   * @throws IllegalArgumentException if the name is neither {@code control} nor {@code treatment}
   */
  public static Variant of(String text) {
    return switch (text) {
      case "control" -> CONTROL;
      case "treatment" -> TREATMENT;
      default ->
          throw new IllegalArgumentException(
              "variant is \"" + text + "\"; it must be \"control\" or \"treatment\"");
    };
  }
}
