package dev.palisade.sim.world;

import dev.palisade.kv.state.KvStateMachine;
import dev.palisade.kv.state.MemoryStore;
import dev.palisade.kv.state.StateDamagedException;
import dev.palisade.raft.EntryId;
import dev.palisade.raft.Membership;
import dev.palisade.raft.Snapshot;
import dev.palisade.raft.log.MembershipCodec;
import dev.palisade.raft.replica.SnapshotStore;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * The snapshots on one simulated machine. Those that are whole are durable; of one that is on its
 * way, a loss of power leaves nothing, a mere end of the process what was received. Not
 * thread-safe.
 */
final class SimSnapshots implements SnapshotStore {
  private record Kept(Snapshot snapshot, List<Part> parts, List<byte[]> contents) {}

  private final SimStore store;
  private final Dice dice;
  private final TreeMap<Long, Kept> kept = new TreeMap<>();
  private @Nullable Receiving receiving;
  private @Nullable Membership remembered;

  SimSnapshots(SimStore store, Dice dice) {
    this.store = store;
    this.dice = dice;
  }

  void losePower() {
    receiving = null;
  }

  void wipe() {
    kept.clear();
    receiving = null;
  }

  /**
   * The state is dropped as damaged, and the snapshots with it; what they said of members stays.
   */
  void quarantine() {
    Snapshot newest = newest();
    remembered = newest == null ? remembered : newest.membership();
    wipe();
  }

  @Override
  public @Nullable Membership remembered() {
    return remembered;
  }

  @Override
  public void drop(String reference) {
    kept.values().removeIf(each -> each.snapshot.reference().equals(reference));
  }

  /** A bit of the newest flips; false when there is none. */
  boolean rot() {
    if (kept.isEmpty()) {
      return false;
    }
    byte[] content = dice.pick(kept.lastEntry().getValue().contents);
    content[dice.below(content.length)] ^= (byte) (1 << dice.below(8));
    return true;
  }

  /** What says of the newest what it is made of is damaged: it is set aside; false without one. */
  boolean rotManifest() {
    return kept.pollLastEntry() != null;
  }

  @Override
  public @Nullable Snapshot newest() {
    return kept.isEmpty() ? null : kept.lastEntry().getValue().snapshot;
  }

  @Override
  public Snapshot take(Membership initial) throws IOException {
    if (store.isLacking()) {
      // What spreads by a snapshot of a state that lacks a row is not simulated.
      throw new StateDamagedException("a row of the state is gone", null);
    }
    store.flush();
    KvStateMachine machine = new KvStateMachine(store);
    byte[] payload = machine.membership();
    Membership membership =
        payload == null ? initial : MembershipCodec.decode(ByteBuffer.wrap(payload));
    byte[] image = StoreImage.of(store);
    List<Part> parts = new ArrayList<>();
    List<byte[]> contents = new ArrayList<>();
    int partBytes = 1 + image.length / (1 + dice.below(3));
    for (int at = 0; at < image.length; at += partBytes) {
      byte[] content =
          java.util.Arrays.copyOfRange(image, at, Math.min(image.length, at + partBytes));
      parts.add(new Part("part-" + parts.size(), content.length, crc32c(content)));
      contents.add(content);
    }
    EntryId at = machine.applied();
    Snapshot snapshot = new Snapshot(at, membership, at.index() + "-" + at.term());
    kept.put(at.index(), new Kept(snapshot, List.copyOf(parts), contents));
    remembered = null;
    return snapshot;
  }

  @Override
  public Optional<List<Part>> parts(String reference) {
    Kept found = find(reference);
    if (found != null && !isWhole(found)) {
      kept.remove(found.snapshot.index());
      found = null;
    }
    return Optional.ofNullable(found).map(Kept::parts);
  }

  @Override
  public Optional<ByteBuffer> read(String reference, String part, long offset, int maxBytes) {
    Kept found = find(reference);
    for (int i = 0; found != null && i < found.parts.size(); i++) {
      if (found.parts.get(i).name().equals(part)) {
        byte[] content = found.contents.get(i);
        // A peer may ask for a longer snapshot of the same name, which was lost with the power.
        int from = (int) Math.min(offset, content.length);
        int bytes = Math.min(maxBytes, content.length - from);
        return Optional.of(ByteBuffer.wrap(content, from, bytes).slice());
      }
    }
    return Optional.empty();
  }

  @Override
  public Incoming receive(Snapshot snapshot, List<Part> parts) {
    Receiving known = receiving;
    if (known == null || !known.snapshot.equals(snapshot) || !known.parts.equals(parts)) {
      known = new Receiving(snapshot, parts);
    }
    receiving = known;
    return known;
  }

  @Override
  public void deleteOld(Set<String> lent) {
    long newest = kept.isEmpty() ? 0 : kept.lastKey();
    kept.values()
        .removeIf(
            each -> each.snapshot.index() < newest && !lent.contains(each.snapshot.reference()));
  }

  /** The state of a snapshot that is here. */
  MemoryStore restored(Snapshot snapshot) throws IOException {
    Kept found = kept.get(snapshot.index());
    if (found == null || !isWhole(found)) {
      throw new IOException("the snapshot at " + snapshot.lastIncluded() + " is damaged or gone");
    }
    return StoreImage.restore(joined(found.contents));
  }

  private @Nullable Kept find(String reference) {
    return kept.values().stream()
        .filter(each -> each.snapshot.reference().equals(reference))
        .findFirst()
        .orElse(null);
  }

  private static boolean isWhole(Kept snapshot) {
    for (int i = 0; i < snapshot.parts.size(); i++) {
      if (crc32c(snapshot.contents.get(i)) != snapshot.parts.get(i).crc32c()) {
        return false;
      }
    }
    return true;
  }

  private static byte[] joined(List<byte[]> contents) {
    int bytes = contents.stream().mapToInt(content -> content.length).sum();
    ByteBuffer all = ByteBuffer.allocate(bytes);
    contents.forEach(all::put);
    return all.array();
  }

  private static int crc32c(byte[] bytes) {
    CRC32C crc = new CRC32C();
    crc.update(bytes);
    return (int) crc.getValue();
  }

  private final class Receiving implements Incoming {
    private final Snapshot snapshot;
    private final List<Part> parts;
    private final List<byte[]> contents = new ArrayList<>();
    private int part;
    private long offset;

    Receiving(Snapshot snapshot, List<Part> parts) {
      this.snapshot = snapshot;
      this.parts = parts;
      parts.forEach(each -> contents.add(new byte[(int) each.bytes()]));
    }

    @Override
    public @Nullable Want next() {
      return part == parts.size()
          ? null
          : new Want(parts.get(part).name(), offset, parts.get(part).bytes() - offset);
    }

    @Override
    public void write(ByteBuffer bytes) {
      int count = bytes.remaining();
      bytes.duplicate().get(contents.get(part), (int) offset, count);
      offset += count;
      if (offset == parts.get(part).bytes()) {
        part++;
        offset = 0;
      }
    }

    @Override
    public boolean finish() {
      receiving = null;
      Kept whole = new Kept(snapshot, parts, contents);
      if (!isWhole(whole)) {
        return false;
      }
      kept.put(snapshot.index(), whole);
      return true;
    }
  }
}
