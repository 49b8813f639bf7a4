package dev.belay.cli;

/** The exit codes of {@code belay}; scripts rely on them, {@code docs/CLI.md} documents them. */
public final class ExitCode {
  /** Everything went well, or the answer is "yes". */
  public static final int OK = 0;

  /** The verb ran, and its answer is "no". */
  public static final int NO = 1;

  /** Bad usage or bad input: nothing was done. */
  public static final int BAD_INPUT = 2;

  /**
   * A fault of Belay or of the machine (a bug, no memory left, a full disk); {@code EX_SOFTWARE} of
   * sysexits.h, so that it is never taken for an answer.
   */
  public static final int INTERNAL = 70;

  /** The reader of standard output went away ({@code | head}): what a shell reports for SIGPIPE. */
  public static final int BROKEN_PIPE = 141;

  private ExitCode() {}
}
