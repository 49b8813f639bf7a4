/** The journal: a hash chain of events and the summaries they rest on, kept in a store. */
@NullMarked
package dev.belay.engine.journal;

import org.jspecify.annotations.NullMarked;
