package dev.palisade.kv.state;

import dev.palisade.kv.state.Command.Guard;
import dev.palisade.kv.state.Outcome.FenceKind;
import dev.palisade.kv.state.Outcome.FenceState;
import dev.palisade.kv.state.Outcome.Fenced;
import dev.palisade.kv.state.Outcome.Fenced.Reason;
import dev.palisade.raft.Invariant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All fences: mints tokens, checks those that writes present, and gives the evidence of a refusal.
 * Not thread-safe.
 *
 * <p>F1: the tokens of a fence only rise. F2: at most one token of a minted fence is live, the
 * latest, and none once it was released. F3: a token that was not minted here is never adopted,
 * unless the fence is external. F4: no clock decides anything here.
 */
final class Fences {
  /** Stands as the holder of every minted fence once the state was restored. */
  static final String NOBODY = "(none since the restore)";

  private final int most;
  private final FenceTable table;

  /** Holds at most {@code most} fences. */
  Fences(Store store, StateHash hash, int most) {
    this.most = most;
    table = new FenceTable(store, hash);
  }

  /** Counts the fences of the store. */
  void load() {
    table.load();
  }

  @Nullable FenceState find(String fence) {
    return table.find(fence);
  }

  /**
   * By name, as bytes of UTF-8, those after {@code after}; as many as the page takes. Between two
   * batches only.
   *
   * @param after empty to begin with the first
   */
  List<FenceState> page(String after, FencePage page) {
    List<FenceState> found = new ArrayList<>();
    try (Store.Cursor rows = table.after(after)) {
      for (; rows.valid(); rows.next()) {
        FenceState state = FenceTable.ofRow(rows.key(), rows.value());
        if (!page.take(rows.key().length + rows.value().length)) {
          break;
        }
        found.add(state);
      }
    }
    return found;
  }

  /** How many there may be. */
  int most() {
    return most;
  }

  boolean isFull() {
    return table.count() >= most;
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
    FenceState state = table.find(guard.fence());
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
    FenceState state = table.find(fence);
    return state != null && !state.released();
  }

  /**
   * A fence is never deleted, so one that protects a prefix is there.
   *
   * @throws StateDamagedException if it is not
   */
  void requireThere(String fence, byte[] prefix) {
    if (table.find(fence) == null) {
      throw RowDamage.missing("fence '" + fence + "'", "it protects prefix " + Keys.show(prefix));
    }
  }

  /** Mints {@code token}, which must be higher than all before it; those die. */
  void mint(String fence, String holder, long token, long hlc) {
    FenceState before = table.find(fence);
    if (before != null && before.currentToken() >= token) {
      // Keeps F1. Tokens are revisions: only a damaged row holds one that is to come.
      throw RowDamage.contradiction(
          "token %d of fence '%s' is beyond revision %d"
              .formatted(before.currentToken(), fence, token - 1));
    }
    table.set(new FenceState(fence, FenceKind.MINTED, token, holder, hlc, false));
  }

  /** The current token dies. Keeps F2. */
  void release(String fence) {
    FenceState state = table.find(fence);
    Invariant.check(state != null && !state.released(), "only a live token is released");
    if (state != null) {
      table.set(
          new FenceState(
              fence, state.kind(), state.currentToken(), state.holder(), state.sinceHlc(), true));
    }
  }

  /** Declares an external fence, or raises its mark. */
  void setMark(String fence, long mark, long hlc) {
    table.set(new FenceState(fence, FenceKind.EXTERNAL, mark, "", hlc, false));
  }

  /**
   * The state begins a new epoch with this revision: no token minted before is live any more, and
   * the next of each fence is higher. The marks of external fences stay: who issues their tokens
   * knows nothing of this.
   */
  void endAll(long revision, long hlc) {
    List<String> minted = new ArrayList<>();
    try (Store.Cursor rows = table.after("")) {
      for (; rows.valid(); rows.next()) {
        FenceState state = FenceTable.ofRow(rows.key(), rows.value());
        if (state.kind() == FenceKind.MINTED) {
          minted.add(state.fence());
        }
      }
    }
    for (String fence : minted) {
      table.set(new FenceState(fence, FenceKind.MINTED, revision, NOBODY, hlc, true));
    }
  }

  /** External fences follow the tokens of a command that was let through. Keeps F1. */
  void raiseMarks(List<Guard> guards, long hlc) {
    for (Guard guard : guards) {
      FenceState state = table.find(guard.fence());
      if (state != null
          && state.kind() == FenceKind.EXTERNAL
          && guard.token() > state.currentToken()) {
        setMark(guard.fence(), guard.token(), hlc);
      }
    }
  }

  /** Adds what changed since the last batch. */
  void write(Batch batch) {
    table.write(batch);
  }
}
