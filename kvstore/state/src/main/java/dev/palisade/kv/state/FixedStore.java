package dev.palisade.kv.state;

import dev.palisade.raft.Snapshot;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;

/** A store beside which no snapshots are kept. */
record FixedStore(Store store) implements StoreKeeper {
  @Override
  public Store restore(Snapshot snapshot) throws IOException {
    throw new IOException("no snapshots are kept here: there is none at " + snapshot.index());
  }

  @Override
  public Pin pin(String reference) {
    return () -> {};
  }

  @Override
  public Optional<ByteBuffer> manifest(String reference) {
    return Optional.empty();
  }

  @Override
  public void close() {}
}
