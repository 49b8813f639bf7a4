/** The controller: the shell that runs the canary policy of one rollout inside this process. */
@NullMarked
package dev.belay.engine.canary;

import org.jspecify.annotations.NullMarked;
