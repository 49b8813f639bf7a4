package dev.belay.cli;

import java.io.InputStream;
import java.io.PrintWriter;

/**
 * Everything a verb sees of the outside, so that a test can be it.
 *
 * @param in standard input
 * @param out standard output
 * @param err standard error
 * @param terminal what is known about the terminal
 */
record Io(InputStream in, Output out, PrintWriter err, Terminal terminal) {}
