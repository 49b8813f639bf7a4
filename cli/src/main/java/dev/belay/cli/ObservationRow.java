package dev.belay.cli;

import dev.belay.telemetry.SliceName;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One row of a file of observations. Its cells are kept as characters and only parsed when they are
 * asked for, so that what nobody reads costs next to nothing. There is one object for all rows,
 * which is moved from one to the next. Not thread-safe.
 */
final class ObservationRow {
  /** In 2255; the last that fits into nanoseconds is in 2262. */
  static final long MAX_TIME_MILLIS = 9_000_000_000_000L;

  private static final double MAX_LATENCY_MICROS = 1e12;
  private static final double NANOS_PER_MICRO = 1000;

  private final InputFile file;
  private ObservationBatch batch;
  private char[] chars;
  private int[] ends;
  private int index;

  /** Where its cells begin in the batch. */
  private int first;

  /** The first row of a batch. */
  ObservationRow(InputFile file, ObservationBatch batch) {
    this.file = file;
    this.batch = batch;
    this.chars = batch.chars;
    this.ends = batch.ends;
  }

  /** Is another row from now on. */
  void moveTo(ObservationBatch to, int row) {
    batch = to;
    chars = to.chars;
    ends = to.ends;
    index = row;
    first = to.firstCell(row);
  }

  /** When the query was served, in milliseconds since 1970-01-01. */
  long timeMillis() {
    return time(ObservationColumn.TIME_MS);
  }

  /** When the label arrived, in milliseconds since 1970-01-01; 0 where nobody says so. */
  long labelTimeMillis() {
    ObservationColumn column = ObservationColumn.LABEL_TIME_MS;
    return batch.header.has(column) && !blank(column) ? time(column) : 0;
  }

  private long time(ObservationColumn column) {
    int place = cell(column);
    long millis = -1;
    try {
      millis = Decimals.parseWhole(chars, ends[place], ends[place + 1]);
    } catch (NumberFormatException notANumber) {
      // -1 is refused below.
    }
    if (millis < 0 || millis > MAX_TIME_MILLIS) {
      throw fault(
          column, "write whole milliseconds since 1970-01-01, from 0 to " + MAX_TIME_MILLIS);
    }
    return millis;
  }

  /** The targeting key, which may be empty. */
  KnownText key() {
    return known(batch.keys[index], ObservationColumn.KEY);
  }

  /** The name of the slice. */
  String slice() {
    KnownText slice = known(batch.slices[index], ObservationColumn.SLICE);
    if (!slice.isSliceName()) {
      try {
        SliceName.check(slice.text());
      } catch (IllegalArgumentException e) {
        throw new BadInputException(place(ObservationColumn.SLICE), String.valueOf(e.getMessage()));
      }
      slice.rememberSliceName();
    }
    return slice.text();
  }

  private KnownText known(@Nullable KnownText text, ObservationColumn column) {
    if (text == null) {
      throw new BadInputException(
          place(column),
          "broken quote: a quote inside a field without quotes;"
              + " put the whole field in quotes and double the quotes inside");
    }
    return text;
  }

  /** The place of a cell in the batch. */
  private int cell(ObservationColumn column) {
    return first + batch.header.place(column);
  }

  /** Whether a cell is empty or blank. */
  boolean blank(ObservationColumn column) {
    int place = cell(column);
    for (int i = ends[place]; i < ends[place + 1]; i++) {
      if (chars[i] != ' ' && chars[i] != '\t') {
        return false;
      }
    }
    return true;
  }

  /** A latency in ns. */
  long latencyNanos(ObservationColumn column) {
    double micros = number(column, "a latency in microseconds, at least 0");
    if (!(micros >= 0 && micros <= MAX_LATENCY_MICROS)) {
      throw fault(column, "a latency is in microseconds, from 0 to 1000000000000");
    }
    return Math.round(micros * NANOS_PER_MICRO);
  }

  /** A score, any double. */
  double score(ObservationColumn column) {
    // Minus zero is zero.
    return number(column, "a number, NaN or Infinity") + 0.0;
  }

  /** Recall, from 0 to 1. */
  double recall(ObservationColumn column) {
    double recall = number(column, "a number from 0 to 1, or nothing where it was not measured");
    if (!(recall >= 0 && recall <= 1)) {
      throw fault(column, "recall is from 0 to 1, or empty where it was not measured");
    }
    return recall + 0.0;
  }

  private double number(ObservationColumn column, String expected) {
    int place = cell(column);
    try {
      return Decimals.parse(chars, ends[place], ends[place + 1]);
    } catch (NumberFormatException e) {
      throw fault(column, "write " + expected);
    }
  }

  /** Yes or no. */
  boolean truth(ObservationColumn column) {
    int place = cell(column);
    int from = ends[place];
    if (ends[place + 1] == from + 1) {
      if (chars[from] == '1') {
        return true;
      }
      if (chars[from] == '0') {
        return false;
      }
    }
    return truthOf(text(column)).orElseThrow(() -> fault(column, "write 1, 0, true or false"));
  }

  private static Optional<Boolean> truthOf(String text) {
    return switch (text.strip().toLowerCase(Locale.ROOT)) {
      case "1", "1.0", "true" -> Optional.of(true);
      case "0", "0.0", "false" -> Optional.of(false);
      default -> Optional.empty();
    };
  }

  private String text(ObservationColumn column) {
    return text(batch.header.place(column));
  }

  private String text(int cell) {
    int place = first + cell;
    return new String(chars, ends[place], ends[place + 1] - ends[place]);
  }

  /** The fault of a cell: its name and value, and what to do. */
  BadInputException fault(ObservationColumn column, String remedy) {
    return new BadInputException(
        place(column), column.text() + " is " + Text.quoted(text(column)) + "; " + remedy);
  }

  /** Where a cell begins. */
  Place place(ObservationColumn column) {
    return placeOfCell(batch.header.place(column));
  }

  /** Where the next cell begins. */
  Place next() {
    return placeOfCell(Math.min(batch.cells(), batch.header.size()));
  }

  /** Where the last cell ends. */
  Place end() {
    Place next = next();
    return file.place(next.line(), Math.max(1, next.column() - 1));
  }

  private Place placeOfCell(int cell) {
    long atLine = batch.lines[index];
    long column = 1;
    for (int i = 0; i < cell; i++) {
      String text = text(i);
      boolean inQuotes = batch.quoted[first + i];
      int afterLineEnd = 0;
      for (int at = 0; at < text.length(); at++) {
        boolean pair = text.startsWith("\r\n", at);
        if (pair || text.charAt(at) == '\n' || text.charAt(at) == '\r') {
          at += pair ? 1 : 0;
          atLine++;
          afterLineEnd = at + 1;
        }
      }
      column = afterLineEnd == 0 ? column + (inQuotes ? 1 : 0) : 1;
      String lastLine = text.substring(afterLineEnd);
      column += lastLine.codePointCount(0, lastLine.length());
      column += inQuotes ? 1 + lastLine.chars().filter(c -> c == '"').count() : 0;
      column++;
    }
    return file.place(atLine, column);
  }
}
