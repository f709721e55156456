package dev.palisade.client.transport;

import dev.palisade.proto.kv.Member;
import dev.palisade.proto.kv.NodeGrpc;
import dev.palisade.proto.kv.StatusRequest;
import dev.palisade.proto.kv.StatusResponse;
import io.grpc.stub.StreamObserver;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Where the members are: at first as the client was told, then as they say themselves, so that it
 * goes on when all that it was told of were replaced. On the loop.
 */
final class Members {
  /** So often a leader is asked who the members are. */
  private static final long REFRESH_NANOS = TimeUnit.SECONDS.toNanos(10);

  private final Loop loop;
  private final Channels channels;
  private final Settings settings;
  private List<String> named = List.of();
  private long nextRefreshNanos;

  Members(Loop loop, Channels channels, Settings settings) {
    this.loop = loop;
    this.channels = channels;
    this.settings = settings;
    nextRefreshNanos = loop.nanoTime();
  }

  /** All that are known. */
  Set<String> endpoints() {
    Set<String> all = new LinkedHashSet<>(named);
    all.addAll(settings.endpoints());
    return all;
  }

  /** A node named these; none is no news. */
  void named(Collection<String> endpoints) {
    if (!endpoints.isEmpty()) {
      named = List.copyOf(endpoints);
    }
  }

  /** Asks this leader who the members are, unless that was done a short while ago. */
  void refresh(String leader) {
    long now = loop.nanoTime();
    if (now - nextRefreshNanos < 0) {
      return;
    }
    nextRefreshNanos = now + REFRESH_NANOS;
    NodeGrpc.newStub(channels.to(leader))
        .withDeadlineAfter(settings.connectMillis(), TimeUnit.MILLISECONDS)
        .status(
            StatusRequest.getDefaultInstance(),
            new StreamObserver<>() {
              @Override
              public void onNext(StatusResponse status) {
                loop.run(() -> named(endpoints(status)));
              }

              @Override
              public void onError(Throwable failure) {
                // It will be asked again, or another is found.
              }

              @Override
              public void onCompleted() {
                // The answer came before.
              }
            });
  }

  static List<String> endpoints(StatusResponse status) {
    List<String> endpoints = new ArrayList<>();
    for (Member member : status.getMembersList()) {
      if (Channels.isEndpoint(member.getClientEndpoint())) {
        endpoints.add(member.getClientEndpoint());
      }
    }
    return endpoints;
  }
}
