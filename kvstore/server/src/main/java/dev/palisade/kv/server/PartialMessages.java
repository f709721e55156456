package dev.palisade.kv.server;

import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.ServerStreamTracer;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Bounds the bytes of messages that have begun to come in and are not there whole: beyond, the
 * connection that makes this node hold most is closed. Thread-safe.
 */
final class PartialMessages extends ServerStreamTracer.Factory {
  private final ClientConnections connections;
  private final long mostBytes;
  private final AtomicLong heldBytes = new AtomicLong();

  PartialMessages(ClientConnections connections, long mostBytes) {
    this.connections = connections;
    this.mostBytes = mostBytes;
  }

  long heldBytes() {
    return heldBytes.get();
  }

  @Override
  public ServerStreamTracer newServerStreamTracer(String method, Metadata headers) {
    return new Stream();
  }

  /** Of one call; used by its connection's thread. */
  private final class Stream extends ServerStreamTracer {
    private @Nullable ClientConnection connection;
    private long held;

    @Override
    public void serverCallStarted(ServerCallInfo<?, ?> call) {
      connection = connections.of(call.getAttributes().get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR));
    }

    @Override
    public void inboundWireSize(long bytes) {
      add(bytes);
    }

    @Override
    public void inboundMessageRead(int sequence, long wireBytes, long uncompressedBytes) {
      add(-held);
    }

    @Override
    public void streamClosed(io.grpc.Status status) {
      add(-held);
    }

    private void add(long bytes) {
      ClientConnection of = connection;
      if (of == null || bytes == 0) {
        return;
      }
      held += bytes;
      of.holdPartial(bytes);
      if (heldBytes.addAndGet(bytes) > mostBytes) {
        connections.closeGreediest();
      }
    }
  }
}
