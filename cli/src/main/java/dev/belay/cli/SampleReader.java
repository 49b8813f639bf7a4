package dev.belay.cli;

/** Reads the samples of a CSV file (RFC 4180, UTF-8, a header first). */
final class SampleReader {
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
    new CsvSource(file, progress).read(rows, rows::next);
    return requireRows(rows);
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
