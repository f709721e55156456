package dev.palisade.kv.rocks;

import dev.palisade.kv.state.Batch;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A batch in RocksDB's own serialized form (rocksdb/db/write_batch.cc), so that it crosses into
 * native code in one call instead of one for each change: sequence (8 bytes, zero until it is
 * written), count (4 bytes, little-endian), then for each change its type and its lengths as
 * variable-length numbers, each before its bytes.
 */
final class BatchRep {
  private static final int HEADER_BYTES = 12;
  private static final byte DELETION = 0;
  private static final byte VALUE = 1;

  private BatchRep() {}

  static byte[] of(Batch batch) {
    long bytes = HEADER_BYTES;
    for (Batch.Change change : batch.changes()) {
      bytes +=
          switch (change) {
            case Batch.Change.Put(var key, var value) -> 1 + sizeOf(key) + sizeOf(value);
            case Batch.Change.Delete(var key) -> 1 + sizeOf(key);
          };
    }
    ByteBuffer rep = ByteBuffer.allocate(Math.toIntExact(bytes)).order(ByteOrder.LITTLE_ENDIAN);
    rep.putLong(0).putInt(batch.changes().size());
    for (Batch.Change change : batch.changes()) {
      switch (change) {
        case Batch.Change.Put(var key, var value) -> {
          rep.put(VALUE);
          put(rep, key);
          put(rep, value);
        }
        case Batch.Change.Delete(var key) -> {
          rep.put(DELETION);
          put(rep, key);
        }
      }
    }
    return rep.array();
  }

  private static long sizeOf(byte[] bytes) {
    int lengthBits = Integer.SIZE - Integer.numberOfLeadingZeros(bytes.length | 1);
    return (lengthBits + 6) / 7 + (long) bytes.length;
  }

  private static void put(ByteBuffer rep, byte[] bytes) {
    int rest = bytes.length;
    while (rest >= 0x80) {
      rep.put((byte) (rest | 0x80));
      rest >>>= 7;
    }
    rep.put((byte) rest).put(bytes);
  }
}
