package dev.belay.cli;

import de.siegmar.fastcsv.reader.AbstractBaseCsvCallbackHandler;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Takes the fields of a file of observations as the parser finds them and passes on each row. The
 * parser hands over a field as soon as it is whole, so after a failure of the parser {@link #next}
 * is where the field that it could not read begins.
 */
final class ObservationRows extends AbstractBaseCsvCallbackHandler<Boolean> {
  private final InputFile file;
  private final Consumer<ObservationRow> sink;
  private final ObservationHeader header = new ObservationHeader();
  private @Nullable ObservationRow row;
  private long line = 1;
  private long headerColumn = 1;
  private long rows;

  /**
   * @param sink takes each row; the row holds only while it does
   */
  ObservationRows(InputFile file, Consumer<ObservationRow> sink) {
    this.file = file;
    this.sink = sink;
  }

  /** Whether there was a header. */
  boolean hasHeader() {
    return row != null;
  }

  /** The rows so far. */
  long rows() {
    return rows;
  }

  /** Where the next field begins. */
  Place next() {
    return row == null ? file.place(line, headerColumn) : row.next();
  }

  @Override
  protected void handleBegin(long startingLineNumber) {
    line = startingLineNumber;
    if (row == null) {
      headerColumn = 1;
    } else {
      row.begin(startingLineNumber);
    }
  }

  @Override
  protected void handleField(int index, char[] buffer, int offset, int length, boolean quoted) {
    if (row != null) {
      row.add(buffer, offset, length, quoted);
      return;
    }
    String name = new String(buffer, offset, length);
    header.add(name, next());
    headerColumn += name.codePointCount(0, name.length()) + (quoted ? 3 : 1);
  }

  @Override
  protected Boolean buildRecord() {
    ObservationRow current = row;
    if (current == null) {
      if (header.size() > 0) {
        header.requireComplete(file.place(line, 1));
        row = new ObservationRow(file, header);
      }
      return true;
    }
    if (current.cells() == 0) {
      // An empty line.
      return true;
    }
    if (current.cells() != header.size()) {
      throw new BadInputException(
          current.end(),
          Text.format(
              "this row has %s, the header has %d; give each row as many",
              Text.count(current.cells(), "field"), header.size()));
    }
    rows++;
    sink.accept(current);
    return true;
  }
}
