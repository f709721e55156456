package dev.palisade.sim.world;

import dev.palisade.kv.state.Batch;
import dev.palisade.kv.state.MemoryStore;
import dev.palisade.kv.state.Store;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;

/** All pairs of a store as bytes: what a snapshot of a simulated state is made of. */
final class StoreImage {
  private static final byte[] LOWEST = {};
  private static final byte[] HIGHEST = {(byte) 0xFF, (byte) 0xFF};

  private StoreImage() {}

  /** Ends with the number of pairs, so that a part of it is no image. */
  static byte[] of(Store store) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    int count = 0;
    try (Store.Cursor pairs = store.scan(LOWEST, HIGHEST, Store.Direction.ASCENDING)) {
      for (; pairs.valid(); pairs.next()) {
        write(out, pairs.key());
        write(out, pairs.value());
        count++;
      }
    }
    out.writeInt(-1);
    out.writeInt(count);
    return bytes.toByteArray();
  }

  /** A store that holds what the image does, all of it flushed. */
  static MemoryStore restore(byte[] image) throws IOException {
    DataInputStream in = new DataInputStream(new ByteArrayInputStream(image));
    Batch batch = new Batch();
    int count = 0;
    for (int bytes = in.readInt(); bytes >= 0; bytes = in.readInt()) {
      byte[] key = in.readNBytes(bytes);
      batch.put(key, in.readNBytes(in.readInt()));
      count++;
    }
    if (count != in.readInt()) {
      throw new IOException("an image of a store is not whole");
    }
    MemoryStore store = new MemoryStore();
    store.write(batch);
    store.flush();
    return store;
  }

  private static void write(DataOutputStream out, byte[] bytes) throws IOException {
    out.writeInt(bytes.length);
    out.write(bytes);
  }
}
