package dev.palisade.raft.transport;

import dev.palisade.proto.raft.PeerFrame;
import dev.palisade.proto.raft.PeerGrpc;
import dev.palisade.raft.NodeId;
import dev.palisade.raft.core.Message;
import dev.palisade.raft.log.EntryBatch;
import dev.palisade.raft.log.Wal;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The stream of one kind to one peer. Sends from whichever thread brings a message as long as the
 * stream takes more, later from the thread that says it does again; bytes that are only on disk are
 * read on a thread of their own. What cannot be sent, because the stream is down or too much waits,
 * is dropped: Raft sends again. Thread-safe; never blocks a sender.
 */
final class PeerLink {
  /** Which of the two streams. */
  enum Kind {
    REPLICATE,
    HEARTBEAT
  }

  /**
   * What links share.
   *
   * @param broken hears of a peer to which a link was open and ended, unless this node ended it;
   *     called with the link's lock held, so it must not wait
   */
  record Shared(
      LinkIdentity identity,
      Wal wal,
      ScheduledExecutorService timer,
      ScheduledExecutorService diskReader,
      Consumer<NodeId> broken) {}

  private static final Logger LOG = LoggerFactory.getLogger(PeerLink.class);

  /** Messages that may wait for the stream. They hold ids, no bytes. */
  private static final int MAX_WAITING = 1024;

  private static final long MIN_BACKOFF_MILLIS = 50;
  private static final long MAX_BACKOFF_MILLIS = 1_000;

  /**
   * A stream that the peer has not greeted by then gets another connection. The timeout of
   * connecting ends with TCP's handshake; what is lost right after it TCP alone would send again,
   * and after a partition wait about as long as that lasted. Doubles each time, since on a machine
   * that has too much to do the greeting itself may take longer.
   */
  private static final long MIN_GREETING_MILLIS = 2_000;

  private static final long MAX_GREETING_MILLIS = 8_000;

  private static final EntryBatch NO_ENTRIES = EntryBatch.none(1);

  private final NodeId peer;
  private final Kind kind;
  private final ManagedChannel channel;
  private final Shared shared;
  private final ArrayDeque<Message> waiting = new ArrayDeque<>();

  /** Null while there is no stream that has greeted. */
  private @Nullable ClientCallStreamObserver<PeerFrame> open;

  /** When that one was opened, or when there was last none. */
  private long changedNanos = System.nanoTime();

  /** The latest stream, greeted or not: what older ones say no longer counts. */
  private @Nullable Stream current;

  private boolean readingDisk;
  private boolean closed;
  private long backoffMillis = MIN_BACKOFF_MILLIS;
  private long greetingMillis = MIN_GREETING_MILLIS;

  /** Why there is no link; empty as long as there is one. */
  private String failure = "";

  PeerLink(NodeId peer, Kind kind, ManagedChannel channel, Shared shared) {
    this.peer = peer;
    this.kind = kind;
    this.channel = channel;
    this.shared = shared;
  }

  synchronized void connect() {
    if (closed) {
      return;
    }
    Stream stream = new Stream();
    current = stream;
    shared.timer().schedule(() -> resetUngreeted(stream), greetingMillis, TimeUnit.MILLISECONDS);
    try {
      // Each stream on a connection of its own. A channel whose attempt failed would answer each
      // call with that failure until an attempt succeeds, also while one hangs for good.
      channel.enterIdle();
      PeerGrpc.PeerStub stub = PeerGrpc.newStub(channel);
      switch (kind) {
        case REPLICATE -> stub.replicate(stream);
        case HEARTBEAT -> stub.heartbeat(stream);
      }
    } catch (RuntimeException e) {
      // gRPC throws if a call starts while the channel enters idle on another thread.
      LOG.info("could not begin a link to {}: {}; trying again", peer, e.toString());
      ended(stream, e.toString()); // Whatever it was: a link that ends is begun again.
    }
  }

  private void resetUngreeted(Stream stream) {
    String reason;
    synchronized (this) {
      if (closed || stream != current || open != null) {
        return;
      }
      reason = "not greeted for " + greetingMillis + " ms";
      greetingMillis = Math.min(2 * greetingMillis, MAX_GREETING_MILLIS);
      ended(stream, reason);
    }
    stream.cancel(reason);
  }

  synchronized void send(Message message) {
    if (open == null || waiting.size() >= MAX_WAITING) {
      return;
    }
    waiting.addLast(message);
    drain();
  }

  /** Sends this at once, or drops it when the stream takes no more now. */
  synchronized void send(PeerFrame frame) {
    if (open != null && open.isReady()) {
      open.onNext(frame);
    }
  }

  /**
   * Begins anew on another connection, unless this one is younger than that: the peer was not heard
   * for too long, and what it owes may have been asked of it over an earlier one.
   */
  void reset(long leastAgeNanos, String reason) {
    Stream stream;
    synchronized (this) {
      stream = current;
      if (open == null || stream == null || System.nanoTime() - changedNanos < leastAgeNanos) {
        return;
      }
      ended(stream, reason); // First: nothing may be sent on a stream that was cancelled.
    }
    stream.cancel(reason);
  }

