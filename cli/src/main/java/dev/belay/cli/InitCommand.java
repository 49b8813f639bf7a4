package dev.belay.cli;

import dev.belay.engine.config.PlanWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code belay init}: a plan to start from. */
@Command(
    name = "init",
    description = "Writes the default rollout plan, with a comment on every key.")
final class InitCommand implements Callable<Integer> {
  private final Io io;

  @Option(
      names = {"-f", "--file"},
      paramLabel = "FILE",
      description = "Where to; standard output if left out, or -. A file that exists is refused.")
  private @Nullable String file;

  @Option(names = "--force", description = "Write over a file that exists.")
  private boolean force;

  InitCommand(Io io) {
    this.io = io;
  }

  @Override
  public Integer call() {
    if (file == null || file.equals("-")) {
      io.out().write(PlanWriter.defaultPlan());
    } else {
      write(file);
      io.err().println("belay: wrote " + Text.printable(file));
    }
    return ExitCode.OK;
  }

  private void write(String name) {
    OpenOption[] options =
        force
            ? new OpenOption[] {
              StandardOpenOption.CREATE,
              StandardOpenOption.TRUNCATE_EXISTING,
              StandardOpenOption.WRITE
            }
            : new OpenOption[] {StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE};
    try {
      Files.writeString(io.path(name), PlanWriter.defaultPlan(), StandardCharsets.UTF_8, options);
    } catch (FileAlreadyExistsException e) {
      throw new BadInputException(
          Place.of(name),
          "there is a file of this name; name another, or write over it with --force");
    } catch (NoSuchFileException e) {
      throw new BadInputException(
          Place.of(name), "the directory it would stand in does not exist; create it first");
    } catch (IOException | InvalidPathException e) {
      throw new BadInputException(
          Place.of(name), "cannot be written (" + e.getMessage() + "); choose another place");
    }
  }
}
