package dev.belay.gate;

import java.util.Locale;

/** The words of results that rest on an e-value. Stateless. */
final class SequentialSentences {
  private static final int DIGITS = 3;
  private static final double LN_10 = 2.302585092994046;

  /** How units begin that are a share of latencies: the limit they are over follows. */
  private static final String SHARE_OVER = "% over ";

  private SequentialSentences() {}

  static void append(StringBuilder words, GateResult result, EValue evidence) {
    if (result.verdict() == Verdict.INSUFFICIENT) {
      words.append("undecided, ");
    }
    figures(words, result);
    words.append(": ").append(kind(result, evidence)).append(power(evidence.log()));
    words.append(evidence.reaches() ? " reaches " : " of ").append(power(evidence.logThreshold()));
    if (result.verdict() == Verdict.INSUFFICIENT && !result.missing().isEmpty()) {
      words.append("; it lacks ").append(result.missing());
    }
    if (!result.confirmed()) {
      words.append("; unconfirmed, as the arms hold different queries");
    }
    if (result.preExisting()) {
      words.append("; pre-existing, as what it is compared with is over the limit too");
    }
  }

  private static String kind(GateResult result, EValue evidence) {
    if (result.verdict() == Verdict.INSUFFICIENT) {
      return evidence.ofBreach() ? "evidence of a breach " : "evidence that it is within ";
    }
    if (result.verdict() == Verdict.PASS) {
      return evidence.ofBreach()
          ? "no breach is shown, evidence of one "
          : "within the limit, evidence ";
    }
    return "evidence ";
  }

  private static void figures(StringBuilder words, GateResult result) {
    double estimate = result.estimate().orElse(0);
    String n = GateSentences.whole(result.n());
    boolean share = result.unit().startsWith(SHARE_OVER);
    words.append(number(estimate));
    if (share) {
      words
          .append(" % of ")
          .append(n)
          .append(" latencies are over ")
          .append(result.unit().substring(SHARE_OVER.length()));
    } else {
      words.append(unit(result.unit()));
    }
    result
        .limit()
        .ifPresent(
            limit ->
                words
                    .append(" against ")
                    .append(number(limit))
                    .append(share ? " %" : unit(result.unit())));
    if (!share) {
      words.append(" over ").append(n).append(' ').append(counted(result));
    }
    result.interval().ifPresent(interval -> interval(words, interval));
  }

  private static void interval(StringBuilder words, Interval interval) {
    words
        .append(", 95 % interval ")
        .append(number(interval.low()))
        .append(" to ")
        .append(number(interval.high()));
  }

  private static String counted(GateResult result) {
    if (result.comparison() == Comparison.PAIRS) {
      return "pairs";
    }
    return result.key().gate().equals(GateNames.AECE_MINUS_TAU) ? "labels" : "observations";
  }

  private static String unit(String unit) {
    return unit.isEmpty() ? "" : " " + unit;
  }

  private static String number(double value) {
    return GateSentences.number(value, DIGITS);
  }

  /** A natural logarithm as a power of ten with one decimal; the floor stands for nothing. */
  private static String power(double log) {
    return log <= EValue.FLOOR ? "0" : "10^" + String.format(Locale.ROOT, "%.1f", log / LN_10);
  }
}
