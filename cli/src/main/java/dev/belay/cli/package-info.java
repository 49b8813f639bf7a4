/**
 * The command line {@code belay}: one small class per verb, which reads its input, asks core and
 * engine, and prints the answer. No formula lives here.
 *
 * <p>Rules every verb keeps: bad input prints nothing on standard output and exits with {@link
 * dev.belay.cli.ExitCode#BAD_INPUT}; a verb computes its whole answer before the first character of
 * it is printed; a message names file, line and column, the value, and what to do.
 */
@NullMarked
package dev.belay.cli;

import org.jspecify.annotations.NullMarked;
