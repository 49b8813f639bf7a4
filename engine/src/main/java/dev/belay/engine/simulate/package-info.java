/**
 * Measuring rules by simulation: seeded traffic, faults of known size, and what rules make of them.
 */
@NullMarked
package dev.belay.engine.simulate;

import org.jspecify.annotations.NullMarked;
