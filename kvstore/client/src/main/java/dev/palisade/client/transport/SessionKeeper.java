package dev.palisade.client.transport;

import dev.palisade.proto.kv.CloseSessionRequest;
import dev.palisade.proto.kv.Error;
import dev.palisade.proto.kv.KeepAliveRequest;
import dev.palisade.proto.kv.Once;
import dev.palisade.proto.kv.OpenSessionRequest;
import dev.palisade.proto.kv.OpenSessionResponse;
import dev.palisade.proto.kv.Operation;
import dev.palisade.proto.kv.Result;
import org.jspecify.annotations.Nullable;

/**
 * The session that makes mutations take effect once: opened when the first mutation waits, kept
 * alive while idle, replaced when it expired.
 */
final class SessionKeeper {
  /** What the keeper asks of its owner. */
  interface Owner {
    /** Takes a call of the keeper's own. */
    void accept(Call call);

    /** A session was opened, or could not be and may be tried again: mutations may be offered. */
    void sessionChanged();

    /** No session can be opened, for this reason: the waiting mutations end. */
    void sessionRefused(Error error);
  }

  private static final long OPEN_TIMEOUT_NANOS = 10_000_000_000L;
  private static final int CALL_BYTES = 64;

  private final Loop loop;
  private final long ttlMillis;
  private final Owner owner;

  private boolean opening;

  /** 0 while there is none. */
  private long session;

  private AckWindow window = new AckWindow();
  private long lastUseNanos;

  SessionKeeper(Loop loop, long ttlMillis, Owner owner) {
    this.loop = loop;
    this.ttlMillis = ttlMillis;
    this.owner = owner;
  }

  /** Whether the mutation can be sent now; if it cannot, {@link Owner#sessionChanged} follows. */
  boolean admits(Call mutation) {
    if (session == 0) {
      open();
      return false;
    }
    return mutation.sequence != 0 || window.hasRoom();
  }

  /** The mutation carries a sequence of a session that is gone. */
  boolean isOrphan(Call mutation) {
    return mutation.sequence != 0 && mutation.session != session;
  }

  /** What an admitted mutation carries; the same sequence each time. */
  Once stamp(Call mutation, long nowNanos) {
    if (mutation.sequence == 0) {
      mutation.session = session;
      mutation.sequence = window.take();
    }
    lastUseNanos = nowNanos;
    return Once.newBuilder()
        .setSession(session)
        .setSequence(mutation.sequence)
        .setAcknowledgedBelow(window.acknowledgedBelow())
        .build();
  }

  /** The mutation ended, however it did. */
  void settled(Call mutation) {
    if (mutation.sequence != 0 && mutation.session == session) {
      window.settle(mutation.sequence);
    }
  }

  void expired(long expiredSession) {
    if (session == expiredSession) {
      session = 0;
    }
  }

  /** Closes the session on the way out; null when none is open. */
  Operation.@Nullable Builder closing() {
    return session == 0
        ? null
        : Operation.newBuilder()
            .setCloseSession(CloseSessionRequest.newBuilder().setSession(session));
  }

  private void open() {
    if (opening) {
      return;
    }
    opening = true;
    owner.accept(
        new OwnCall(OPEN_TIMEOUT_NANOS) {
          @Override
          protected void fill(Operation.Builder operation, @Nullable Once once) {
            operation.setOpenSession(OpenSessionRequest.newBuilder().setTtlMillis(ttlMillis));
          }

          @Override
          protected void answered(Result result) {
            opened(result.getOpenSession());
          }

          @Override
          protected void refused(Error error) {
            opening = false;
            owner.sessionRefused(error);
          }

          @Override
          protected void timedOut(String why, @Nullable Error last) {
            opening = false;
            owner.sessionChanged();
          }
        });
  }

  private void opened(OpenSessionResponse response) {
    opening = false;
    session = response.getSession();
    window = new AckWindow();
    lastUseNanos = loop.nanoTime();
    keepAliveAfter(response.getTtlMillis() * 1_000_000 / 3, session);
    owner.sessionChanged();
  }

  /** A third of its time leaves two more attempts before the session expires. */
  private void keepAliveAfter(long pauseNanos, long ofSession) {
    loop.schedule(
        () -> {
          if (session != ofSession) {
            return;
          }
          if (loop.nanoTime() - lastUseNanos >= pauseNanos) {
            keepAlive(pauseNanos, ofSession);
          }
          keepAliveAfter(pauseNanos, ofSession);
        },
        pauseNanos);
  }

  private void keepAlive(long timeoutNanos, long ofSession) {
    owner.accept(
        new OwnCall(timeoutNanos) {
          @Override
          protected void fill(Operation.Builder operation, @Nullable Once once) {
            operation.setKeepAlive(KeepAliveRequest.newBuilder().setSession(ofSession));
          }

          @Override
          protected void answered(Result result) {}

          @Override
          protected void refused(Error error) {
            expired(ofSession);
          }
        });
  }

  /** A call of the keeper's own: repeatable, and without anybody who waits for it. */
  private abstract class OwnCall extends Call {
    OwnCall(long timeoutNanos) {
      super(Kind.REPEATABLE, loop.nanoTime() + timeoutNanos, CALL_BYTES);
    }

    @Override
    protected void timedOut(String why, @Nullable Error last) {}

    @Override
    protected void unknown(String why, @Nullable Error last) {
      throw new IllegalStateException("a repeatable call has no unknown outcome: " + why);
    }

    @Override
    protected void closed() {}
  }
}
