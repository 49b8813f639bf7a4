/**
 * The typed values of a rollout's configuration file: immutable records, one for each section of
 * the file, with the file's own names. The compact constructors check every bound, so a plan built
 * in code is as safe as one that was read. Nothing here reads files or clocks; all types are
 * thread-safe because they are immutable.
 */
@NullMarked
package dev.belay.plan;

import org.jspecify.annotations.NullMarked;
