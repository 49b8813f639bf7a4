package dev.belay.engine.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A directory that one process holds in which rollouts run. Thread-safe.
 *
 * <ol>
 *   <li>At most one holder at any time, in this process or another, on this machine.
 *   <li>It is released by {@link #close}, or by the end of the process, however it ends.
 *   <li>Reading the journal, and leaving commands in it, needs no hold.
 * </ol>
 */
public final class DataDirectory implements AutoCloseable {
  /*
   * How. Two bytes far behind the text of belay.lock are locked: the first decides who may open, the
   * second says that it is held. Who only asks looks at the second, so that asking never stands in
   * the way of opening.
   *
   * POSIX gives up all locks of a process on a file when any handle to it is closed. So within one
   * process nobody may open the file a second time: a system property, which class loaders share,
   * says that it is held before the file is touched.
   */
  /** The file that is locked; its text names the holder for people. */
  public static final String LOCK_FILE = "belay.lock";

  private static final long OPENING = 1L << 40;
  private static final long HELD = OPENING + 1;

  /** Where a stop is asked for. The byte is there from the start, so that a full disk takes it. */
  private static final long STOP_AT = 512;

  /** Where it stands that there was a journal once. */
  private static final long BEGUN_AT = 520;

  private static final byte BEGUN = 'j';
  private static final byte NOT_BEGUN = ' ';

  private static final byte NO_STOP = ' ';
  private static final byte STOP = '!';

  private static final String PROPERTY = "dev.belay.held:";
  private static final Pattern PID = Pattern.compile("pid ([0-9]{1,18})\\s.*", Pattern.DOTALL);

  private final Path path;
  private final FileChannel channel;
  private boolean closed;

  private DataDirectory(Path path, FileChannel channel) {
    this.path = path;
    this.channel = channel;
  }

  /**
   * Holds a directory; makes it, for this user only, where there is none.
   *
   * @throws DirectoryHeldException if it is held already; the message names the holder
   * @throws JournalException if it cannot be made or written
   */
  public static DataDirectory open(Path directory) {
    try {
      Path real = create(directory.toAbsolutePath());
      if (System.getProperties().putIfAbsent(property(real), self()) != null) {
        throw held(real, Optional.of(ProcessHandle.current().pid()));
      }
      boolean opened = false;
      try {
        DataDirectory held = lock(real);
        opened = true;
        return held;
      } finally {
        if (!opened) {
          System.clearProperty(property(real));
        }
      }
    } catch (IOException failed) {
      throw new JournalException(
          "the data directory "
              + directory
              + " cannot be made or written: "
              + failed
              + "; name one that this user may write",
          failed);
    }
  }

  private static DataDirectory lock(Path real) throws IOException {
    FileChannel channel =
        FileChannel.open(
            real.resolve(LOCK_FILE),
            StandardOpenOption.CREATE,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE);
    boolean locked = false;
    try {
      if (tryLock(channel, OPENING, false) == null) {
        throw held(real, pid(channel));
      }
      // Waits at most for somebody who just asks whether it is held.
      Objects.requireNonNull(channel.lock(HELD, 1, false));
      write(channel);
      locked = true;
      return new DataDirectory(real, channel);
    } finally {
      if (!locked) {
        channel.close();
      }
    }
  }

  /** The directory, without links. */
  public Path path() {
    return path;
  }

  /** Whether anybody holds a directory now, this process included. */
  public static boolean isHeld(Path directory) {
    return look(directory).held();
  }

  /** The process that holds a directory; empty where none does, or it cannot be told. */
  public static Optional<Long> holder(Path directory) {
    Look look = look(directory);
    return look.held() ? look.pid() : Optional.empty();
  }

  private record Look(boolean held, Optional<Long> pid) {
    static final Look FREE = new Look(false, Optional.empty());
  }

  private static Look look(Path directory) {
    Path file = directory.resolve(LOCK_FILE);
    if (!Files.isRegularFile(file)) {
      return Look.FREE;
    }
    try {
      if (System.getProperty(property(directory.toRealPath())) != null) {
        return new Look(true, Optional.of(ProcessHandle.current().pid()));
      }
      try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
        FileLock free = tryLock(channel, HELD, true);
        return free == null ? new Look(true, pid(channel)) : Look.FREE;
      }
    } catch (IOException unreadable) {
      throw new JournalException(
          "the lock " + file + " cannot be read: " + unreadable + "; let this user read it",
          unreadable);
    }
  }

  private static @Nullable FileLock tryLock(FileChannel channel, long position, boolean shared)
      throws IOException {
    try {
      return channel.tryLock(position, 1, shared);
    } catch (OverlappingFileLockException heldHere) {
      return null;
    }
  }

  private static void write(FileChannel channel) throws IOException {
    String since =
        ProcessHandle.current().info().startInstant().map(Instant::toString).orElse("unknown");
    String text = "pid " + self() + "\nrunning since " + since + "\n";
    byte begun = read(channel, BEGUN_AT) == BEGUN ? BEGUN : NOT_BEGUN;
    channel.truncate(0);
    channel.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)), 0);
    writeStop(channel, NO_STOP);
    writeBegun(channel, begun);
  }

  /** The byte at a place; 0 where there is none. */
  private static byte read(FileChannel channel, long at) throws IOException {
    ByteBuffer value = ByteBuffer.allocate(1);
    return channel.read(value, at) == 1 ? value.get(0) : 0;
  }

  private static void writeBegun(FileChannel channel, byte value) throws IOException {
    channel.write(ByteBuffer.wrap(new byte[] {value, '\n'}), BEGUN_AT);
  }

  /**
   * Opens the directory's journal; creates it where there was none. Where there was one and its
   * file is empty now, to begin anew would undo every stop that it told of.
   *
   * @param patience how long a write waits for another process
   * @throws JournalDamagedException if it was emptied
   * @throws JournalException if it cannot be opened or made
   */
  public JournalStore openJournal(Duration patience) {
    Path file = path.resolve(SqliteJournalStore.FILE);
    try {
      if (!Files.exists(file)) {
        writeBegun(channel, NOT_BEGUN);
      } else if (read(channel, BEGUN_AT) == BEGUN) {
        SqliteJournalStore.requireNotEmpty(file);
      }
      JournalStore opened = SqliteJournalStore.open(path, patience);
      writeBegun(channel, BEGUN);
      return opened;
    } catch (IOException failed) {
      throw new JournalException(
          "the lock " + path.resolve(LOCK_FILE) + " cannot be written: " + failed, failed);
    }
  }

  private static void writeStop(FileChannel channel, byte value) throws IOException {
    channel.write(ByteBuffer.wrap(new byte[] {value, '\n'}), STOP_AT);
  }

  /**
   * Asks the process that holds a directory to put everybody on control, where the journal cannot
   * take a command.
   *
   * @throws JournalException if the lock file cannot be written either
   */
  public static void requestStop(Path directory) {
    Path file = directory.resolve(LOCK_FILE);
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      writeStop(channel, STOP);
    } catch (IOException failed) {
      throw new JournalException(
          "no stop can be asked for in " + file + ": " + failed + "; end the process instead",
          failed);
    }
  }

  /**
   * Whether no stop is asked for that nobody has taken up yet.
   *
   * @throws JournalException if the lock file cannot be read
   */
  public static boolean isStopTaken(Path directory) {
    Path file = directory.resolve(LOCK_FILE);
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      return !isStopAsked(channel);
    } catch (IOException failed) {
      throw new JournalException(
          "it cannot be told from " + file + " whether the stop was felt: " + failed, failed);
    }
  }

  private static boolean isStopAsked(FileChannel channel) throws IOException {
    return read(channel, STOP_AT) == STOP;
  }

  /** Whether a stop was asked for since this was asked last; true if that cannot be told. */
  public boolean takeStopRequest() {
    try {
      boolean asked = isStopAsked(channel);
      if (asked) {
        writeStop(channel, NO_STOP);
      }
      return asked;
    } catch (IOException unreadable) {
      return true;
    }
  }

  private static Optional<Long> pid(FileChannel channel) throws IOException {
    ByteBuffer text = ByteBuffer.allocate(64);
    channel.read(text, 0);
    Matcher pid = PID.matcher(new String(text.array(), 0, text.position(), StandardCharsets.UTF_8));
    return pid.matches() ? Optional.of(Long.valueOf(pid.group(1))) : Optional.empty();
  }

  private static DirectoryHeldException held(Path directory, Optional<Long> pid) {
    return new DirectoryHeldException(
        "the data directory "
            + directory
            + " is held by "
            + pid.map(id -> "process " + id).orElse("another process")
            + "; end that one first, or name another directory");
  }

  private static String self() {
    return Long.toString(ProcessHandle.current().pid());
  }

  private static String property(Path real) {
    return PROPERTY + real;
  }

  private static Path create(Path directory) throws IOException {
    if (!Files.isDirectory(directory)) {
      boolean posix = directory.getFileSystem().supportedFileAttributeViews().contains("posix");
      FileAttribute<?>[] ownerOnly =
          posix
              ? new FileAttribute<?>[] {
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"))
              }
              : new FileAttribute<?>[0];
      Path parent = directory.getParent();
      while (parent != null && !Files.exists(parent)) {
        parent = parent.getParent();
      }
      Files.createDirectories(directory, ownerOnly);
      if (posix && parent != null) {
        makeDurable(directory, parent);
      }
    }
    return directory.toRealPath();
  }

  /** A new directory's name is on the disk only once the directory that holds it was synced. */
  private static void makeDurable(Path created, Path existing) throws IOException {
    for (Path at = created; at != null && !at.equals(existing); at = at.getParent()) {
      Path holder = at.getParent();
      if (holder != null) {
        try (FileChannel channel = FileChannel.open(holder, StandardOpenOption.READ)) {
          channel.force(true);
        }
      }
    }
  }

  /** Releases the directory. A second call does nothing. */
  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    try {
      channel.close();
    } catch (IOException failed) {
      throw new JournalException(
          "the lock of " + path + " cannot be released: " + failed + "; end the process", failed);
    } finally {
      System.clearProperty(property(path));
    }
  }
}
