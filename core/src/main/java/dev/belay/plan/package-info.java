/** The typed values of a rollout's configuration file, each with its default. */
@NullMarked
package dev.belay.plan;

import org.jspecify.annotations.NullMarked;
