package dev.belay.plan;

/** What a sample counts as when its label has not come by {@code labelMaturity}. */
public enum Unlabelled {
  /** It is left out (and the gate has no answer where too few are labelled). */
  EXCLUDE,
  /** It is a 0: the label means that something happened in time. */
  NEGATIVE
}
