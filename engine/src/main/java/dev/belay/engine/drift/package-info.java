/** The weekly report as JSON and as Markdown. */
@NullMarked
package dev.belay.engine.drift;

import org.jspecify.annotations.NullMarked;
