/** Values that say what was decided, and under which configuration. */
@NullMarked
package dev.belay.attest;

import org.jspecify.annotations.NullMarked;
