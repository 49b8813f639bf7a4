package dev.belay.engine.attest;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;

/** Files that are there whole or not at all. Stateless. */
final class AtomicFile {
  private AtomicFile() {}

  /** Writes a file, in place of one that may be there; readers see either the old or the new. */
  static void write(Path file, byte[] bytes) throws IOException {
    Path directory = directoryOf(file);
    Path draft = Files.createTempFile(directory, "." + file.getFileName(), ".tmp");
    try {
      fill(draft, bytes);
      Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(draft);
    }
  }

  /**
   * Writes a file that only its owner may read, where the file system knows owners.
   *
   * @throws FileAlreadyExistsException if it is there already; it stays as it is
   */
  static void createPrivate(Path file, byte[] bytes) throws IOException {
    Path directory = directoryOf(file);
    Path draft =
        Files.createTempFile(directory, "." + file.getFileName(), ".tmp", ownerOnly(directory));
    try {
      fill(draft, bytes);
      publish(draft, file);
    } finally {
      Files.deleteIfExists(draft);
    }
  }

  private static FileAttribute<?>[] ownerOnly(Path directory) {
    boolean known = directory.getFileSystem().supportedFileAttributeViews().contains("posix");
    return known
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
        }
        : new FileAttribute<?>[0];
  }

  /** A link never replaces a file; a move without it might, between the look and the move. */
  private static void publish(Path draft, Path file) throws IOException {
    try {
      Files.createLink(file, draft);
    } catch (FileAlreadyExistsException there) {
      throw there;
    } catch (UnsupportedOperationException | FileSystemException noLinks) {
      Files.move(draft, file);
    }
  }

  private static Path directoryOf(Path file) throws IOException {
    Path directory = file.toAbsolutePath().getParent();
    if (directory == null) {
      throw new FileSystemException(file.toString(), null, "is a directory; name a file");
    }
    return Files.createDirectories(directory);
  }

  private static void fill(Path draft, byte[] bytes) throws IOException {
    try (FileChannel channel = FileChannel.open(draft, StandardOpenOption.WRITE)) {
      ByteBuffer buffer = ByteBuffer.wrap(bytes);
      while (buffer.hasRemaining()) {
        channel.write(buffer);
      }
      channel.force(true);
    }
  }
}
