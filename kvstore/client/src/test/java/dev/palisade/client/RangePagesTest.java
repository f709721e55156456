package dev.palisade.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.NavigableSet;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class RangePagesTest {
  private static final Bytes LONGEST = Bytes.wrap(filled(4_096, (byte) 'k'));

  private final List<Long> revisionsAsked = new ArrayList<>();

  @Test
  void everyPageSizeGivesTheSamePairsInBothDirections() {
    for (long seed = 0; seed < 500; seed++) {
      Random random = new Random(seed);
      NavigableSet<Bytes> stored = new TreeSet<>(List.of(LONGEST));
      for (int i = random.nextInt(20); i > 0; i--) {
        byte[] key = new byte[1 + random.nextInt(3)];
        random.nextBytes(key);
        stored.add(Bytes.wrap(key));
      }
      RangeQuery query = RangeQuery.over(range(random)).limit(1 + random.nextInt(4));
      query = random.nextBoolean() ? query.descending() : query;
      List<Bytes> expected = matching(stored, query);
      assertThat(keys(stored, query, ReadOptions.linearizable()))
          .as("seed %d: %s", seed, query.range())
          .isEqualTo(expected);
    }
  }

  @Test
  void allPagesAreOfTheRevisionOfTheFirst() {
    NavigableSet<Bytes> stored =
        new TreeSet<>(List.of(Bytes.of("a"), Bytes.of("b"), Bytes.of("c")));
    keys(stored, RangeQuery.over(KeyRange.all()).limit(1), ReadOptions.linearizable());
    assertThat(revisionsAsked).containsExactly(0L, 9L, 9L);
    revisionsAsked.clear();
    keys(stored, RangeQuery.over(KeyRange.all()).limit(2), ReadOptions.stale().atRevision(5));
    assertThat(revisionsAsked).containsExactly(5L, 5L);
  }

  @Test
  void afterAKeyComesWhatIsAboveItOrBelowItWhetherItExistsOrNot() {
    KeyRange range = KeyRange.between("b", "f");
    RangeQuery query = RangeQuery.over(range);
    assertThat(query.after(Bytes.of("a")).rest()).contains(range);
    assertThat(query.after(Bytes.of("c")).rest()).contains(KeyRange.between("c\0", "f"));
    assertThat(query.after(Bytes.of("f")).rest()).isEmpty();
    RangeQuery down = query.descending();
    assertThat(down.after(Bytes.of("z")).rest()).contains(range);
    assertThat(down.after(Bytes.of("c")).rest()).contains(KeyRange.between("b", "c"));
    assertThat(down.after(Bytes.of("b")).rest()).isEmpty();
    RangeQuery one = RangeQuery.over(KeyRange.key("k"));
    assertThat(one.after(Bytes.of("k")).rest()).isEmpty();
    assertThat(one.after(Bytes.of("a")).rest()).contains(KeyRange.key("k"));
    assertThat(RangeQuery.over(KeyRange.all()).after(LONGEST).rest().orElseThrow().from().size())
        .as("a bound that the server accepts")
        .isEqualTo(4_096);
  }

  @Test
  void textThatHasNoUtf8FormIsRefusedRatherThanReplaced() {
    assertThatThrownBy(() -> Bytes.of("a\ud800")).hasMessageContaining("surrogate");
    assertThatThrownBy(() -> new FenceToken("f\udcff", 1)).hasMessageContaining("not valid UTF-8");
    assertThat(Bytes.of("é😀").size()).isEqualTo(6);
  }

  private List<Bytes> keys(NavigableSet<Bytes> stored, RangeQuery query, ReadOptions options) {
    List<Bytes> keys = new ArrayList<>();
    RangePages pages =
        new RangePages(
            (page, at) -> {
              revisionsAsked.add(at.revisionOrZero());
              List<Bytes> all = matching(stored, page);
              int end = (int) Math.min(all.size(), page.limitOrZero());
              List<KeyValue> kvs =
                  all.subList(0, end).stream()
                      .map(key -> new KeyValue(key, Bytes.EMPTY, 1, 1, 1, new Hlc(1), 0))
                      .toList();
              return new RangeResult(kvs, -1, end < all.size(), 9, false);
            },
            query,
            options);
    pages.forEachRemaining(pair -> keys.add(pair.key()));
    return keys;
  }

  private static List<Bytes> matching(NavigableSet<Bytes> stored, RangeQuery query) {
    if (query.rest().isEmpty()) {
      return List.of();
    }
    KeyRange range = query.rest().get();
    List<Bytes> matching = new ArrayList<>();
    for (Bytes key : stored) {
      boolean isOpen = range.end().equals(KeyRange.all().end());
      boolean isBelowEnd = isOpen || key.compareTo(Bytes.of(range.end())) < 0;
      boolean isIn =
          range.end().isEmpty()
              ? key.equals(Bytes.of(range.from()))
              : key.compareTo(Bytes.of(range.from())) >= 0 && isBelowEnd;
      if (isIn) {
        matching.add(key);
      }
    }
    if (query.isDescending()) {
      Collections.reverse(matching);
    }
    return matching;
  }

  private static KeyRange range(Random random) {
    byte[] from = new byte[1];
    random.nextBytes(from);
    return switch (random.nextInt(4)) {
      case 0 -> KeyRange.all();
      case 1 -> KeyRange.prefix(Bytes.wrap(from));
      case 2 -> KeyRange.key(Bytes.wrap(from));
      default -> KeyRange.atLeast(Bytes.wrap(from));
    };
  }

  private static byte[] filled(int length, byte with) {
    byte[] bytes = new byte[length];
    java.util.Arrays.fill(bytes, with);
    return bytes;
  }
}
