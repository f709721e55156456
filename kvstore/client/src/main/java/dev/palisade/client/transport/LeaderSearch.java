package dev.palisade.client.transport;

import dev.palisade.proto.kv.Member;
import dev.palisade.proto.kv.NodeGrpc;
import dev.palisade.proto.kv.StatusRequest;
import dev.palisade.proto.kv.StatusResponse;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * Asks every known node for its status, again and again, until one says that it leads. A node that
 * does not answer delays nobody.
 */
final class LeaderSearch {
  /** What a search finds; on the loop. */
  interface Events {
    /** This endpoint leads; the search is over. */
    void found(String endpoint, long term);

    /** This endpoint answered, and does not lead. */
    void alive(String endpoint);

    /** A node named these members' endpoints. */
    void members(Collection<String> endpoints);
  }

  private final Loop loop;
  private final Channels channels;
  private final long statusMillis;
  private final long doubtedTerm;
  private final Events events;

  private final Set<String> asked = new LinkedHashSet<>();
  private final Map<String, Long> claims = new LinkedHashMap<>();
  private final Map<String, String> said = new LinkedHashMap<>();
  private boolean doubtIsOver;
  private boolean over;

  /**
   * @param statusMillis how long one node may take to answer
   * @param doubtedTerm the term of the leader that disappointed, 0 for none: a later one is taken
   *     at its word, this one only when nobody claimed a later one for a while
   */
  LeaderSearch(Loop loop, Channels channels, long statusMillis, long doubtedTerm, Events events) {
    this.loop = loop;
    this.channels = channels;
    this.statusMillis = statusMillis;
    this.doubtedTerm = doubtedTerm;
    this.events = events;
  }

  /** Begins; a leader that disappointed is doubted for this long. */
  void start(Collection<String> endpoints, long doubtNanos) {
    asked.addAll(endpoints);
    for (String endpoint : endpoints) {
      ask(endpoint, new Backoff());
    }
    loop.schedule(
        () -> {
          doubtIsOver = true;
          decide();
        },
        doubtNanos);
  }

  /** What each node said last, for people. */
  String report() {
    return "no leader found"
        + asked.stream()
            .map(endpoint -> endpoint + " " + said.getOrDefault(endpoint, "was asked"))
            .collect(Collectors.joining(", ", ": ", ""));
  }

  void cancel() {
    over = true;
  }

  private void ask(String endpoint, Backoff backoff) {
    if (over) {
      return;
    }
    NodeGrpc.newStub(channels.to(endpoint))
        .withDeadlineAfter(statusMillis, TimeUnit.MILLISECONDS)
        .status(
            StatusRequest.getDefaultInstance(),
            new StreamObserver<>() {
              @Override
              public void onNext(StatusResponse status) {
                loop.run(() -> heard(endpoint, status));
              }

              @Override
              public void onError(Throwable failure) {
                loop.run(
                    () -> {
                      silent(endpoint, Status.fromThrowable(failure));
                      again();
                    });
              }

              @Override
              public void onCompleted() {
                loop.run(this::again);
              }

              private void again() {
                loop.schedule(() -> ask(endpoint, backoff), backoff.nextNanos());
              }
            });
  }

  private void heard(String endpoint, StatusResponse status) {
    if (over) {
      return;
    }
    events.members(Members.endpoints(status));
    said.put(endpoint, "is " + status.getRole() + " in term " + status.getTerm());
    if (status.getRole().equals("leader")) {
      claims.put(endpoint, status.getTerm());
    } else {
      claims.remove(endpoint);
      events.alive(endpoint);
      askToo(status);
    }
    decide();
  }

  private void silent(String endpoint, Status status) {
    if (!over) {
      claims.remove(endpoint);
      said.put(endpoint, "does not answer (" + StatusText.of(status) + ")");
    }
  }

  /** A node may know a leader that was not among the endpoints. */
  private void askToo(StatusResponse status) {
    for (Member member : status.getMembersList()) {
      String endpoint = member.getClientEndpoint();
      if (member.getNode() == status.getLeader()
          && Channels.isEndpoint(endpoint)
          && asked.add(endpoint)) {
        ask(endpoint, new Backoff());
      }
    }
  }

  private void decide() {
    if (over || claims.isEmpty()) {
      return;
    }
    Map.Entry<String, Long> best = null;
    for (Map.Entry<String, Long> claim : claims.entrySet()) {
      if (best == null || Long.compareUnsigned(claim.getValue(), best.getValue()) > 0) {
        best = claim;
      }
    }
    if (best != null && (best.getValue() > doubtedTerm || doubtIsOver)) {
      over = true;
      events.found(best.getKey(), best.getValue());
    }
  }
}
