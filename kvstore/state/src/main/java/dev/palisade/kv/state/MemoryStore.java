package dev.palisade.kv.state;

import java.util.ArrayDeque;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A store in memory, for tests and simulations: what was not flushed can be lost on purpose. The
 * pairs are a persistent treap, a tree whose nodes are never changed but copied along the path of a
 * change (Seidel, Aragon 1996), so that a cursor, and the last flush, is just an old root. A node's
 * priority is a hash of its key, so equal contents have equal shapes. One thread writes, any thread
 * reads.
 */
public final class MemoryStore implements Store {
  private volatile @Nullable Node root;
  private @Nullable Node flushed;

  /** One pair and two subtrees; its priority is at least that of every node below. */
  private record Node(
      byte[] key, byte[] value, int priority, @Nullable Node left, @Nullable Node right) {
    Node withLeft(@Nullable Node newLeft) {
      return new Node(key, value, priority, newLeft, right);
    }

    Node withRight(@Nullable Node newRight) {
      return new Node(key, value, priority, left, newRight);
    }
  }

  private record Halves(@Nullable Node below, @Nullable Node above) {}

  @Override
  public byte @Nullable [] get(byte[] key) {
    Node node = root;
    while (node != null) {
      int order = Arrays.compareUnsigned(key, node.key);
      if (order == 0) {
        return node.value.clone();
      }
      node = order < 0 ? node.left : node.right;
    }
    return null;
  }

  @Override
  public Cursor scan(byte[] from, byte[] toExclusive, Direction direction) {
    return new TreeCursor(root, from, toExclusive, direction);
  }

  @Override
  public Store snapshot() {
    MemoryStore now = new MemoryStore();
    now.root = root;
    return now;
  }

  @Override
  public void write(Batch batch) {
    Node next = root;
    for (Batch.Change change : batch.changes()) {
      next =
          switch (change) {
            case Batch.Change.Put(var key, var value) -> put(next, key, value, priority(key));
            case Batch.Change.Delete(var key) -> delete(next, key);
          };
    }
    root = next;
  }

  @Override
  public void flush() {
    flushed = root;
  }

  /** Goes back to the last flush, as a machine does that lost its power. */
  public void loseUnflushed() {
    root = flushed;
  }

  /** Nothing to free: what was flushed is there for the next user. */
  @Override
  public void close() {
    flush();
  }

  private static Node put(@Nullable Node node, byte[] key, byte[] value, int priority) {
    // A node with this key has this priority: below a lower one there is none.
    if (node == null || node.priority < priority) {
      Halves halves = split(node, key);
      return new Node(key, value, priority, halves.below, halves.above);
    }
    int order = Arrays.compareUnsigned(key, node.key);
    if (order == 0) {
      return new Node(key, value, priority, node.left, node.right);
    }
    return order < 0
        ? node.withLeft(put(node.left, key, value, priority))
        : node.withRight(put(node.right, key, value, priority));
  }

  /** Cuts at a key that is not in the tree. */
  private static Halves split(@Nullable Node node, byte[] key) {
    if (node == null) {
      return new Halves(null, null);
    }
    if (Arrays.compareUnsigned(key, node.key) < 0) {
      Halves halves = split(node.left, key);
      return new Halves(halves.below, node.withLeft(halves.above));
    }
    Halves halves = split(node.right, key);
    return new Halves(node.withRight(halves.below), halves.above);
  }

  private static @Nullable Node delete(@Nullable Node node, byte[] key) {
    if (node == null) {
      return null;
    }
    int order = Arrays.compareUnsigned(key, node.key);
    if (order == 0) {
      return merge(node.left, node.right);
    }
    if (order < 0) {
      Node left = delete(node.left, key);
      return left == node.left ? node : node.withLeft(left);
    }
    Node right = delete(node.right, key);
    return right == node.right ? node : node.withRight(right);
  }

  private static @Nullable Node merge(@Nullable Node below, @Nullable Node above) {
    if (below == null || above == null) {
      return below == null ? above : below;
    }
    return below.priority >= above.priority
        ? below.withRight(merge(below.right, above))
        : above.withLeft(merge(below, above.left));
  }

  /** The finalizer of MurmurHash3 over the array's hash. */
  private static int priority(byte[] key) {
    int hash = Arrays.hashCode(key);
    hash = (hash ^ (hash >>> 16)) * 0x85EBCA6B;
    hash = (hash ^ (hash >>> 13)) * 0xC2B2AE35;
    return hash ^ (hash >>> 16);
  }

  /** Walks an old root; the stack holds the path still to be visited. */
  private static final class TreeCursor implements Cursor {
    private final ArrayDeque<Node> path = new ArrayDeque<>();
    private final byte[] from;
    private final byte[] toExclusive;
    private final boolean ascending;
    private final @Nullable Node root;

    TreeCursor(@Nullable Node root, byte[] from, byte[] toExclusive, Direction direction) {
      this.root = root;
      this.from = from;
      this.toExclusive = toExclusive;
      this.ascending = direction == Direction.ASCENDING;
      Node node = root;
      while (node != null) {
        if (ascending) {
          node = descend(node, Arrays.compareUnsigned(node.key, from) >= 0, node.left, node.right);
        } else {
          node =
              descend(
                  node, Arrays.compareUnsigned(node.key, toExclusive) < 0, node.right, node.left);
        }
      }
    }

    @Override
    public boolean valid() {
      Node node = path.peek();
      return node != null
          && (ascending
              ? Arrays.compareUnsigned(node.key, toExclusive) < 0
              : Arrays.compareUnsigned(node.key, from) >= 0);
    }

    @Override
    public byte[] key() {
      return path.element().key.clone();
    }

    @Override
    public byte[] value() {
      return path.element().value.clone();
    }

    @Override
    public void next() {
      Node node = path.pop();
      Node child = ascending ? node.right : node.left;
      while (child != null) {
        path.push(child);
        child = ascending ? child.left : child.right;
      }
    }

    @Override
    public void seek(byte[] key) {
      path.clear();
      Node node = root;
      while (node != null) {
        int order = Arrays.compareUnsigned(node.key, key);
        node =
            ascending
                ? descend(node, order >= 0, node.left, node.right)
                : descend(node, order <= 0, node.right, node.left);
      }
    }

    @Override
    public void close() {
      path.clear();
    }

    private @Nullable Node descend(
        Node node, boolean visit, @Nullable Node before, @Nullable Node after) {
      if (visit) {
        path.push(node);
        return before;
      }
      return after;
    }
  }
}
