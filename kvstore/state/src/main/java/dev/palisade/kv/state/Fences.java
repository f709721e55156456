package dev.palisade.kv.state;

import dev.palisade.kv.state.Command.Guard;
import dev.palisade.kv.state.Outcome.FenceKind;
import dev.palisade.kv.state.Outcome.FenceState;
import dev.palisade.kv.state.Outcome.Fenced;
import dev.palisade.kv.state.Outcome.Fenced.Reason;
import dev.palisade.raft.Invariant;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * All fences: mints tokens, checks those that writes present, and gives the evidence of a refusal.
 * Kept in memory whole; what changed is written with each batch. Not thread-safe.
 *
 * <p>F1: the tokens of a fence only rise. F2: at most one token of a minted fence is live, the
 * latest, and none once it was released. F3: a token that was not minted here is never adopted,
 * unless the fence is external. F4: no clock decides anything here.
 */
final class Fences {
  /** Stands as the holder of every minted fence once the state was restored. */
  static final String NOBODY = "(none since the restore)";

  private final StateHash hash;
  private final int most;
  private final TreeMap<String, FenceState> states = new TreeMap<>();
  private final TreeSet<String> changed = new TreeSet<>();

  /** Holds at most {@code most} fences. */
  Fences(StateHash hash, int most) {
    this.hash = hash;
    this.most = most;
  }

  /** Reads all fences of the store. */
  void load(Store store) {
    byte[] from = {Layout.FENCES};
    try (Store.Cursor rows =
        store.scan(from, Layout.endOf(Layout.FENCES), Store.Direction.ASCENDING)) {
      for (; rows.valid(); rows.next()) {
        FenceState state = ofRow(rows.key(), rows.value());
        states.put(state.fence(), state);
      }
    }
  }

  @Nullable FenceState find(String fence) {
    return states.get(fence);
  }

  /** By name. */
  List<FenceState> all() {
    return List.copyOf(states.values());
  }

  boolean isFull() {
    return states.size() >= most;
  }

  /** Why not all of these tokens are live, or null when they are. */
  @Nullable Fenced check(List<Guard> guards) {
    for (Guard guard : guards) {
      Fenced refusal = check(guard);
      if (refusal != null) {
        return refusal;
      }
    }
    return null;
  }

  /** Why the token is not live, with evidence, or null when it is. */
  @Nullable Fenced check(Guard guard) {
    FenceState state = states.get(guard.fence());
    if (state == null) {
      FenceState unknown = new FenceState(guard.fence(), FenceKind.MINTED, 0, "", 0, false);
      return new Fenced(Reason.NO_SUCH_FENCE, guard.token(), unknown);
    }
    if (guard.token() < state.currentToken()) {
      return new Fenced(Reason.STALE, guard.token(), state);
    }
    return switch (state.kind()) {
      case EXTERNAL -> null;
      case MINTED -> {
        // Keeps F3.
        if (guard.token() > state.currentToken()) {
          yield new Fenced(Reason.NEVER_MINTED, guard.token(), state);
        }
        yield state.released() ? new Fenced(Reason.RELEASED, guard.token(), state) : null;
      }
    };
  }

  /** Whether some token of the fence would be accepted now. */
  boolean hasLiveToken(String fence) {
    FenceState state = states.get(fence);
    return state != null && !state.released();
  }

  /** Mints {@code token}, which must be higher than all before it; those die. */
  void mint(String fence, String holder, long token, long hlc) {
    FenceState before = states.get(fence);
    if (before != null) {
      // Keeps F1.
      Invariant.check(
          before.currentToken() < token, "a minted token rises", before.currentToken(), token);
    }
    set(new FenceState(fence, FenceKind.MINTED, token, holder, hlc, false));
  }

  /** The current token dies. Keeps F2. */
  void release(String fence) {
    FenceState state = states.get(fence);
    Invariant.check(state != null && !state.released(), "only a live token is released");
    if (state != null) {
      set(
          new FenceState(
              fence, state.kind(), state.currentToken(), state.holder(), state.sinceHlc(), true));
    }
  }

  /** Declares an external fence, or raises its mark. */
  void setMark(String fence, long mark, long hlc) {
    set(new FenceState(fence, FenceKind.EXTERNAL, mark, "", hlc, false));
  }

  /**
   * The state begins a new epoch with this revision: no token minted before is live any more, and
   * the next of each fence is higher. The marks of external fences stay: who issues their tokens
   * knows nothing of this.
   */
  void endAll(long revision, long hlc) {
    for (FenceState state : List.copyOf(states.values())) {
      if (state.kind() == FenceKind.MINTED) {
        set(new FenceState(state.fence(), FenceKind.MINTED, revision, NOBODY, hlc, true));
      }
    }
  }

  /** External fences follow the tokens of a command that was let through. Keeps F1. */
  void raiseMarks(List<Guard> guards, long hlc) {
    for (Guard guard : guards) {
      FenceState state = states.get(guard.fence());
      if (state != null
          && state.kind() == FenceKind.EXTERNAL
          && guard.token() > state.currentToken()) {
        setMark(guard.fence(), guard.token(), hlc);
      }
    }
  }

  /** Adds what changed since the last batch. */
  void write(Batch batch) {
    for (String fence : changed) {
      FenceState state = states.get(fence);
      if (state != null) {
        batch.put(keyOf(fence), rowOf(state));
      }
    }
    changed.clear();
  }

  private void set(FenceState state) {
    byte[] key = keyOf(state.fence());
    FenceState before = states.put(state.fence(), state);
    if (before != null) {
      hash.subtract(Layout.FENCES, key, rowOf(before));
    }
    hash.add(Layout.FENCES, key, rowOf(state));
    changed.add(state.fence());
  }

  private static byte[] keyOf(String fence) {
    return Layout.key(Layout.FENCES, fence.getBytes(StandardCharsets.UTF_8));
  }

  private static byte[] rowOf(FenceState state) {
    PayloadWriter row = new PayloadWriter(64);
    row.number8(Codes.of(state.kind()));
    row.number64(state.currentToken());
    row.number64(state.sinceHlc());
    row.bool(state.released());
    row.text(state.holder());
    return row.toBytes();
  }

  private static FenceState ofRow(byte[] key, byte[] bytes) {
    PayloadReader row = new PayloadReader(ByteBuffer.wrap(bytes));
    FenceKind kind = Codes.fenceKind(row);
    long token = row.number64();
    long sinceHlc = row.number64();
    boolean released = row.bool();
    String holder = row.text();
    String name = new String(Layout.rest(key), StandardCharsets.UTF_8);
    return new FenceState(name, kind, token, holder, sinceHlc, released);
  }
}
