package dev.palisade.harness.net;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Another network, of which somebody hears when its links are cut. Told is only what is certain: of
 * a cut when it is complete, of its end before that begins.
 */
public final class NotedNet implements Net {
  private static final CutListener NOBODY =
      new CutListener() {
        @Override
        public void cut(long number, Collection<Link> links) {}

        @Override
        public void joining(long number) {}
      };

  private final Net net;
  private final AtomicLong cuts = new AtomicLong();
  private volatile CutListener listener = NOBODY;

  /** Takes the network over. */
  public NotedNet(Net net) {
    this.net = net;
  }

  /** This one hears of what is cut from now on. */
  public void tell(CutListener next) {
    listener = next;
  }

  @Override
  public Hold trouble(Collection<Link> links, Trouble trouble) {
    Hold hold = net.trouble(links, trouble);
    if (!(trouble instanceof Trouble.Cut)) {
      return hold;
    }
    CutListener told = listener;
    long number = cuts.incrementAndGet();
    told.cut(number, List.copyOf(links));
    AtomicBoolean off = new AtomicBoolean();
    return () -> {
      if (off.compareAndSet(false, true)) {
        told.joining(number);
      }
      hold.off();
    };
  }

  @Override
  public NetKind kind() {
    return net.kind();
  }

  @Override
  public Address client(int node) {
    return net.client(node);
  }

  @Override
  public Address peerBind(int node) {
    return net.peerBind(node);
  }

  @Override
  public Address peerDial(int from, int to) {
    return net.peerDial(from, to);
  }

  @Override
  public Optional<Address> relay(int from) {
    return net.relay(from);
  }

  @Override
  public List<String> inside(int node, List<String> command) {
    return net.inside(node, command);
  }

  @Override
  public List<String> cleanup() {
    return net.cleanup();
  }

  @Override
  public Optional<String> whyNotHere(Class<? extends Trouble> trouble) {
    return net.whyNotHere(trouble);
  }

  @Override
  public Optional<String> whyNotReset() {
    return net.whyNotReset();
  }

  @Override
  public boolean reset(Collection<Link> links) {
    return net.reset(links);
  }

  @Override
  public Optional<Hold> halfOpen(Collection<Link> links) {
    return net.halfOpen(links);
  }

  @Override
  public void close() {
    net.close();
  }
}
