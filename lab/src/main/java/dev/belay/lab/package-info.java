/**
 * Rules side by side on the same simulated traffic: ours, and what the field publishes of its own.
 */
@NullMarked
package dev.belay.lab;

import org.jspecify.annotations.NullMarked;
