package dev.belay.cli;

import de.siegmar.fastcsv.reader.AbstractBaseCsvCallbackHandler;
import org.jspecify.annotations.Nullable;

/**
 * Takes the fields of a CSV file of samples as the parser finds them, and keeps the place of each.
 * The parser hands over a field as soon as it is whole, so after a failure of the parser {@link
 * #next} is where the field that it could not read begins.
 */
final class SampleRows extends AbstractBaseCsvCallbackHandler<Boolean> {
  private final InputFile file;
  private final SampleHeader header = new SampleHeader();
  private @Nullable Samples samples;
  private long line = 1;
  private long column = 1;
  private int fields;
  private double score;
  private int label;
  private double weight = 1;
  private String slice = "";

  SampleRows(InputFile file) {
    this.file = file;
  }

  /** What was read; null while there was no header. */
  @Nullable Samples samples() {
    return samples;
  }

  /** Where the next field begins. */
  Place next() {
    return file.place(line, column);
  }

  /** Where the last field ends. */
  Place end() {
    // One column back over the separator that was counted after it.
    return file.place(line, fields > 0 ? column - 1 : column);
  }

  @Override
  protected void handleBegin(long startingLineNumber) {
    line = startingLineNumber;
    column = 1;
    fields = 0;
  }

  @Override
  protected void handleField(int index, char[] buffer, int offset, int length, boolean quoted) {
    if (samples == null) {
      header.add(new String(buffer, offset, length), next());
    } else if (index < header.size()) {
      try {
        read(header.column(index), buffer, offset, length);
      } catch (IllegalArgumentException e) {
        throw new BadInputException(next(), String.valueOf(e.getMessage()));
      }
    }
    advance(buffer, offset, length, quoted);
    fields++;
  }

  private void read(SampleHeader.Column kind, char[] buffer, int offset, int length) {
    if (kind == SampleHeader.Column.IGNORED) {
      return;
    }
    String text = new String(buffer, offset, length);
    switch (kind) {
      case SCORE -> score = SampleFields.score(text);
      case LABEL -> label = SampleFields.label(text);
      case WEIGHT -> weight = SampleFields.weight(text);
      default -> slice = SampleFields.slice(text);
    }
  }

  /** Moves past a field and the separator after it, and looks for quotes where none may be. */
  private void advance(char[] buffer, int offset, int length, boolean quoted) {
    column += quoted ? 1 : 0;
    for (int i = offset; i < offset + length; i++) {
      char c = buffer[i];
      if (c == '"') {
        requireQuoted(quoted);
        column += 2;
      } else if (c == '\n' || (c == '\r' && !followedByLineFeed(buffer, i, offset + length))) {
        line++;
        column = 1;
      } else if (!Character.isLowSurrogate(c)) {
        column++;
      }
    }
    column += quoted ? 2 : 1;
  }

  private void requireQuoted(boolean quoted) {
    if (!quoted) {
      throw new BadInputException(
          next(),
          "broken quote: a quote inside a field without quotes;"
              + " put the whole field in quotes and double the quotes inside");
    }
  }

  private static boolean followedByLineFeed(char[] buffer, int index, int end) {
    return index + 1 < end && buffer[index + 1] == '\n';
  }

  @Override
  protected Boolean buildRecord() {
    if (fields == 0) {
      // An empty line.
      return true;
    }
    if (samples == null) {
      header.requireComplete(file.place(line, 1));
      samples =
          new Samples(
              header.has(SampleHeader.Column.WEIGHT), header.has(SampleHeader.Column.SLICE));
      return true;
    }
    if (fields != header.size()) {
      throw new BadInputException(
          end(),
          Text.format(
              "this row has %s, the header has %d; give each row as many",
              Text.count(fields, "field"), header.size()));
    }
    if (samples.full()) {
      throw new BadInputException(
          file.place(line, 1),
          Text.format(
              "more than %d rows; calibrate on a sample of them, or by slice", Samples.MAX_ROWS));
    }
    samples.add(score, label, weight, slice);
    return true;
  }
}
