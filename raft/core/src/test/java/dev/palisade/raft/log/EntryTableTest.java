package dev.palisade.raft.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palisade.raft.EntryId;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class EntryTableTest {
  private final EntryTable table = new EntryTable(EntryId.ZERO);

  private ByteBuffer stage(long term) {
    ByteBuffer record = ByteBuffer.allocate(48);
    table.appendStaged(term, 48, record, 1);
    return record;
  }

  @Test
  void aRecordThatIsNotDurableStaysInMemory() {
    ByteBuffer first = stage(1);
    ByteBuffer second = stage(1);
    ByteBuffer third = stage(1);
    table.stored(1, first, EntryTable.place(1, 4096));
    table.stored(3, third, EntryTable.place(1, 4200));

    table.evictRecords(0);

    assertThat(table.recordAt(1)).isNull();
    assertThat(table.recordAt(2)).isSameAs(second);
    assertThat(table.recordAt(3)).isSameAs(third);
  }

  @Test
  void whatWasReplacedWhileItWasWrittenHasNoPlace() {
    ByteBuffer old = stage(1);
    table.truncateFrom(1);
    ByteBuffer replacement = stage(2);

    table.stored(1, old, EntryTable.place(1, 4096));
    assertThat(table.placeAt(1)).isEqualTo(EntryTable.NO_PLACE);

    table.stored(1, replacement, EntryTable.place(1, 4200));
    assertThat(EntryTable.segmentOf(table.placeAt(1))).isEqualTo(1);
    assertThat(EntryTable.offsetOf(table.placeAt(1))).isEqualTo(4200);
  }

  @Test
  void placesAndTermsSurviveGrowthAndDroppedPrefixes() {
    for (int i = 1; i <= 1000; i++) {
      table.appendStored(1 + i / 10, 48, EntryTable.place(3, 8L * i), i);
      if (i % 100 == 0) {
        table.dropThrough(i - 50);
      }
    }
    assertThat(table.base()).isEqualTo(new EntryId(950, 96));
    assertThat(table.last()).isEqualTo(new EntryId(1000, 101));
    for (long i = 951; i <= 1000; i++) {
      assertThat(table.termAt(i)).isEqualTo(1 + i / 10);
      assertThat(EntryTable.offsetOf(table.placeAt(i))).isEqualTo(8 * i);
    }
  }
}
