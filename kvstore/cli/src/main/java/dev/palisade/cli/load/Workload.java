package dev.palisade.cli.load;

import java.util.concurrent.CompletionStage;

/** Operations of one kind against a cluster. Thread-safe. */
interface Workload extends AutoCloseable {
  /** Starts writing a key. */
  CompletionStage<?> put(byte[] key, byte[] value);

  /** Starts a linearizable read of a key. */
  CompletionStage<?> get(byte[] key);

  @Override
  void close();
}
