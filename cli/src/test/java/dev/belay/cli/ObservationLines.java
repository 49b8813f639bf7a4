package dev.belay.cli;

/** Writes observation files for tests. */
final class ObservationLines {
  /** The default plan, judged by windows. */
  static final String PLAN =
      """
      apiVersion: belay/v1
      kind: Rollout
      metadata: { key: calib-v22 }
      spec: { evaluation: { mode: windows } }
      """;

  static final String HEADER =
      "time_ms,key,slice,control_latency_us,control_score,control_success,control_recall50,"
          + "treatment_latency_us,treatment_score,treatment_success,treatment_recall50,label";

  /** Good cells of both arms, without recall. */
  static final String ARMS = "300,0.7,1,,310,0.71,1,";

  private ObservationLines() {}

  /** A file of rows under the usual header. */
  static String file(String... rows) {
    return HEADER + "\n" + String.join("\n", rows) + "\n";
  }

  /** A row that nothing is wrong with. */
  static String row(long timeMillis, String key) {
    return timeMillis + "," + key + ",java," + ARMS + ",1";
  }
}
