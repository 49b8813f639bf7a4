package dev.belay.cli;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The cells of some rows that follow one another, as characters. Filled by one thread and then read
 * by another; what hands it over makes what was written seen.
 */
final class ObservationBatch {
  private static final int MAX_ROWS = 256;
  private static final int MAX_CHARS = 1 << 16;

  final ObservationHeader header;
  private final int columns;

  /** The characters of all cells, one after the other. */
  char[] chars = new char[MAX_CHARS];

  /** Cell i of row r holds the characters from place {@code r × columns + i} to the next. */
  final int[] ends;

  final boolean[] quoted;

  /** On which line a row begins. */
  final long[] lines = new long[MAX_ROWS];

  /** Targeting keys and slices by row; null where the cell has a quote it may not have. */
  final @Nullable KnownText[] keys = new KnownText[MAX_ROWS];

  final @Nullable KnownText[] slices = new KnownText[MAX_ROWS];

  private int rows;
  private int cells;

  ObservationBatch(ObservationHeader header) {
    this.header = header;
    this.columns = header.size();
    this.ends = new int[MAX_ROWS * columns + 1];
    this.quoted = new boolean[MAX_ROWS * columns];
  }

  /** The number of whole rows. */
  int rows() {
    return rows;
  }

  /** The number of cells of the row that is not whole yet, as the file has them. */
  int cells() {
    return cells;
  }

  /** Where the cells of a row begin in {@link #ends}. */
  int firstCell(int row) {
    return row * columns;
  }

  /** Begins a row. */
  void begin(long line) {
    lines[rows] = line;
    cells = 0;
  }

  /** Adds the next cell; cells past the header's are not kept. */
  void add(char[] buffer, int offset, int length, boolean inQuotes) {
    if (cells < columns) {
      int cell = rows * columns + cells;
      int from = ends[cell];
      int end = from + length;
      if (end > chars.length) {
        chars = Arrays.copyOf(chars, Math.max(end, 2 * chars.length));
      }
      System.arraycopy(buffer, offset, chars, from, length);
      ends[cell + 1] = end;
      quoted[cell] = inQuotes;
    }
    cells++;
  }

  /** The row is whole: it has as many cells as the header. */
  void endRow(TextCache knownKeys, TextCache knownSlices) {
    keys[rows] = known(knownKeys, ObservationColumn.KEY);
    slices[rows] = known(knownSlices, ObservationColumn.SLICE);
    rows++;
  }

  private @Nullable KnownText known(TextCache texts, ObservationColumn column) {
    int cell = firstCell(rows) + header.place(column);
    for (int i = ends[cell]; i < ends[cell + 1]; i++) {
      if (chars[i] == '"' && !quoted[cell]) {
        return null;
      }
    }
    return texts.get(chars, ends[cell], ends[cell + 1]);
  }

  /** Whether no further row may begin. */
  boolean isFull() {
    return rows == MAX_ROWS || ends[rows * columns] >= MAX_CHARS;
  }

  /** Forgets every row. */
  void clear() {
    rows = 0;
    cells = 0;
  }
}
