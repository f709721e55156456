package dev.palisade.client.transport;

import dev.palisade.proto.kv.KvGrpc;
import dev.palisade.proto.kv.OperationBatch;
import dev.palisade.proto.kv.Result;
import dev.palisade.proto.kv.ResultBatch;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One stream to one endpoint, and the calls that wait for an answer on it. */
final class Link {
  /** What happens on a link; on the loop. */
  interface Events {
    /** The link takes more. */
    void ready(Link link);

    /** A result for a call that waited on the link; the call is no longer on it. */
    void result(Link link, Call call, Result result);

    /** A whole message of results was handed over. */
    void resultsEnd(Link link);

    /** The stream ended; the calls are still on it. Not after {@link Link#abandon}. */
    void broke(Link link, Status status);
  }

  /** How much may wait in the transport before the link is not ready: about one large batch. */
  private static final int READY_THRESHOLD_BYTES = 256 << 10;

  private static final int WINDOW_MESSAGES = 64;

  final String endpoint;

  /** In which the endpoint was said to lead; 0 when nobody said so. */
  long term;

  /** It was seen to answer as a leader does. */
  boolean confirmed;

  /** The stream reached the endpoint. */
  boolean open;

  /** When it last showed life, or calls began to wait on it. */
  long lastProgressNanos;

  /** Calls on it that need the leader. */
  int leaderCalls;

  private final Loop loop;
  private final Events events;
  private final CallTable calls = new CallTable();
  private final ClientCall<OperationBatch, ResultBatch> stream;
  private boolean abandoned;
  private int consumed;

  Link(String endpoint, ManagedChannel channel, Loop loop, Events events) {
    this.endpoint = endpoint;
    this.loop = loop;
    this.events = events;
    stream =
        channel.newCall(
            KvGrpc.getExecuteMethod(),
            CallOptions.DEFAULT.withOnReadyThreshold(READY_THRESHOLD_BYTES));
  }

  /** Opens the stream; {@link Events#ready} or {@link Events#broke} follows. */
  void start() {
    stream.start(new Listener(), new Metadata());
    stream.request(WINDOW_MESSAGES);
  }

  boolean isReady() {
    return open && !abandoned && stream.isReady();
  }

  /** Gives the call an id; the caller then sends it in a batch. */
  long add(Call call, long nowNanos) {
    call.link = this;
    if (call.needsLeader() && leaderCalls++ == 0) {
      lastProgressNanos = nowNanos;
    }
    return calls.add(call);
  }

  /** Takes a call off that ended otherwise. */
  void remove(Call call) {
    if (calls.remove(call.id) != null) {
      left(call);
    }
  }

  private void left(Call call) {
    call.link = null;
    if (call.needsLeader()) {
      leaderCalls--;
    }
  }

  void send(OperationBatch batch) {
    stream.sendMessage(batch);
  }

  int waiting() {
    return calls.size();
  }

  /** Takes off all calls, in the order of their arrival. */
  List<Call> removeAll() {
    List<Call> all = calls.removeAll();
    all.forEach(this::left);
    return all;
  }

  /** Sends nothing more; answers still come. */
  void halfClose() {
    stream.halfClose();
  }

  /** Ends the stream at once, without another event. */
  void abandon(String why) {
    abandoned = true;
    stream.cancel(why, null);
  }

  private void received(ResultBatch batch) {
    if (abandoned) {
      return;
    }
    lastProgressNanos = loop.nanoTime();
    for (Result result : batch.getResultsList()) {
      Call call = calls.remove(result.getId());
      if (call != null) {
        left(call);
        events.result(this, call, result);
      }
    }
    events.resultsEnd(this);
    if (++consumed == WINDOW_MESSAGES / 2 && !abandoned) {
      stream.request(consumed);
      consumed = 0;
    }
  }

  private final class Listener extends ClientCall.Listener<ResultBatch> {
    @Override
    public void onReady() {
      loop.run(
          () -> {
            if (!abandoned) {
              open = true;
              events.ready(Link.this);
            }
          });
    }

    @Override
    public void onMessage(ResultBatch batch) {
      loop.run(() -> received(batch));
    }

    @Override
    public void onClose(Status status, @Nullable Metadata trailers) {
      loop.run(
          () -> {
            if (!abandoned) {
              abandoned = true;
              events.broke(Link.this, status);
            }
          });
    }
  }
}
