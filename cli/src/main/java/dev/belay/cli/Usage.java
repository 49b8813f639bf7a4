package dev.belay.cli;

import dev.belay.engine.config.NearestWord;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * What is wrong with a command line, in one sentence. The parser misses a required option before it
 * tells of the one that was mistyped, and takes what follows a mistyped verb for wrong as well.
 * Stateless.
 */
final class Usage {
  private Usage() {}

  static String sentence(ParameterException exception) {
    CommandLine command = exception.getCommandLine();
    List<String> unmatched =
        exception instanceof UnmatchedArgumentException arguments
            ? arguments.getUnmatched()
            : command.getUnmatchedArguments();
    return mistyped(command, unmatched)
        .orElseGet(() -> String.valueOf(exception.getMessage()).replace('\n', ' '));
  }

  private static Optional<String> mistyped(CommandLine command, List<String> unmatched) {
    String name = command.getCommandSpec().qualifiedName();
    boolean takesVerb = !command.getSubcommands().isEmpty();
    if (takesVerb && !unmatched.isEmpty() && !isOption(unmatched.get(0))) {
      String word = unmatched.get(0);
      return Optional.of(
          Text.quoted(word)
              + " is no command of "
              + name
              + remedy(word, command.getSubcommands().keySet()));
    }
    return unmatched.stream()
        .filter(Usage::isOption)
        .findFirst()
        .map(Usage::withoutValue)
        .map(
            typed ->
                Text.quoted(typed) + " is no option of " + name + remedy(typed, options(command)));
  }

  private static boolean isOption(String word) {
    return word.startsWith("-") && word.length() > 1;
  }

  private static String withoutValue(String option) {
    int end = option.indexOf('=');
    return end < 0 ? option : option.substring(0, end);
  }

  private static List<String> options(CommandLine command) {
    List<String> names = new ArrayList<>();
    for (OptionSpec option : command.getCommandSpec().options()) {
      names.add(option.longestName());
    }
    return names;
  }

  private static String remedy(String word, Collection<String> known) {
    return NearestWord.to(word, known)
        .map(near -> "; did you mean " + near + "?")
        .orElse("; write one of " + String.join(", ", known));
  }
}
