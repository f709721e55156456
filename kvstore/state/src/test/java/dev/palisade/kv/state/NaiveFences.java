package dev.palisade.kv.state;

import dev.palisade.kv.state.Command.Guard;
import dev.palisade.kv.state.Command.KeyRange;
import dev.palisade.kv.state.Outcome.FenceKind;
import dev.palisade.kv.state.Outcome.FenceState;
import dev.palisade.kv.state.Outcome.Fenced;
import dev.palisade.kv.state.Outcome.Fenced.Reason;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The fences and protections of {@link NaiveModel}: the rules of docs/fences.md, one by one. */
final class NaiveFences {
  final TreeMap<String, FenceState> states = new TreeMap<>();
  final TreeMap<byte[], String> protections = new TreeMap<>(Arrays::compareUnsigned);

  /** The command at hand is refused; whatever it changed is thrown away. */
  static final class RefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final transient Outcome.Refused refusal;

    RefusedException(Outcome.Refused refusal) {
      this.refusal = refusal;
    }

    Outcome.Refused refusal() {
      return refusal;
    }
  }

  void setMark(String fence, long mark, long hlc) {
    states.put(fence, new FenceState(fence, FenceKind.EXTERNAL, mark, "", hlc, false));
  }

  void release(String fence) {
    states.computeIfPresent(
        fence,
        (name, state) ->
            new FenceState(
                name, state.kind(), state.currentToken(), state.holder(), state.sinceHlc(), true));
  }

  void checkGuards(List<Guard> guards) {
    for (Guard guard : guards) {
      FenceState state = states.get(guard.fence());
      FenceState shown =
          state != null ? state : new FenceState(guard.fence(), FenceKind.MINTED, 0, "", 0, false);
      Reason reason = null;
      if (state == null) {
        reason = Reason.NO_SUCH_FENCE;
      } else if (guard.token() < state.currentToken()) {
        reason = Reason.STALE;
      } else if (state.kind() == FenceKind.MINTED && guard.token() > state.currentToken()) {
        reason = Reason.NEVER_MINTED;
      } else if (state.released()) {
        reason = Reason.RELEASED;
      }
      if (reason != null) {
        throw new RefusedException(new Fenced(reason, guard.token(), shown));
      }
    }
  }

  /** A range touches a prefix when a key could lie in both. */
  void checkProtections(KeyRange range, List<Guard> guards) {
    for (Map.Entry<byte[], String> entry : protections.entrySet()) {
      byte[] prefix = entry.getKey();
      byte[] from = range.from();
      boolean below = from.length >= prefix.length && startsWith(from, prefix);
      boolean touches = !Keys.isEmpty(range) && (below || Keys.contains(range, prefix));
      boolean named = guards.stream().anyMatch(guard -> guard.fence().equals(entry.getValue()));
      if (touches && !named) {
        throw new RefusedException(new Outcome.Unguarded(prefix, prefix, entry.getValue()));
      }
    }
  }

  private static boolean startsWith(byte[] key, byte[] prefix) {
    return Arrays.equals(Arrays.copyOf(key, prefix.length), prefix);
  }

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
}
