package dev.belay.cli;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads the observations of a CSV file, row by row: one thread parses ahead while the caller's
 * takes the rows, in their order. Used once.
 */
final class ObservationReader {
  /*
   * How. A fixed number of batches goes round: the parser fills one and hands it over, the caller
   * empties it and gives it back. After the last batch comes the end, which says what stopped the
   * parser if something did, so that a fault is heard of after every row before it. Where the caller
   * fails, the parser is interrupted, and finds out at the next batch that nobody waits for it.
   */
  private static final int BATCHES = 4;
  private static final long STOP_MILLIS = 1_000;

  private final InputFile file;
  private final Progress progress;
  private final BlockingQueue<ObservationBatch> free = new LinkedBlockingQueue<>(BATCHES);
  private final BlockingQueue<Parsed> parsed = new LinkedBlockingQueue<>(BATCHES + 1);
  private int batches;

  /** What the parser hands over. */
  private sealed interface Parsed {}

  private record Rows(ObservationBatch batch) implements Parsed {}

  private record End(@Nullable Throwable failure) implements Parsed {}

  /** The parser was interrupted: nobody waits for what it reads. */
  private static final class StoppedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    StoppedException(InterruptedException cause) {
      super(cause);
    }
  }

  ObservationReader(InputFile file, Progress progress) {
    this.file = file;
    this.progress = progress;
  }

  /**
   * Reads the whole file, at least one row.
   *
   * @param sink takes each row; the row holds only while it does
   * @throws BadInputException at the first fault, after the rows before it
   */
  void read(Consumer<ObservationRow> sink) {
    Thread parser = new Thread(this::parse, "belay-observations");
    // What waits for input that never comes does not keep the process alive.
    parser.setDaemon(true);
    parser.start();
    try {
      pass(sink);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while reading " + file.place(), e);
    } finally {
      stop(parser);
    }
  }

  private void pass(Consumer<ObservationRow> sink) throws InterruptedException {
    @Nullable ObservationRow row = null;
    Parsed next = parsed.take();
    while (next instanceof Rows rows) {
      ObservationBatch batch = rows.batch();
      if (row == null) {
        row = new ObservationRow(file, batch);
      }
      for (int i = 0; i < batch.rows(); i++) {
        row.moveTo(batch, i);
        sink.accept(row);
      }
      batch.clear();
      free.put(batch);
      next = parsed.take();
    }
    if (next instanceof End end) {
      rethrow(end.failure());
    }
  }

  private static void rethrow(@Nullable Throwable failure) {
    if (failure instanceof Error error) {
      throw error;
    }
    if (failure instanceof RuntimeException exception) {
      throw exception;
    }
  }

  /** A parser that is not done is so because the caller failed. */
  private static void stop(Thread parser) {
    parser.interrupt();
    try {
      parser.join(STOP_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void parse() {
    ObservationRows rows = new ObservationRows(file, this::exchange);
    Throwable failure = null;
    try {
      new CsvSource(file, progress).read(rows, rows::next);
      rows.requireRows();
    } catch (StoppedException e) {
      return;
    } catch (RuntimeException | Error e) {
      // Thrown by the thread that waits for the rows.
      failure = e;
    }
    rows.rest().ifPresent(batch -> parsed.add(new Rows(batch)));
    parsed.add(new End(failure));
  }

  private ObservationBatch exchange(ObservationBatch full) {
    parsed.add(new Rows(full));
    batches++;
    if (batches < BATCHES) {
      return new ObservationBatch(full.header);
    }
    try {
      return free.take();
    } catch (InterruptedException e) {
      throw new StoppedException(e);
    }
  }
}