  /** For whoever asks why a peer is not heard: since when there is a link or none, and why none. */
  synchronized String state() {
    long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - changedNanos);
    if (open != null) {
      return "linked for " + millis + " ms, " + waiting.size() + " waiting";
    }
    return "no link for " + millis + " ms" + (failure.isEmpty() ? "" : " (" + failure + ")");
  }

  void close() {
    Stream stream;
    synchronized (this) {
      closed = true;
      stream = current;
      drop();
    }
    if (stream != null) {
      stream.cancel("closed");
    }
    channel.shutdownNow();
  }

  private void drain() {
    ClientCallStreamObserver<PeerFrame> stream = open;
    while (stream != null && !readingDisk && stream.isReady() && !waiting.isEmpty()) {
      Message message = waiting.removeFirst();
      if (!(message instanceof Message.Append append) || append.entries().isEmpty()) {
        stream.onNext(MessageCodec.encode(message, NO_ENTRIES));
        continue;
      }
      Optional<EntryBatch> recent = shared.wal().readRecent(append.entries());
      if (recent.isPresent()) {
        stream.onNext(MessageCodec.encode(append, recent.get()));
      } else {
        readingDisk = true;
        shared.diskReader().execute(() -> sendFromDisk(stream, append));
      }
    }
  }

  /** Whatever waits behind it stays in order. */
  private void sendFromDisk(ClientCallStreamObserver<PeerFrame> stream, Message.Append append) {
    Optional<EntryBatch> entries = Optional.empty();
    try {
      entries = shared.wal().read(append.entries());
    } catch (IOException e) {
      LOG.error("cannot read {} from the log for {}: {}", append.entries(), peer, e.getMessage());
    } finally {
      sendRead(stream, append, entries);
    }
  }

  private synchronized void sendRead(
      ClientCallStreamObserver<PeerFrame> stream,
      Message.Append append,
      Optional<EntryBatch> entries) {
    readingDisk = false;
    if (open == stream && entries.isPresent()) {
      stream.onNext(MessageCodec.encode(append, entries.get()));
    }
    drain();
  }

  private synchronized void greeted(Stream stream, PeerFrame first) {
    if (stream != current || open != null) {
      return;
    }
    String defect = shared.identity().defectOf(first);
    if (defect == null && first.getHello().getFrom() != peer.value()) {
      defect = "n" + first.getHello().getFrom() + " answers in place of " + peer;
    }
    if (defect != null) {
      stream.cancel(defect); // Its end brings the next try.
      return;
    }
    open = stream.requests;
    changedNanos = System.nanoTime();
    backoffMillis = MIN_BACKOFF_MILLIS;
    greetingMillis = MIN_GREETING_MILLIS;
    if (kind == Kind.REPLICATE) {
      LOG.info("linked to {}", peer);
    }
    failure = "";
  }

  private synchronized void ready(Stream stream) {
    if (stream == current) {
      drain();
    }
  }

  /** The other side, or what is between, ended the stream. */
  private synchronized void broke(Stream stream, String reason) {
    boolean wasOpen = stream == current && open != null;
    ended(stream, reason);
    if (wasOpen && !closed) {
      shared.broken().accept(peer);
    }
  }

  private synchronized void ended(Stream stream, String reason) {
    if (stream != current) {
      return;
    }
    if (open != null) {
      changedNanos = System.nanoTime();
    }
    drop();
    if (closed) {
      return;
    }
    if (kind == Kind.REPLICATE && !reason.equals(failure)) {
      LOG.info("no link to {}: {}", peer, reason);
    }
    failure = reason;
    long delay = ThreadLocalRandom.current().nextLong(backoffMillis / 2, backoffMillis + 1);
    backoffMillis = Math.min(2 * backoffMillis, MAX_BACKOFF_MILLIS);
    shared.timer().schedule(this::connect, delay, TimeUnit.MILLISECONDS);
  }

  private void drop() {
    current = null;
    open = null;
    waiting.clear();
  }

  /** One stream of this link, from its opening to its end. */
  private final class Stream implements ClientResponseObserver<PeerFrame, PeerFrame> {
    private @Nullable ClientCallStreamObserver<PeerFrame> requests;

    @Override
    public void beforeStart(ClientCallStreamObserver<PeerFrame> requestStream) {
      requests = requestStream;
      requestStream.setOnReadyHandler(this::onReady);
    }

    @Override
    public void onNext(PeerFrame frame) {
      greeted(this, frame);
    }

    @Override
    public void onError(Throwable error) {
      Status status = Status.fromThrowable(error);
      String description = status.getDescription();
      broke(this, description == null ? status.getCode().toString() : description);
    }

    @Override
    public void onCompleted() {
      broke(this, "the peer stops");
    }

    void cancel(String reason) {
      ClientCallStreamObserver<PeerFrame> stream = requests;
      if (stream != null) {
        stream.cancel(reason, null);
      }
    }

    private boolean saidHello;

    private void onReady() {
      ClientCallStreamObserver<PeerFrame> stream = requests;
      if (!saidHello && stream != null) {
        saidHello = true;
        stream.onNext(shared.identity().helloTo(peer.value()));
      }
      ready(this);
    }
  }
}
