/** The gates: each judges a summary and says pass, breach or insufficient. Pure. */
@NullMarked
package dev.belay.gate;

import org.jspecify.annotations.NullMarked;
