/** Canonical JSON (RFC 8785) and the fingerprint of a plan. */
@NullMarked
package dev.belay.engine.attest;

import org.jspecify.annotations.NullMarked;
