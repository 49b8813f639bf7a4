package dev.belay.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Runs the console blocks of one document in one directory, as a reader would who types them in
 * order. It knows {@code ./belay ARGS [< FILE] [> FILE]} (words without quotes), {@code cat FILE},
 * and {@code echo $?}; a command that fails must be followed by the latter. Anything else is an
 * error: what cannot be run here cannot be promised.
 */
final class ConsoleSession {
  private static final String PROMPT = "$ ";
  private static final String BELAY = "./belay";
  private static final String STATUS = "echo $?";

  private final Path directory;
  private int exitCode;

  ConsoleSession(Path directory) {
    this.directory = directory;
  }

  /** Whether a block is one to run: it starts with a command of ours. */
  static boolean runs(MarkdownBlock block) {
    return block.language().equals("console")
        && !block.lines().isEmpty()
        && block.lines().get(0).startsWith(PROMPT + BELAY);
  }

  /** The block as it should stand in the document: each command and what it prints. */
  List<String> replay(MarkdownBlock block) {
    List<String> replayed = new ArrayList<>();
    for (String line : block.lines()) {
      if (line.startsWith(PROMPT)) {
        String command = line.substring(PROMPT.length());
        if (exitCode != 0 && !command.equals(STATUS)) {
          throw new AssertionError("show the exit code " + exitCode + " before \"" + line + "\"");
        }
        replayed.add(line);
        run(command).lines().forEach(replayed::add);
      }
    }
    if (exitCode != 0) {
      throw new AssertionError("the block ends with exit code " + exitCode + "; show it");
    }
    return replayed;
  }

  private String run(String command) {
    List<String> words = new ArrayList<>(Arrays.asList(command.split(" ")));
    if (command.equals(STATUS)) {
      String shown = Integer.toString(exitCode);
      exitCode = 0;
      return shown;
    }
    if (words.get(0).equals("cat") && words.size() == 2) {
      return new String(read(words.get(1)), UTF_8);
    }
    if (words.get(0).equals(BELAY)) {
      return belay(words);
    }
    throw new AssertionError("cannot run \"" + command + "\"");
  }

  private String belay(List<String> words) {
    String to = redirection(words, ">");
    String from = redirection(words, "<");
    byte[] stdin = from.isEmpty() ? new byte[0] : read(from);
    String[] args = words.subList(1, words.size()).toArray(new String[0]);
    CliRun run = CliRun.in(directory, stdin, Terminal.NONE, args);
    exitCode = run.exitCode();
    if (to.isEmpty()) {
      return run.out() + run.err();
    }
    CliRun.write(directory.resolve(to), run.out());
    return run.err();
  }

  private static String redirection(List<String> words, String sign) {
    int at = words.indexOf(sign);
    if (at < 0) {
      return "";
    }
    words.remove(at);
    return words.remove(at);
  }

  private byte[] read(String file) {
    try {
      return Files.readAllBytes(directory.resolve(file));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
