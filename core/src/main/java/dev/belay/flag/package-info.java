/** Who gets the change: buckets, snapshots, decisions. */
@NullMarked
package dev.belay.flag;

import org.jspecify.annotations.NullMarked;
