/** The canary policy: a pure state machine from evidence to decisions to events. */
@NullMarked
package dev.belay.canary;

import org.jspecify.annotations.NullMarked;
