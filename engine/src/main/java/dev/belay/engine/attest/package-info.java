/** Canonical JSON (RFC 8785), the fingerprint of a plan, and the signed green manifest. */
@NullMarked
package dev.belay.engine.attest;

import org.jspecify.annotations.NullMarked;
