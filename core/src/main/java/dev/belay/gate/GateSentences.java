package dev.belay.gate;

/** The words of results. Stateless. */
final class GateSentences {
  private GateSentences() {}

  static String of(GateResult result) {
    return result.key() + ": " + result.verdict();
  }
}
