package dev.palisade.kv.rocks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.palisade.kv.state.Batch;
import dev.palisade.kv.state.MemoryStore;
import dev.palisade.kv.state.Store;
import dev.palisade.kv.state.Store.Direction;
import dev.palisade.kv.state.StoreException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RocksStoreTest {
  @TempDir Path directory;

  @Test
  void scansGoInTheOrderOfUnsignedBytesBothWaysWithinTheirBounds() {
    try (RocksStore store = new RocksStore(directory)) {
      store.write(batch("a", "b", "c", "é", "z"));

      assertThat(keys(store, "b", "\uFFFF", Direction.ASCENDING)).isEqualTo("b c z é");
      assertThat(keys(store, "b", "z", Direction.DESCENDING)).isEqualTo("c b");
      assertThat(keys(store, "d", "e", Direction.ASCENDING)).isEmpty();
    }
  }

  @Test
  void aCursorIsSentToAKeyOrToWhatFollowsItInItsDirectionAsInMemory() {
    try (RocksStore rocks = new RocksStore(directory);
        MemoryStore memory = new MemoryStore()) {
      for (Store store : List.of(rocks, memory)) {
        store.write(batch("b", "d", "f", "h"));
        try (Store.Cursor up = store.scan(bytes("a"), bytes("g"), Direction.ASCENDING);
            Store.Cursor down = store.scan(bytes("c"), bytes("z"), Direction.DESCENDING)) {
          assertThat(found(up, "e")).isEqualTo("f");
          assertThat(found(up, "d")).isEqualTo("d");
          assertThat(found(up, "f~")).as("h is out of bounds").isNull();
          assertThat(found(down, "e")).isEqualTo("d");
          assertThat(found(down, "h")).isEqualTo("h");
          down.next();
          assertThat(down.key()).isEqualTo(bytes("f"));
          assertThat(found(down, "c")).as("b is out of bounds").isNull();
        }
      }
    }
  }

  private static @Nullable String found(Store.Cursor cursor, String key) {
    cursor.seek(bytes(key));
    return cursor.valid() ? new String(cursor.key(), StandardCharsets.UTF_8) : null;
  }

  @Test
  void theChangesOfABatchCountInTheirOrder() {
    try (RocksStore store = new RocksStore(directory)) {
      Batch batch = new Batch();
      batch.put(bytes("a"), bytes("1"));
      batch.delete(bytes("a"));
      batch.delete(bytes("b"));
      batch.put(bytes("b"), new byte[100_000]);
      store.write(batch);

      assertThat(store.get(bytes("a"))).isNull();
      assertThat(store.get(bytes("b"))).hasSize(100_000);
    }
  }

  @Test
  void aCursorSeesNothingOfLaterBatches() {
    try (RocksStore store = new RocksStore(directory)) {
      store.write(batch("a", "c"));
      try (Store.Cursor cursor = store.scan(bytes("a"), bytes("z"), Direction.ASCENDING)) {
        store.write(batch("b"));
        cursor.next();
        assertThat(cursor.key()).isEqualTo(bytes("c"));
      }
    }
  }

  @Test
  void aCrashLosesWhatWasNotFlushedAndNothingElse() {
    RocksStore store = new RocksStore(directory);
    store.write(batch("flushed"));
    store.flush();
    store.write(batch("lost"));
    store.abandon();

    try (RocksStore again = new RocksStore(directory)) {
      assertThat(again.get(bytes("flushed"))).isNotNull();
      assertThat(again.get(bytes("lost"))).isNull();
    }
  }

  @Test
  void closingKeepsEverything() {
    try (RocksStore store = new RocksStore(directory)) {
      store.write(batch("a"));
    }
    try (RocksStore again = new RocksStore(directory)) {
      assertThat(again.get(bytes("a"))).isNotNull();
    }
  }

  @Test
  void aDirectoryThatIsInUseIsRefusedByName() {
    RocksStore first = new RocksStore(directory);
    assertThatThrownBy(() -> new RocksStore(directory))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining(directory.toString());
    first.close();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static Batch batch(String... keys) {
    Batch batch = new Batch();
    for (String key : keys) {
      batch.put(bytes(key), bytes("value of " + key));
    }
    return batch;
  }

  private static String keys(Store store, String from, String toExclusive, Direction direction) {
    StringBuilder keys = new StringBuilder();
    try (Store.Cursor cursor = store.scan(bytes(from), bytes(toExclusive), direction)) {
      for (; cursor.valid(); cursor.next()) {
        keys.append(keys.isEmpty() ? "" : " ")
            .append(new String(cursor.key(), StandardCharsets.UTF_8));
      }
    }
    return keys.toString();
  }
}
