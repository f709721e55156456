package dev.palisade.kv.server;

import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stands before every call: bounds how many are open, tells each its connection, and ends a call
 * whose request cannot be read, or whose handling fails, without disturbing anything else. The
 * methods behind it take their requests as bytes, so that unreadable ones come to light here.
 * Thread-safe.
 */
final class CallGuard implements ServerInterceptor {
  private static final Logger LOG = LoggerFactory.getLogger("palisade.clients");

  private final ClientConnections connections;
  private final int mostOpen;
  private final AtomicLong open = new AtomicLong();
  private final AtomicLong unreadable = new AtomicLong();
  private final AtomicLong failed = new AtomicLong();

  /** Lets at most this many calls be open at once. */
  CallGuard(ClientConnections connections, int mostOpen) {
    this.connections = connections;
    this.mostOpen = mostOpen;
  }

  @Override
  public <Q, R> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
    if (open.incrementAndGet() > mostOpen) {
      open.decrementAndGet();
      call.close(
          Status.RESOURCE_EXHAUSTED.withDescription(
              "this node has %,d open calls; try again later".formatted(mostOpen)),
          new Metadata());
      return new ServerCall.Listener<>() {};
    }
    ClientConnection connection =
        connections.of(call.getAttributes().get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR));
    Context context = Context.current().withValue(ClientConnection.KEY, connection);
    ServerCall.Listener<Q> handling;
    try {
      handling = Contexts.interceptCall(context, call, headers, next);
    } catch (RuntimeException e) {
      open.decrementAndGet();
      end(call, e);
      return new ServerCall.Listener<>() {};
    }
    return new Guarded<>(call, handling);
  }

  private void end(ServerCall<?, ?> call, RuntimeException cause) {
    Status status;
    if (isUnreadable(cause)) {
      status =
          Status.INVALID_ARGUMENT.withDescription(
              "the request is not what %s takes; check that both sides use the same kv.proto"
                  .formatted(call.getMethodDescriptor().getFullMethodName()));
      note(
          unreadable,
          "a request of {} could not be read ({} times)",
          call.getMethodDescriptor().getFullMethodName());
    } else {
      status = Status.INTERNAL.withDescription("the call failed on this node; its log says why");
      if (Long.bitCount(failed.incrementAndGet()) == 1) {
        LOG.atError()
            .setCause(cause)
            .log(
                "a call of {} failed ({} times)",
                call.getMethodDescriptor().getFullMethodName(),
                failed.get());
      }
    }
    try {
      call.close(status, new Metadata());
    } catch (IllegalStateException closed) {
      LOG.debug("the call was closed before", closed);
    }
  }

  /** The first, and then ever more rarely. */
  private static void note(AtomicLong times, String text, String method) {
    long now = times.incrementAndGet();
    if (Long.bitCount(now) == 1) {
      LOG.atWarn().log(text, method, now);
    }
  }

  private static boolean isUnreadable(RuntimeException cause) {
    return cause instanceof StatusRuntimeException status
        && status.getStatus().getCode() == Status.Code.INTERNAL
        && status.getCause() instanceof java.io.IOException;
  }

  private final class Guarded<Q> extends SimpleForwardingServerCallListener<Q> {
    private final ServerCall<Q, ?> call;
    private final AtomicBoolean isOver = new AtomicBoolean();
    private boolean hasFailed;

    Guarded(ServerCall<Q, ?> call, ServerCall.Listener<Q> handling) {
      super(handling);
      this.call = call;
    }

    @Override
    public void onMessage(Q message) {
      guarded(() -> super.onMessage(message));
    }

    @Override
    public void onHalfClose() {
      guarded(super::onHalfClose);
    }

    @Override
    public void onReady() {
      guarded(super::onReady);
    }

    @Override
    public void onCancel() {
      over();
      guarded(super::onCancel);
    }

    @Override
    public void onComplete() {
      over();
      guarded(super::onComplete);
    }

    /** Lets the handling forget what it holds for this call. */
    private void giveUp() {
      try {
        super.onCancel();
      } catch (RuntimeException e) {
        LOG.debug("a call that failed could not be given up", e);
      }
    }

    private void over() {
      if (isOver.compareAndSet(false, true)) {
        open.decrementAndGet();
      }
    }

    private void guarded(Runnable handling) {
      if (hasFailed) {
        return;
      }
      try {
        handling.run();
      } catch (RuntimeException e) {
        hasFailed = true;
        end(call, e);
        giveUp();
      }
    }
  }
}
