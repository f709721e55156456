package dev.palisade.sim.world;

import dev.palisade.kv.state.Batch;
import dev.palisade.kv.state.MemoryStore;
import dev.palisade.kv.state.Store;
import org.jspecify.annotations.Nullable;

/**
 * The state's store on one machine. Like a storage engine with its own write-ahead log off, it
 * makes whole batches durable when it sees fit, and loses the rest with the process. Not
 * thread-safe.
 */
final class SimStore implements Store {
  private MemoryStore pairs = new MemoryStore();
  private final Dice dice;
  private final double flushChance;

  SimStore(Dice dice, double flushChance) {
    this.dice = dice;
    this.flushChance = flushChance;
  }

  /** The process ended. */
  void loseUnflushed() {
    pairs.loseUnflushed();
  }

  /** Everything is replaced, durably. */
  void replace(MemoryStore by) {
    pairs = by;
  }

  /** The disk was replaced by an empty one. */
  void wipe() {
    pairs = new MemoryStore();
  }

  @Override
  public byte @Nullable [] get(byte[] key) {
    return pairs.get(key);
  }

  @Override
  public Cursor scan(byte[] from, byte[] toExclusive, Direction direction) {
    return pairs.scan(from, toExclusive, direction);
  }

  @Override
  public void write(Batch batch) {
    pairs.write(batch);
    if (dice.chance(flushChance)) {
      pairs.flush();
    }
  }

  @Override
  public void flush() {
    pairs.flush();
  }

  @Override
  public void close() {}
}
