package dev.belay.cli;

import de.siegmar.fastcsv.reader.AbstractBaseCsvCallbackHandler;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Takes the fields of a file of observations as the parser finds them, and passes on the rows in
 * batches. The parser hands over a field as soon as it is whole, so after a failure of the parser
 * {@link #next} is where the field that it could not read begins.
 */
final class ObservationRows extends AbstractBaseCsvCallbackHandler<Boolean> {
  private static final int KEY_BITS = 16;
  private static final int SLICE_BITS = 10;

  private final InputFile file;
  private final UnaryOperator<ObservationBatch> exchange;
  private final TextCache keys = new TextCache(KEY_BITS);
  private final TextCache slices = new TextCache(SLICE_BITS);
  private final ObservationHeader header = new ObservationHeader();
  private @Nullable ObservationBatch batch;
  private long line = 1;
  private long headerColumn = 1;
  private long rows;

  /**
   * @param exchange takes a batch that holds rows, and gives one that may be filled
   */
  ObservationRows(InputFile file, UnaryOperator<ObservationBatch> exchange) {
    this.file = file;
    this.exchange = exchange;
  }

  /** The rows that were not passed on; empty where there are none. */
  Optional<ObservationBatch> rest() {
    return Optional.ofNullable(batch).filter(last -> last.rows() > 0);
  }

  /**
   * Checks that there was a header and a row.
   *
   * @throws BadInputException if there was not
   */
  void requireRows() {
    if (batch == null) {
      throw new BadInputException(
          file.place(1, 1), "the file is empty; it starts with " + ObservationHeader.usage());
    }
    if (rows == 0) {
      throw new BadInputException(
          next(), "there is no row after the header; give at least one observation");
    }
  }

  /** Where the next field begins. */
  Place next() {
    return batch == null ? file.place(line, headerColumn) : open(batch).next();
  }

  /** The row that is not whole yet. */
  private ObservationRow open(ObservationBatch of) {
    ObservationRow row = new ObservationRow(file, of);
    row.moveTo(of, of.rows());
    return row;
  }

  @Override
  protected void handleBegin(long startingLineNumber) {
    line = startingLineNumber;
    if (batch == null) {
      headerColumn = 1;
    } else {
      if (batch.isFull()) {
        batch = exchange.apply(batch);
      }
      batch.begin(startingLineNumber);
    }
  }

  @Override
  protected void handleField(int index, char[] buffer, int offset, int length, boolean quoted) {
    if (batch != null) {
      batch.add(buffer, offset, length, quoted);
      return;
    }
    String name = new String(buffer, offset, length);
    header.add(name, next());
    headerColumn += name.codePointCount(0, name.length()) + (quoted ? 3 : 1);
  }

  @Override
  protected Boolean buildRecord() {
    ObservationBatch current = batch;
    if (current == null) {
      if (header.size() > 0) {
        header.requireComplete(file.place(line, 1));
        batch = new ObservationBatch(header);
      }
      return true;
    }
    if (current.cells() == 0) {
      // An empty line.
      return true;
    }
    if (current.cells() != header.size()) {
      throw new BadInputException(
          open(current).end(),
          Text.format(
              "this row has %s, the header has %d; give each row as many",
              Text.count(current.cells(), "field"), header.size()));
    }
    rows++;
    current.endRow(keys, slices);
    return true;
  }
}
