package dev.palisade.raft.replica;

import dev.palisade.raft.Membership;
import dev.palisade.raft.Snapshot;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A place where no snapshot ever is: such a replica keeps its whole log. Thread-safe. */
public final class NoSnapshots implements SnapshotStore {
  @Override
  public @Nullable Snapshot newest() {
    return null;
  }

  @Override
  public Snapshot take(Membership initial) throws IOException {
    throw new IOException("this replica has no place for snapshots");
  }

  @Override
  public Optional<List<Part>> parts(String reference) {
    return Optional.empty();
  }

  @Override
  public Optional<ByteBuffer> read(String reference, String part, long offset, int maxBytes) {
    return Optional.empty();
  }

  @Override
  public Incoming receive(Snapshot snapshot, List<Part> parts) throws IOException {
    throw new IOException("this replica has no place for snapshots");
  }

  @Override
  public void drop(String reference) {}

  @Override
  public void deleteOld(Set<String> lent) {}
}
