package dev.belay.cli;

import dev.belay.engine.config.NearestWord;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** The header of a file of observations: which column stands where. Not thread-safe. */
@SuppressWarnings("EnumOrdinal") // An EnumMap of int, as cells are looked up ten times a row.
final class ObservationHeader {
  private static final ObservationColumn[] COLUMNS = ObservationColumn.values();
  private static final List<String> NAMES =
      Arrays.stream(COLUMNS).map(ObservationColumn::text).toList();
  private static final int ABSENT = -1;

  private final int[] places = new int[COLUMNS.length];
  private int size;

  ObservationHeader() {
    Arrays.fill(places, ABSENT);
  }

  /** Adds the next column. */
  void add(String name, Place place) {
    String trimmed = name.strip();
    int column = NAMES.indexOf(trimmed);
    if (column < 0) {
      throw new BadInputException(place, unknown(trimmed));
    }
    if (places[column] != ABSENT) {
      throw new BadInputException(
          place, "the column " + Text.quoted(trimmed) + " is there twice; leave one of them out");
    }
    places[column] = size;
    size++;
  }

  private static String unknown(String name) {
    String remedy =
        NearestWord.to(name, NAMES)
            .map(nearest -> "did you mean " + nearest + "?")
            .orElse("leave it out, or name it as one of " + String.join(",", NAMES));
    return Text.quoted(name) + " is not a known column; " + remedy;
  }

  /** Checks that every column is there that may not be left out. */
  void requireComplete(Place place) {
    String missing =
        Arrays.stream(COLUMNS)
            .filter(column -> !column.optional() && !has(column))
            .map(ObservationColumn::text)
            .collect(Collectors.joining(", "));
    if (!missing.isEmpty()) {
      throw new BadInputException(
          place, "the header lacks " + missing + "; it is " + usage() + ", in any order");
    }
  }

  /** The header as it is written, what may be left out in brackets. */
  static String usage() {
    return Arrays.stream(COLUMNS)
        .map(column -> column.optional() ? "[," + column.text() + "]" : "," + column.text())
        .collect(Collectors.joining())
        .substring(1);
  }

  boolean has(ObservationColumn column) {
    return places[column.ordinal()] != ABSENT;
  }

  /** Where a column stands, from 0; negative if it is not there. */
  int place(ObservationColumn column) {
    return places[column.ordinal()];
  }

  /** The number of columns. */
  int size() {
    return size;
  }
}
