package dev.belay.cli;

import dev.belay.flag.Variant;
import java.util.Locale;

/** A column of a file of observations. */
enum ObservationColumn {
  TIME_MS,
  KEY,
  SLICE,
  CONTROL_LATENCY_US,
  CONTROL_SCORE,
  CONTROL_SUCCESS,
  CONTROL_RECALL50,
  TREATMENT_LATENCY_US,
  TREATMENT_SCORE,
  TREATMENT_SUCCESS,
  TREATMENT_RECALL50,
  LABEL,
  LABEL_TIME_MS;

  private final String text = name().toLowerCase(Locale.ROOT);

  /** The name in the header. */
  String text() {
    return text;
  }

  /** Whether a file may lack the column. */
  boolean optional() {
    return this == LABEL_TIME_MS;
  }

  static ObservationColumn latency(Variant variant) {
    return variant == Variant.TREATMENT ? TREATMENT_LATENCY_US : CONTROL_LATENCY_US;
  }

  static ObservationColumn score(Variant variant) {
    return variant == Variant.TREATMENT ? TREATMENT_SCORE : CONTROL_SCORE;
  }

  static ObservationColumn success(Variant variant) {
    return variant == Variant.TREATMENT ? TREATMENT_SUCCESS : CONTROL_SUCCESS;
  }

  static ObservationColumn recall50(Variant variant) {
    return variant == Variant.TREATMENT ? TREATMENT_RECALL50 : CONTROL_RECALL50;
  }
}
