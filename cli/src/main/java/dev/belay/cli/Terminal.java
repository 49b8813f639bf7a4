package dev.belay.cli;

import java.io.Console;
import java.lang.reflect.InvocationTargetException;
import java.util.Map;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * What is known about the terminal. Thread-safe (immutable).
 *
 * @param outputIsTerminal a person reads standard output
 * @param errorIsTerminal a person reads standard error, so a progress bar may be drawn there
 * @param color standard output may carry ANSI colours; never true unless it is a terminal
 */
record Terminal(boolean outputIsTerminal, boolean errorIsTerminal, boolean color) {

  /** No terminal at all: files, pipes and tests. */
  static final Terminal NONE = new Terminal(false, false, false);

  static final String OUTPUT_PROPERTY = "belay.terminal.stdout";
  static final String ERROR_PROPERTY = "belay.terminal.stderr";

  /**
   * Detects the terminal. The launcher, which can ask the operating system, says so in the system
   * properties {@value #OUTPUT_PROPERTY} and {@value #ERROR_PROPERTY}. Without them the JVM is
   * asked, which knows about standard output only; then standard error counts as no terminal,
   * because a progress bar in a log file is worse than none on a screen.
   *
   * @param properties the system properties
   * @param environment the environment; a non-empty {@code NO_COLOR}, or {@code TERM=dumb}, turns
   *     colour off
   */
  static Terminal detect(Properties properties, Map<String, String> environment) {
    boolean output = flag(properties.getProperty(OUTPUT_PROPERTY), consoleIsTerminal());
    boolean error = flag(properties.getProperty(ERROR_PROPERTY), false);
    boolean noColor =
        !environment.getOrDefault("NO_COLOR", "").isEmpty()
            || "dumb".equals(environment.get("TERM"));
    return new Terminal(output, error, output && !noColor);
  }

  private static boolean flag(@Nullable String property, boolean otherwise) {
    return property == null ? otherwise : Boolean.parseBoolean(property);
  }

  /**
   * Since Java 22 {@link System#console()} answers for a pipe as well, and {@code
   * Console.isTerminal()} is the question to ask; before, there was a console only on a terminal.
   */
  @SuppressWarnings("SystemConsoleNull")
  private static boolean consoleIsTerminal() {
    Console console = System.console();
    if (console == null) {
      return false;
    }
    try {
      return (boolean) Console.class.getMethod("isTerminal").invoke(console);
    } catch (NoSuchMethodException beforeJava22) {
      return true;
    } catch (IllegalAccessException | InvocationTargetException unanswered) {
      return false;
    }
  }
}
