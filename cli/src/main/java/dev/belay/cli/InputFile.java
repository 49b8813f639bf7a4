package dev.belay.cli;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.util.zip.ZipException;

/** A file named on the command line; {@code -} is standard input. */
final class InputFile {
  private final String name;
  private final Io io;

  InputFile(String name, Io io) {
    this.name = name;
    this.io = io;
  }

  /** The file as a place in messages. */
  Place place() {
    return place(0, 0);
  }

  Place place(long line, long column) {
    return new Place(isStandardInput() ? "<stdin>" : name, line, column);
  }

  boolean isStandardInput() {
    return name.equals("-");
  }

  /** The bytes on disk, or -1 where they cannot be known before reading. */
  long size() {
    try {
      return isStandardInput() ? -1 : Files.size(io.path(name));
    } catch (IOException | InvalidPathException unknown) {
      return -1;
    }
  }

  /** Opens the file as it is. */
  InputStream open() {
    if (isStandardInput()) {
      return io.in();
    }
    try {
      return Files.newInputStream(io.path(name));
    } catch (IOException | InvalidPathException e) {
      throw unreadable(e);
    }
  }

  /** What the bytes of an opened file mean: a name that ends in {@code .gz} is decompressed. */
  InputStream decoded(InputStream opened) {
    return name.endsWith(".gz") ? new GzipInputStream(opened) : opened;
  }

  /**
   * Reads the whole file.
   *
   * @param maxBytes the most it may hold
   * @param remedy what to do about a longer one
   */
  byte[] readAll(int maxBytes, String remedy) {
    try (InputStream in = open()) {
      byte[] bytes = in.readNBytes(maxBytes);
      if (in.read() >= 0) {
        throw new BadInputException(place(), "is longer than " + maxBytes + " bytes; " + remedy);
      }
      return bytes;
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  /** The failure to open or read this file as bad input. */
  BadInputException unreadable(Exception failure) {
    Throwable cause = failure.getCause();
    Throwable e = failure instanceof UncheckedIOException && cause != null ? cause : failure;
    String why;
    if (e instanceof NoSuchFileException) {
      why = "there is no such file; check the path";
    } else if (e instanceof AccessDeniedException) {
      why = "it may not be read; check its permissions";
    } else if (e instanceof ZipException || e instanceof EOFException) {
      why = "it is not a whole gzip file (" + e.getMessage() + "); compress it again";
    } else {
      why = "it cannot be read (" + e.getMessage() + "); check that it is a file";
    }
    return new BadInputException(place(), why);
  }

  /** The fault of a place that is not UTF-8. */
  static BadInputException notUtf8(Place place) {
    return new BadInputException(place, "this is not UTF-8; save the file as UTF-8");
  }
}
