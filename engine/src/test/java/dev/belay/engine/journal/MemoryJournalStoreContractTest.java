package dev.belay.engine.journal;

class MemoryJournalStoreContractTest extends JournalStoreContract {
  private final MemoryJournalStore data = MemoryJournalStore.unbounded();

  @Override
  JournalStore open() {
    return data;
  }

  @Override
  JournalStore reopen(JournalStore closing) {
    return closing;
  }
}
