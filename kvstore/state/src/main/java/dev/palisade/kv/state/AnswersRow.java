package dev.palisade.kv.state;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Reads a row of a session's answers, one after the other. Not thread-safe. */
final class AnswersRow {
  private final byte[] key;
  private final PayloadReader row;
  private long sequence;
  private byte[] outcome = {};

  private AnswersRow(byte[] key, byte[] bytes) {
    this.key = key;
    row = new PayloadReader(ByteBuffer.wrap(bytes));
  }

  /** Before the first answer of this row; null stands for a row that holds none. */
  static AnswersRow of(byte[] key, byte @Nullable [] bytes) {
    return new AnswersRow(key, bytes == null ? new byte[0] : bytes);
  }

  /**
   * Goes to the next answer; false behind the last.
   *
   * @throws StateDamagedException if the row is not what this program writes
   */
  boolean next() {
    if (row.atEnd()) {
      return false;
    }
    try {
      sequence = row.varint();
      outcome = row.bytes();
      return true;
    } catch (MalformedPayloadException malformed) {
      throw RowDamage.malformed("answers of a session", key, malformed);
    }
  }

  long sequence() {
    return sequence;
  }

  byte[] outcome() {
    return outcome;
  }
}
