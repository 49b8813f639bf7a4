package dev.belay.cli;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.function.Consumer;

/** Reads the observations of a CSV file (RFC 4180, UTF-8, a header first), row by row. */
final class ObservationReader {
  /** The longest field, in characters; an unclosed quote would otherwise read the whole file. */
  private static final int MAX_FIELD_CHARS = 1 << 20;

  private final InputFile file;
  private final Progress progress;

  ObservationReader(InputFile file, Progress progress) {
    this.file = file;
    this.progress = progress;
  }

  /**
   * Reads the whole file, at least one row.
   *
   * @param sink takes each row; the row holds only while it does
   * @throws BadInputException at the first fault
   */
  void read(Consumer<ObservationRow> sink) {
    ObservationRows rows = new ObservationRows(file, sink);
    try (InputStream opened = file.open();
        InputStream bytes =
            new Utf8InputStream(file.decoded(new CountingInputStream(opened, progress)), file);
        CsvReader<Boolean> csv = parser(rows, bytes)) {
      Iterator<Boolean> records = csv.iterator();
      while (records.hasNext()) {
        records.next();
      }
    } catch (CsvParseException e) {
      throw badInput(rows, e);
    } catch (UncheckedIOException e) {
      throw file.unreadable(e);
    } catch (IOException e) {
      throw file.unreadable(e);
    } finally {
      progress.close();
    }
    requireRows(rows);
  }

  private static CsvReader<Boolean> parser(ObservationRows rows, InputStream bytes) {
    return CsvReader.builder()
        .allowUnclosedQuote(false)
        // The rows count their fields themselves, to name the place.
        .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
        .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
        .maxBufferSize(MAX_FIELD_CHARS)
        .build(rows, new InputStreamReader(bytes, StandardCharsets.UTF_8));
  }

  /** What the parser wraps is what happened; what it says itself is about quotes. */
  private RuntimeException badInput(ObservationRows rows, CsvParseException thrown) {
    for (Throwable cause = thrown.getCause(); cause != null; cause = cause.getCause()) {
      if (cause instanceof IOException failure) {
        return file.unreadable(failure);
      }
      if (cause instanceof RuntimeException failure && !(cause instanceof UncheckedIOException)) {
        return failure;
      }
    }
    return new BadInputException(
        rows.next(),
        "broken quote: the field that starts here has no closing quote right before the next comma"
            + " or line end; close it, and double a quote inside it");
  }

  private void requireRows(ObservationRows rows) {
    if (!rows.hasHeader()) {
      throw new BadInputException(
          file.place(1, 1), "the file is empty; it starts with " + ObservationHeader.usage());
    }
    if (rows.rows() == 0) {
      throw new BadInputException(
          rows.next(), "there is no row after the header; give at least one observation");
    }
  }
}
