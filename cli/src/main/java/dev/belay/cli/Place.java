package dev.belay.cli;

/**
 * A place in an input file.
 *
 * @param file the file as the user named it
 * @param line from 1; 0 means the file as a whole
 * @param column from 1, in characters (code points); 0 means the whole line
 */
record Place(String file, long line, long column) {

  /** The file as a whole. */
  static Place of(String file) {
    return new Place(file, 0, 0);
  }

  /** As compilers write it: {@code FILE:LINE:COLUMN}, without the parts that are not known. */
  @Override
  public String toString() {
    String text = Text.printable(file);
    if (line == 0) {
      return text;
    }
    return column == 0 ? text + ":" + line : text + ":" + line + ":" + column;
  }
}
