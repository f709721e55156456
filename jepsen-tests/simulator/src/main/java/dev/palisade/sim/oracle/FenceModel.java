package dev.palisade.sim.oracle;

import dev.palisade.kv.state.Command.Guard;
import dev.palisade.kv.state.Command.KeyRange;
import dev.palisade.kv.state.Command.TxnOp;
import dev.palisade.kv.state.Outcome.Fenced.Reason;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Fences and protections as a plain model. Not thread-safe. */
final class FenceModel {
  private static final class Fence {
    final boolean external;
    long token;
    boolean released;

    Fence(boolean external, long token) {
      this.external = external;
      this.token = token;
    }
  }

  private final TreeMap<String, Fence> fences = new TreeMap<>();
  private final TreeMap<String, String> protections = new TreeMap<>();

  /** Why a command with these tokens must be refused, or null. */
  @Nullable Reason reasonAgainst(List<Guard> guards) {
    for (Guard guard : guards) {
      Fence fence = fences.get(guard.fence());
      if (fence == null) {
        return Reason.NO_SUCH_FENCE;
      }
      if (guard.token() < fence.token) {
        return Reason.STALE;
      }
      if (!fence.external && guard.token() > fence.token) {
        return Reason.NEVER_MINTED;
      }
      if (!fence.external && fence.released) {
        return Reason.RELEASED;
      }
    }
    return null;
  }

  /** Whether a write of this key lacks a token of a fence that protects it. */
  boolean lacksGuard(String key, List<Guard> guards) {
    for (Map.Entry<String, String> protection : protections.entrySet()) {
      if (key.startsWith(protection.getKey()) && !isNamed(protection.getValue(), guards)) {
        return true;
      }
    }
    return false;
  }

  /** Likewise for a deletion of any of these keys. */
  boolean lacksGuard(KeyRange range, List<Guard> guards) {
    byte[] end = range.toExclusive();
    String from = KeyModel.text(range.from());
    for (Map.Entry<String, String> protection : protections.entrySet()) {
      String prefix = protection.getKey();
      boolean within =
          prefix.compareTo(from) >= 0 && (end == null || prefix.compareTo(KeyModel.text(end)) < 0);
      if ((within || from.startsWith(prefix)) && !isNamed(protection.getValue(), guards)) {
        return true;
      }
    }
    return false;
  }

  /** Likewise for any of these operations. */
  boolean lacksGuard(Iterable<TxnOp> ops, List<Guard> guards) {
    for (TxnOp op : ops) {
      boolean lacks =
          switch (op) {
            case TxnOp.Put put -> lacksGuard(KeyModel.text(put.key()), guards);
            case TxnOp.Delete delete -> lacksGuard(delete.range(), guards);
            case TxnOp.Get _, TxnOp.Range _ -> false;
          };
      if (lacks) {
        return true;
      }
    }
    return false;
  }

  /** Whether a protection may not end so: while a token of its fence is live, it takes that one. */
  boolean lacksGuardToUnprotect(String prefix, List<Guard> guards) {
    String fence = protections.get(prefix);
    return fence != null && isHeld(fence) && !isNamed(fence, guards);
  }

  private static boolean isNamed(String fence, List<Guard> guards) {
    return guards.stream().anyMatch(guard -> guard.fence().equals(fence));
  }

  /** External fences follow the tokens of a command that was let through. */
  void raise(List<Guard> guards) {
    for (Guard guard : guards) {
      Fence fence = fences.get(guard.fence());
      if (fence != null && fence.external) {
        fence.token = Math.max(fence.token, guard.token());
      }
    }
  }

  boolean isThere(String name) {
    return fences.containsKey(name);
  }

  boolean isExternal(String name) {
    Fence fence = fences.get(name);
    return fence != null && fence.external;
  }

  boolean isHeld(String name) {
    Fence fence = fences.get(name);
    return fence != null && !fence.released;
  }

  /** The current token or mark; 0 for none. */
  long token(String name) {
    Fence fence = fences.get(name);
    return fence == null ? 0 : fence.token;
  }

  void mint(String name, long token) {
    fences.put(name, new Fence(false, token));
  }

  void release(String name) {
    Fence fence = fences.get(name);
    if (fence != null) {
      fence.released = true;
    }
  }

  void declare(String name, long mark) {
    fences.put(name, new Fence(true, mark));
  }

  @Nullable String protectedBy(String prefix) {
    return protections.get(prefix);
  }

  void protect(String prefix, String name) {
    protections.put(prefix, name);
  }

  void unprotect(String prefix) {
    protections.remove(prefix);
  }
}
