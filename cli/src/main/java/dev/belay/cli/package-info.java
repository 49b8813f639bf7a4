/** The {@code belay} command line. */
@NullMarked
package dev.belay.cli;

import org.jspecify.annotations.NullMarked;
