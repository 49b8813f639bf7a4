package dev.belay.plan;

/** What an overall gate must show for a promotion. */
public enum PromotionRule {
  /** Its estimate is within the limit. */
  ESTIMATE,
  /** Its evidence rejects "outside the limit". */
  EVIDENCE
}
