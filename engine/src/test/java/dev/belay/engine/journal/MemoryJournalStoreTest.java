package dev.belay.engine.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class MemoryJournalStoreTest {

  @Test
  void recent_keepsTheNewestRowsOnly() {
    try (MemoryJournalStore store = MemoryJournalStore.recent(10)) {
      List<JournalRow> rows = Journals.append(store, "r", 1_000);
      assertThat(store.head("r")).map(JournalHead::sequence).contains(1_000L);
      assertThat(store.rows("r", 990, 100)).isEqualTo(rows.subList(990, 1_000));
      assertThat(store.rows("r", 995, 2)).isEqualTo(rows.subList(995, 997));
      assertThat(store.rows("r", 1_000, 5)).isEmpty();
      assertThatThrownBy(() -> store.rows("r", 900, 5))
          .isInstanceOf(JournalException.class)
          .hasMessageMatching("rows up to 9[0-9]+ of the journal of r are not kept in memory.*");
      Journals.append(store, "r", 1);
      assertThat(store.rows("r", 1_000, 5)).hasSize(1);
    }
  }

  @Test
  void recent_keepsOneRowAtLeast() {
    assertThatThrownBy(() -> MemoryJournalStore.recent(0))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
