package dev.palisade.raft.log;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.palisade.raft.EntryId;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.TreeMap;
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

  @Test
  void aLongLogTakesTheRoomOfItsEntriesAndNoMoreWhileItGrows() {
    int entries = 3_000_000;
    ThreadMXBean memory = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    long before = memory.getCurrentThreadAllocatedBytes();
    for (int i = 1; i <= entries; i++) {
      table.appendStored(1, 48, EntryTable.place(1, 48), i);
    }

    assertThat(memory.getCurrentThreadAllocatedBytes() - before).isLessThan(26L * entries);
  }

  /** Against a map of what every entry is, through all that moves either end of the log. */
  @Test
  void entriesAreFoundHoweverFarTheEndsOfTheLogMove() {
    SplittableRandom dice = new SplittableRandom(7);
    TreeMap<Long, Long> terms = new TreeMap<>();
    long term = 1;
    for (int round = 0; round < 400; round++) {
      for (int i = dice.nextInt(600); i >= 0; i--) {
        long index = table.lastIndex() + 1;
        table.appendStaged(term, 40, ByteBuffer.allocate(0), 1_000 * index + term);
        table.stored(index, records(index), EntryTable.place(1, 8 * index));
        terms.put(index, term);
      }
      long first = table.firstIndex();
      long last = table.lastIndex();
      switch (dice.nextInt(4)) {
        case 0 -> {
          long from = first + dice.nextLong(last - first + 1);
          table.truncateFrom(from);
          terms.tailMap(from, true).clear();
          term++;
        }
        case 1 -> {
          long through = first + dice.nextLong(last - first + 1);
          table.dropThrough(through);
          terms.headMap(through, true).clear();
        }
        case 2 -> table.evictRecords(40L * dice.nextInt(5_000));
        default -> term += dice.nextInt(2);
      }
      assertHolds(terms);
    }
    assertThat(table.firstIndex()).as("the log moved over several chunks").isGreaterThan(20_000);
  }

  private void assertHolds(TreeMap<Long, Long> terms) {
    assertThat(table.lastIndex() - table.firstIndex() + 1).isEqualTo(terms.size());
    terms.forEach(
        (index, term) -> {
          boolean isRight =
              table.termAt(index) == term
                  && table.chainAt(index) == 1_000 * index + term
                  && table.placeAt(index) == EntryTable.place(1, 8 * index)
                  && table.storedBytesAt(index) == 40;
          assertThat(isRight).as("entry %d@%d", index, term).isTrue();
        });
  }

  private ByteBuffer records(long index) {
    return Objects.requireNonNull(table.recordAt(index));
  }
}
