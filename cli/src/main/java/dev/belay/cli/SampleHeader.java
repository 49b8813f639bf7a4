package dev.belay.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** The header of a file of samples: which column holds what. */
final class SampleHeader {
  /** What a column holds. */
  enum Column {
    SCORE,
    LABEL,
    WEIGHT,
    SLICE,
    IGNORED;

    /** The name in the header. */
    String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private static final int SHOWN_NAMES = 12;

  private final List<Column> columns = new ArrayList<>();
  private final List<String> names = new ArrayList<>();

  /** Adds the next column. */
  void add(String name, Place place) {
    String trimmed = name.strip();
    Column column =
        Arrays.stream(Column.values())
            .filter(known -> known != Column.IGNORED && known.text().equals(trimmed))
            .findFirst()
            .orElse(Column.IGNORED);
    if (column != Column.IGNORED && has(column)) {
      throw new BadInputException(
          place, "the column " + Text.quoted(trimmed) + " is there twice; leave one of them out");
    }
    columns.add(column);
    names.add(trimmed);
  }

  /** Checks that the columns which every file needs are there. */
  void requireComplete(Place place) {
    for (Column needed : List.of(Column.SCORE, Column.LABEL)) {
      if (!has(needed)) {
        throw new BadInputException(
            place,
            Text.format(
                "there is no column \"%s\" among %s; the header is score,label[,weight][,slice]",
                needed.text(), shownNames()));
      }
    }
  }

  private String shownNames() {
    List<String> shown = names.stream().limit(SHOWN_NAMES).map(Text::quoted).toList();
    return String.join(", ", shown) + (names.size() > SHOWN_NAMES ? ", ..." : "");
  }

  boolean has(Column column) {
    return columns.contains(column);
  }

  /** The number of columns, the ignored ones too. */
  int size() {
    return columns.size();
  }

  /** What column {@code index} (from 0) holds. */
  Column column(int index) {
    return columns.get(index);
  }
}
