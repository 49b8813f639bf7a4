/** The command line, run in this process against real files. */
@NullMarked
package dev.belay.cli;

import org.jspecify.annotations.NullMarked;
