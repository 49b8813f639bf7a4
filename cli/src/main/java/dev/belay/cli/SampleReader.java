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

/** Reads the samples of a CSV file (RFC 4180, UTF-8, a header first). */
final class SampleReader {
  /** The longest field, in characters; an unclosed quote would otherwise read the whole file. */
  private static final int MAX_FIELD_CHARS = 1 << 20;

  private final InputFile file;
  private final Progress progress;

  SampleReader(InputFile file, Progress progress) {
    this.file = file;
    this.progress = progress;
  }

  /**
   * Reads the whole file.
   *
   * @return at least one row of positive weight
   * @throws BadInputException at the first fault
   */
  Samples read() {
    SampleRows rows = new SampleRows(file);
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
    return requireRows(rows);
  }

  private static CsvReader<Boolean> parser(SampleRows rows, InputStream bytes) {
    return CsvReader.builder()
        .allowUnclosedQuote(false)
        // The rows count their fields themselves, to name the place.
        .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
        .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
        .maxBufferSize(MAX_FIELD_CHARS)
        .build(rows, new InputStreamReader(bytes, StandardCharsets.UTF_8));
  }

  private BadInputException badInput(SampleRows rows, CsvParseException thrown) {
    for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
      if (cause instanceof BadInputException badInput) {
        return badInput;
      }
      if (cause instanceof IOException failure) {
        return file.unreadable(failure);
      }
    }
    return new BadInputException(
        rows.next(),
        "broken quote: the field that starts here has no closing quote right before the next comma"
            + " or line end; close it, and double a quote inside it");
  }

  private Samples requireRows(SampleRows rows) {
    Samples samples = rows.samples();
    if (samples == null) {
      throw new BadInputException(
          file.place(1, 1), "the file is empty; it starts with score,label[,weight][,slice]");
    }
    if (samples.rows() == 0) {
      throw new BadInputException(
          rows.end(), "there is no row after the header; give at least one sample");
    }
    if (samples.all().size() == 0) {
      throw new BadInputException(
          file.place(), "every weight is 0, so nothing can be measured; give positive weights");
    }
    return samples;
  }
}
