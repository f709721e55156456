package dev.palisade.client;

import java.util.Optional;

/**
 * A key was read.
 *
 * @param kv empty when there is no such key
 * @param revision that was read
 * @param stale the answer came from what one replica had applied
 */
public record GetResult(Optional<KeyValue> kv, long revision, boolean stale)
    implements OperationResult {
  /** The value, if there is such a key. */
  public Optional<Bytes> value() {
    return kv.map(KeyValue::value);
  }

  /** The value as UTF-8, if there is such a key. */
  public Optional<String> text() {
    return kv.map(found -> found.value().asText());
  }
}
