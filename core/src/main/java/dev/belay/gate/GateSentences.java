package dev.belay.gate;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/** The words of results. Stateless. */
final class GateSentences {
  private static final int DIGITS = 4;
  private static final int MOST_DIGITS = 17;
  private static final double SMALLEST_PLAIN = 1e-9;
  private static final int GROUP = 3;

  private GateSentences() {}

  static String of(GateResult result) {
    StringBuilder words = new StringBuilder(result.key().toString()).append(": ");
    if (result.evidence().isPresent() && result.estimate().isPresent()) {
      SequentialSentences.append(words, result, result.evidence().get());
      return words.toString();
    }
    if (result.verdict() == Verdict.INSUFFICIENT) {
      insufficient(words, result);
      return words.toString();
    }
    words.append(isRecall(result) ? recall(result) : estimate(result));
    words.append(" (").append(evidence(result)).append(')');
    if (!result.confirmed()) {
      words.append("; unconfirmed, as the arms hold different queries");
    }
    if (result.preExisting()) {
      words.append("; pre-existing, as what it is compared with is over the limit too");
    }
    return words.toString();
  }

  private static void insufficient(StringBuilder words, GateResult result) {
    words.append("insufficient, ");
    if (result.n() < result.needed()) {
      words.append(whole(result.n())).append(" of ").append(whole(result.needed())).append(' ');
    }
    words.append(result.missing().isEmpty() ? "what it needs is missing" : result.missing());
    if (result.windows() >= OpenWindows.MOST) {
      words.append("; after ").append(result.windows()).append(" windows it begins anew");
    } else if (result.windows() > 1) {
      words
          .append("; its window stays open (")
          .append(result.windows())
          .append(" of ")
          .append(OpenWindows.MOST)
          .append(')');
    }
  }

  private static String estimate(GateResult result) {
    if (result.estimate().isEmpty()) {
      return result.breached() ? "breached" : "passed";
    }
    double estimate = result.estimate().getAsDouble();
    String unit = result.unit().isEmpty() ? "" : " " + result.unit();
    if (result.limit().isEmpty()) {
      return (result.breached() ? "breached at " : "passed at ") + number(estimate, DIGITS) + unit;
    }
    double limit = result.limit().getAsDouble();
    int digits = digitsToTell(estimate, limit);
    String relation = !result.breached() ? "within" : estimate < limit ? "below" : "over";
    return number(estimate, digits)
        + unit
        + " is "
        + relation
        + " the limit of "
        + number(limit, digits)
        + unit;
  }

  /** Whether this is recall of which no change is allowed: no limit says it all. */
  private static boolean isRecall(GateResult result) {
    return result.key().gate().equals(GateNames.SLA_RECALL_50)
        && result.estimate().isPresent()
        && result.limit().orElse(-1) >= 0;
  }

  private static String recall(GateResult result) {
    double change = result.estimate().orElse(0);
    if (result.comparison() == Comparison.PAIRS) {
      return result.breached()
          ? "recall differs on the same queries, by "
              + number(change, DIGITS)
              + " on average, and no change is allowed"
          : "recall is the same on every query";
    }
    double chance = result.limit().orElse(0);
    int digits = digitsToTell(Math.abs(change), chance);
    return "a change of "
        + number(change, digits)
        + (result.breached() ? " is more than chance explains, " : " is within chance, ")
        + number(chance, digits);
  }

  private static String evidence(GateResult result) {
    String n = whole(result.n());
    String windows = result.windows() > 1 ? ", over " + result.windows() + " windows" : "";
    return switch (result.comparison()) {
      case LIMIT -> n + " observations" + windows;
      case PAIRS -> n + " pairs" + windows;
      case ARMS -> n + " observations, between the arms" + windows;
      case BASELINE -> n + " observations, against the green baseline" + windows;
    };
  }

  /** As many digits as it takes to see that two numbers differ. */
  private static int digitsToTell(double a, double b) {
    int digits = DIGITS;
    while (a != b && digits < MOST_DIGITS && number(a, digits).equals(number(b, digits))) {
      digits++;
    }
    return digits;
  }

  static String whole(long value) {
    return grouped(Long.toString(value));
  }

  /** A number with at least so many significant digits of its whole part, zeros left out. */
  static String number(double value, int digits) {
    BigDecimal exact = new BigDecimal(value);
    int wholeDigits = exact.precision() - exact.scale();
    BigDecimal rounded =
        exact
            .round(new MathContext(Math.max(digits, wholeDigits), RoundingMode.HALF_EVEN))
            .stripTrailingZeros();
    if (rounded.signum() == 0) {
      return "0";
    }
    return Math.abs(value) < SMALLEST_PLAIN ? rounded.toString() : grouped(rounded.toPlainString());
  }

  /** Puts a space before every third digit of the whole part, from its end. */
  private static String grouped(String digits) {
    int point = digits.indexOf('.');
    int first = digits.startsWith("-") ? 1 : 0;
    StringBuilder out = new StringBuilder(digits);
    for (int at = (point < 0 ? digits.length() : point) - GROUP; at > first; at -= GROUP) {
      out.insert(at, ' ');
    }
    return out.toString();
  }
}
