package dev.belay.sequential;

/**
 * An estimate by the arms.
 *
 * @param value the estimate, finite; 0 where n is 0
 * @param limit what it is held against
 * @param n the observations of the scarcer arm
 * @param over whether it is outside the limit; without that no look rejects
 */
record Estimate(double value, double limit, long n, boolean over) {}
