package dev.belay.cli;

import de.siegmar.fastcsv.reader.CsvCallbackHandler;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.function.Supplier;

/** Reads a CSV file (RFC 4180, UTF-8, also compressed), and names the place of what is wrong. */
final class CsvSource {
  /** The longest field, in characters; an unclosed quote would otherwise read the whole file. */
  private static final int MAX_FIELD_CHARS = 1 << 20;

  private final InputFile file;
  private final Progress progress;

  CsvSource(InputFile file, Progress progress) {
    this.file = file;
    this.progress = progress;
  }

  /**
   * Reads the whole file.
   *
   * @param rows takes each field as it is found, and whole records; what it throws is passed on
   * @param next where the field begins that comes after those it was given
   * @throws BadInputException if the file cannot be read, or is no CSV
   */
  void read(CsvCallbackHandler<Boolean> rows, Supplier<Place> next) {
    try (InputStream opened = file.open();
        InputStream bytes =
            new Utf8InputStream(file.decoded(new CountingInputStream(opened, progress)), file);
        CsvReader<Boolean> csv = parser(rows, bytes)) {
      Iterator<Boolean> records = csv.iterator();
      while (records.hasNext()) {
        records.next();
      }
    } catch (CsvParseException e) {
      throw badInput(e, next);
    } catch (UncheckedIOException e) {
      throw file.unreadable(e);
    } catch (IOException e) {
      throw file.unreadable(e);
    } finally {
      progress.close();
    }
  }

  private static CsvReader<Boolean> parser(CsvCallbackHandler<Boolean> rows, InputStream bytes) {
    return CsvReader.builder()
        .allowUnclosedQuote(false)
        // The rows count their fields themselves, to name the place.
        .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
        .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
        .maxBufferSize(MAX_FIELD_CHARS)
        .build(rows, new InputStreamReader(bytes, StandardCharsets.UTF_8));
  }

  /** What the parser wraps is what happened; what it says itself is about quotes. */
  private RuntimeException badInput(CsvParseException thrown, Supplier<Place> next) {
    for (Throwable cause = thrown.getCause(); cause != null; cause = cause.getCause()) {
      if (cause instanceof IOException failure) {
        return file.unreadable(failure);
      }
      if (cause instanceof RuntimeException failure && !(cause instanceof UncheckedIOException)) {
        return failure;
      }
    }
    return new BadInputException(
        next.get(),
        "broken quote: the field that starts here has no closing quote right before the next comma"
            + " or line end; close it, and double a quote inside it");
  }
}
