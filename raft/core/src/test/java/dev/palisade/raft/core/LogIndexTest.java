package dev.palisade.raft.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.palisade.raft.EntryId;
import dev.palisade.raft.EntryIds;
import dev.palisade.raft.Invariant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class LogIndexTest {
  @Test
  void anEmptyLogEndsAtItsBase() {
    LogIndex log = new LogIndex(new EntryId(7, 3), EntryIds.none(8));
    assertThat(log.last()).isEqualTo(new EntryId(7, 3));
    assertThat(log.holds(new EntryId(7, 3))).isTrue();
    assertThat(log.holds(new EntryId(6, 3))).isFalse();
  }

  @Test
  void entriesMustFollowTheLastOne() {
    LogIndex log = logOf(1, 1);
    assertThatThrownBy(() -> log.append(EntryIds.ofTerm(4, 1, new int[] {8})))
        .isInstanceOf(Invariant.Violation.class)
        .hasMessageContaining("appended entries follow the last one (4, 2)");
  }

  @Test
  void termsMustNotDecrease() {
    LogIndex log = logOf(1, 3);
    assertThatThrownBy(() -> log.append(EntryIds.ofTerm(3, 2, new int[] {8})))
        .isInstanceOf(Invariant.Violation.class)
        .hasMessageContaining("terms never decrease");
  }

  @Test
  void theLastEntryOfAtMostATermSkipsLaterTerms() {
    LogIndex log = logOf(1, 1, 2, 2, 4, 4);
    assertThat(log.lastIndexAtOrBefore(6, 3)).isEqualTo(4);
    assertThat(log.lastIndexAtOrBefore(3, 3)).isEqualTo(3);
    assertThat(log.lastIndexAtOrBefore(100, 9)).isEqualTo(6);
    assertThat(log.lastIndexAtOrBefore(6, 0)).isZero();
  }

  @Test
  void evenTheBaseMayBeOfALaterTerm() {
    LogIndex log = new LogIndex(new EntryId(7, 3), EntryIds.ofTerm(8, 4, new int[] {8}));
    assertThat(log.lastIndexAtOrBefore(8, 2)).isEqualTo(6);
    assertThat(log.lastIndexAtOrBefore(5, 9)).isEqualTo(6);
  }

  @Test
  void aChunkHasOneEntryEvenIfThatIsTooLarge() {
    LogIndex log = new LogIndex(EntryId.ZERO, EntryIds.ofTerm(1, 1, new int[] {900, 10, 10, 10}));
    assertThat(log.chunkEnd(1, 100, 10)).isEqualTo(2);
    assertThat(log.chunkEnd(2, 20, 10)).isEqualTo(4);
    assertThat(log.chunkEnd(2, 100, 2)).isEqualTo(4);
    assertThat(log.chunkEnd(5, 100, 2)).isEqualTo(5);
  }

  /** A list of entries, read the slow way, against the same appends and truncations. */
  @Test
  void itAgreesWithAPlainListUnderRandomAppendsAndTruncations() {
    for (long seed = 1; seed <= 300; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      EntryId base = new EntryId(random.nextInt(5), 1);
      LogIndex log = new LogIndex(base, EntryIds.none(base.index() + 1));
      List<Long> terms = new ArrayList<>();
      List<Integer> sizes = new ArrayList<>();
      for (int step = 0; step < 40; step++) {
        if (random.nextInt(4) == 0) {
          int keep = random.nextInt(terms.size() + 1);
          terms.subList(keep, terms.size()).clear();
          sizes.subList(keep, sizes.size()).clear();
          log.truncateFrom(base.index() + 1 + keep);
        } else {
          long term = (terms.isEmpty() ? base.term() : terms.getLast()) + random.nextInt(2);
          int[] bytes = random.ints(random.nextInt(20), 1, 100).toArray();
          log.append(EntryIds.ofTerm(log.lastIndex() + 1, term, bytes));
          for (int size : bytes) {
            terms.add(term);
            sizes.add(size);
          }
        }
        agree(log, base, terms, sizes, seed);
      }
    }
  }

  private static void agree(
      LogIndex log, EntryId base, List<Long> terms, List<Integer> sizes, long seed) {
    assertThat(log.lastIndex()).as("seed %d", seed).isEqualTo(base.index() + terms.size());
    long sum = 0;
    for (int i = 0; i < terms.size(); i++) {
      long index = base.index() + 1 + i;
      sum += sizes.get(i);
      assertThat(log.termAt(index)).as("seed %d, term at %d", seed, index).isEqualTo(terms.get(i));
      assertThat(log.storedBytesUpTo(index)).as("seed %d, bytes to %d", seed, index).isEqualTo(sum);
    }
    EntryIds all = log.range(base.index() + 1, log.lastIndex() + 1);
    assertThat(all.totalStoredBytes()).as("seed %d", seed).isEqualTo(sum);
    assertThat(all.count()).as("seed %d", seed).isEqualTo(terms.size());
  }

  private static LogIndex logOf(long... terms) {
    return new LogIndex(EntryId.ZERO, EntryIds.of(1, terms, new int[terms.length]));
  }
}
