package dev.belay.engine.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.belay.canary.RolloutEvent.Held;
import dev.belay.canary.RolloutEvent.Resumed;
import java.util.List;
import org.junit.jupiter.api.Test;

class JournalChainTest {
  private static final JournalChain EMPTY = JournalChain.empty("r");

  @Test
  void theFirstRow_namesNoRowBeforeIt() {
    JournalRow row = EMPTY.next(5, "a", "f", new Held("x"));
    assertThat(row.sequence()).isEqualTo(1);
    assertThat(row.previous()).matches("0{64}");
    assertThat(row.hash()).matches("[0-9a-f]{64}").isEqualTo(JournalChain.hash("r", row));
  }

  @Test
  void aClockThatIsSetBack_givesTheTimeBefore() {
    JournalRow first = EMPTY.next(100, "a", "f", new Held("x"));
    JournalChain end = EMPTY.with(first);
    assertThat(end.next(40, "a", "f", new Resumed("x")).timeNanos()).isEqualTo(100);
    assertThat(end.next(101, "a", "f", new Resumed("x")).timeNanos()).isEqualTo(101);
    assertThat(EMPTY.next(-7, "a", "f", new Held("x")).timeNanos()).isEqualTo(-7);
  }

  @Test
  void severalRows_followEachOther() {
    List<JournalRow> rows = EMPTY.next(9, "a", "f", List.of(new Held("x"), new Resumed("y")));
    assertThat(rows).extracting(JournalRow::sequence).containsExactly(1L, 2L);
    assertThat(rows.get(1).previous()).isEqualTo(rows.get(0).hash());
    assertThat(EMPTY.with(rows)).isEqualTo(new JournalChain("r", 2, rows.get(1).hash(), 9));
    assertThat(EMPTY.with(List.of())).isEqualTo(EMPTY);
  }

  @Test
  void everyPart_isInTheHash() {
    JournalRow row = EMPTY.next(5, "a", "f", new Held("x"));
    List<JournalRow> others =
        List.of(
            new JournalRow(2, 5, "a", "f", "Held", row.event(), row.previous(), ""),
            new JournalRow(1, 6, "a", "f", "Held", row.event(), row.previous(), ""),
            new JournalRow(1, 5, "b", "f", "Held", row.event(), row.previous(), ""),
            new JournalRow(1, 5, "a", "g", "Held", row.event(), row.previous(), ""),
            new JournalRow(1, 5, "a", "f", "Reset", row.event(), row.previous(), ""),
            new JournalRow(1, 5, "a", "f", "Held", "{\"reason\":\"y\"}", row.previous(), ""),
            new JournalRow(1, 5, "a", "f", "Held", row.event(), "1".repeat(64), ""));
    for (JournalRow other : others) {
      assertThat(JournalChain.hash("r", other)).as(other.toString()).isNotEqualTo(row.hash());
    }
    assertThat(JournalChain.hash("s", row)).isNotEqualTo(row.hash());
  }

  @Test
  void theEndOfAStore_isItsLastRow() {
    try (MemoryJournalStore store = MemoryJournalStore.unbounded()) {
      assertThat(JournalChain.of(store, "r")).isEqualTo(EMPTY);
      List<JournalRow> rows = Journals.append(store, "r", 3);
      assertThat(JournalChain.of(store, "r")).isEqualTo(EMPTY.with(rows));
    }
  }

  @Test
  void actorsThatAreNoUnicode_areRefused() {
    assertThatThrownBy(() -> EMPTY.next(5, "\ud800", "f", new Held("x")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("unpaired surrogate");
  }
}
