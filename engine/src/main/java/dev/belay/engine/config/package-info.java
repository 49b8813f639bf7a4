/** Reads rollout plans from YAML or JSON and reports every fault at once with its path. */
@NullMarked
package dev.belay.engine.config;

import org.jspecify.annotations.NullMarked;
