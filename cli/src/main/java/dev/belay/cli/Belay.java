package dev.belay.cli;

import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;

/** The {@code belay} command: parses the arguments, runs the verb, answers with its exit code. */
@Command(
    name = "belay",
    mixinStandardHelpOptions = true,
    versionProvider = Belay.Version.class,
    description = "Rolls a risky change out step by step and takes it back when it hurts.",
    synopsisSubcommandLabel = "COMMAND")
public final class Belay {

  /** Created by {@link #main} and by tests. */
  public Belay() {}

  /**
   * Runs one command and ends the process with its exit code.
   *
   * @param args the arguments as the shell passed them
   */
  public static void main(String[] args) {
    System.exit(new CommandLine(new Belay()).execute(args));
  }

  /** The version of the build, which Maven writes into a resource beside this class. */
  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() throws IOException {
      Properties properties = new Properties();
      try (InputStream in = Belay.class.getResourceAsStream("version.properties")) {
        properties.load(in);
      }
      return new String[] {"belay " + properties.getProperty("version")};
    }
  }
}
