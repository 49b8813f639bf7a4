/** The gates that are judged at every tick over a whole attempt, within one error budget. Pure. */
@NullMarked
package dev.belay.sequential;

import org.jspecify.annotations.NullMarked;
