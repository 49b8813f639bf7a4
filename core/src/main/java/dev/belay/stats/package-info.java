/** Statistics without domain words: exact sums, intervals, distributions. */
@NullMarked
package dev.belay.stats;

import org.jspecify.annotations.NullMarked;
