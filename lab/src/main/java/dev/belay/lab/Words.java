package dev.belay.lab;

import dev.belay.engine.simulate.Estimate;
import java.util.Locale;
import java.util.Optional;

/** Numbers as the document writes them. Stateless. */
final class Words {
  /** Where there is nothing to estimate from. */
  static final String NONE = "–";

  private Words() {}

  static String percent(double share) {
    return String.format(Locale.ROOT, "%.2f %%", 100 * share);
  }

  static String interval(Estimate share) {
    return String.format(Locale.ROOT, "%.2f to %.2f %%", 100 * share.lower(), 100 * share.upper());
  }

  static String shareWithInterval(Estimate share) {
    return percent(share.value()) + " (" + interval(share) + ")";
  }

  static String hours(Optional<Estimate> hours) {
    return hours.map(each -> String.format(Locale.ROOT, "%.2f h", each.value())).orElse(NONE);
  }

  static String hoursWithInterval(Optional<Estimate> hours) {
    return hours
        .map(
            each ->
                String.format(
                    Locale.ROOT, "%.2f (%.2f to %.2f)", each.value(), each.lower(), each.upper()))
        .orElse(NONE);
  }

  static String queries(Optional<Estimate> queries) {
    return queries.map(each -> whole(each.value())).orElse(NONE);
  }

  static String queriesWithInterval(Optional<Estimate> queries) {
    return queries
        .map(
            each ->
                whole(each.value())
                    + " ("
                    + whole(each.lower())
                    + " to "
                    + whole(each.upper())
                    + ")")
        .orElse(NONE);
  }

  static String whole(double value) {
    return String.format(Locale.ROOT, "%.0f", value);
  }
}
