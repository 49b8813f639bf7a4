package dev.belay.engine.journal;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class SqliteJournalStoreContractTest extends JournalStoreContract {
  @TempDir Path directory;

  @Override
  JournalStore open() {
    return SqliteJournalStore.open(directory);
  }
}
