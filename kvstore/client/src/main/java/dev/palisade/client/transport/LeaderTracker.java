package dev.palisade.client.transport;

import dev.palisade.proto.kv.Error;
import dev.palisade.proto.kv.NotLeaderDetail;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Keeps one link to the leader: follows hints, and searches when there is none or the leader went
 * silent.
 */
final class LeaderTracker implements LeaderSearch.Events {
  /** What the tracker asks of its owner. */
  interface Owner extends Link.Events {
    /** The link changed, or a search ended: what waits may be sent. */
    void wayIsFree();

    /** Whether a stale read waits: any node will do. */
    boolean staleReadWaits();
  }

  /** Hints that are followed without a pause; more in a row are nodes that blame each other. */
  private static final int REDIRECTS = 3;

  private final Loop loop;
  private final Channels channels;
  private final Settings settings;
  private final Owner owner;

  private final Members members;

  private @Nullable Link current;

  /** Links that get no more calls, but may still answer. */
  private final Set<Link> retiring = new LinkedHashSet<>();

  private @Nullable LeaderSearch search;

  /** Where the leader was last, or is expected. */
  private String home;

  /** The term of the leader that disappointed. */
  private long doubtedTerm;

  /** The leader at {@link #home} is gone: search before connecting. */
  private boolean lost;

  private int redirects;

  /** Grows as long as nobody answers as a leader does. */
  private Backoff doubt = new Backoff();

  LeaderTracker(Loop loop, Channels channels, Settings settings, Owner owner) {
    this.loop = loop;
    this.channels = channels;
    this.settings = settings;
    this.owner = owner;
    members = new Members(loop, channels, settings);
    home = settings.endpoints().get(0);
  }

  @Nullable Link current() {
    return current;
  }

  /** Calls that need the leader have to wait: nobody knows where it is. */
  boolean isSearching() {
    return search != null;
  }

  /** What keeps calls from the leader, for people; empty when nothing is known to. */
  String trouble() {
    if (search != null) {
      return search.report();
    }
    return current != null && !current.open ? "connecting to " + current.endpoint : "";
  }

  /** Something waits to be sent and there is no link. */
  void reach() {
    if (current != null || search != null) {
      return;
    }
    if (lost) {
      search();
    } else {
      connect(home, doubtedTerm);
    }
  }

  private void connect(String endpoint, long term) {
    Link link = new Link(endpoint, channels.to(endpoint), loop, owner);
    link.term = term;
    current = link;
    link.start();
    loop.schedule(
        () -> {
          if (link == current && !link.open) {
            cut(link, "no connection within " + settings.connectMillis() + " ms");
          }
        },
        settings.connectMillis() * 1_000_000);
  }

  /** Ends a link that hangs, and its connection, as if it had broken. */
  private void cut(Link link, String why) {
    link.abandon(why);
    channels.drop(link.endpoint);
    owner.broke(link, io.grpc.Status.UNAVAILABLE.withDescription(why));
  }

  /** A link ended; its calls were taken off. */
  void broke(Link link) {
    retiring.remove(link);
    if (link == current) {
      current = null;
      lost = true;
      doubtedTerm = Math.max(doubtedTerm, link.term);
    }
  }

  /** A call on the link was answered as only a leader does. */
  void confirmed(Link link) {
    if (link == current) {
      members.refresh(link.endpoint);
    }
    if (link != current || (link.confirmed && search == null)) {
      return;
    }
    link.confirmed = true;
    home = link.endpoint;
    lost = false;
    redirects = 0;
    doubt = new Backoff();
    endSearch();
  }

  /** A call on the link was refused by a node that does not lead, or cannot. */
  void disappointed(Link link, Error error) {
    if (link != current || search != null) {
      return;
    }
    link.confirmed = false;
    NotLeaderDetail hint = error.getNotLeader();
    String endpoint = hint.getLeaderEndpoint();
    if (redirects < REDIRECTS && Channels.isEndpoint(endpoint) && !endpoint.equals(link.endpoint)) {
      redirects++;
      moveTo(endpoint, hint.getTerm());
    } else {
      doubtedTerm = Math.max(doubtedTerm, link.term);
      search();
    }
  }

  /** Looks elsewhere when calls wait and the leader is silent. */
  void checkLife(long nowNanos) {
    Link link = current;
    if (link != null
        && search == null
        && link.leaderCalls > 0
        && nowNanos - link.lastProgressNanos > settings.hangMillis() * 1_000_000) {
      doubtedTerm = Math.max(doubtedTerm, link.term);
      search();
    }
  }

  /** Nobody waits: there is no need to go on searching. */
  void rest() {
    if (search != null) {
      lost = true;
      endSearch();
    }
  }

  private void search() {
    search = new LeaderSearch(loop, channels, settings.connectMillis(), doubtedTerm, this);
    Set<String> endpoints = members.endpoints();
    endpoints.add(home);
    search.start(endpoints, doubt.nextNanos());
  }

  private void endSearch() {
    if (search != null) {
      search.cancel();
      search = null;
    }
  }

  @Override
  public void found(String endpoint, long term) {
    search = null;
    redirects = 0;
    doubtedTerm = term;
    Link link = current;
    if (link != null && link.endpoint.equals(endpoint)) {
      link.term = term;
      link.lastProgressNanos = loop.nanoTime();
    } else {
      moveTo(endpoint, term);
    }
    owner.wayIsFree();
  }

  @Override
  public void alive(String endpoint) {
    if (current == null && owner.staleReadWaits()) {
      connect(endpoint, 0);
    }
  }

  @Override
  public void members(Collection<String> endpoints) {
    members.named(endpoints);
  }

  private void moveTo(String endpoint, long term) {
    Link old = current;
    current = null;
    home = endpoint;
    lost = false;
    connect(endpoint, term);
    if (old != null) {
      retire(old);
    }
  }

  /**
   * Lets a link answer what waits on it. A node that does not lead says so at once, which tells
   * more than a broken stream; one that hangs is cut after a while.
   */
  private void retire(Link link) {
    boolean hangs =
        link.leaderCalls > 0
            && loop.nanoTime() - link.lastProgressNanos > settings.hangMillis() * 1_000_000;
    if (hangs) {
      cut(link, "no answer within " + settings.hangMillis() + " ms");
      return;
    }
    link.halfClose();
    retiring.add(link);
    loop.schedule(
        () -> {
          if (retiring.contains(link)) {
            cut(link, "no answer within " + settings.hangMillis() + " ms");
          }
        },
        settings.hangMillis() * 1_000_000);
  }

  void close() {
    endSearch();
  }
}
