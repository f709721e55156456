package dev.palisade.client;

import dev.palisade.client.transport.Call;
import dev.palisade.client.transport.Courier;
import dev.palisade.proto.kv.Error;
import dev.palisade.proto.kv.Once;
import dev.palisade.proto.kv.Operation;
import dev.palisade.proto.kv.Result;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Starts calls, and waits for them. Safe for many threads. */
final class Calls {
  /** What the server takes in one message. */
  private static final int MAX_BYTES = 4 << 20;

  private final Courier courier;
  private final Duration defaultTimeout;
  private final Capacity capacity;
  private final @Nullable Executor callbacks;
  private final Consumer<Acknowledgement> acknowledgements;

  Calls(
      Courier courier,
      Duration defaultTimeout,
      Capacity capacity,
      @Nullable Executor callbacks,
      Consumer<Acknowledgement> acknowledgements) {
    this.courier = courier;
    this.defaultTimeout = defaultTimeout;
    this.capacity = capacity;
    this.callbacks = callbacks;
    this.acknowledgements = acknowledgements;
  }

  /** Starts a call; refused at once when too many are under way. */
  <T> CompletableFuture<T> start(Request<T> request) {
    Pending<T> pending = new Pending<>(request);
    if (request.bytes > MAX_BYTES) {
      pending.future.completeExceptionally(tooLarge(request));
    } else if (capacity.tryAcquire(request.bytes)) {
      courier.submit(pending);
    } else {
      pending.future.completeExceptionally(full(request));
    }
    return pending.future;
  }

  /** Makes a call and waits for its end; waits for a place when too many are under way. */
  <T> T await(Request<T> request) {
    requireOtherThread(request.what());
    Pending<T> pending = new Pending<>(request);
    if (request.bytes > MAX_BYTES) {
      throw tooLarge(request).withStackOfCaller();
    }
    try {
      if (!capacity.acquire(request.bytes, pending.deadlineNanos())) {
        throw full(request).withStackOfCaller();
      }
    } catch (InterruptedException interrupt) {
      Thread.currentThread().interrupt();
      throw new RefusedException(request.what() + ": interrupted before it was sent", interrupt)
          .withStackOfCaller();
    }
    courier.submit(pending);
    return await(pending.future, request.what(), request.kind);
  }

  /** Waits for the end of a call. */
  <T> T await(CompletableFuture<T> future, String what, Call.Kind kind) {
    requireOtherThread(what);
    try {
      return future.get();
    } catch (InterruptedException interrupt) {
      Thread.currentThread().interrupt();
      PalisadeException failure =
          kind == Call.Kind.MUTATION
              ? new UnknownOutcomeException(
                  what + ": interrupted; it may or may not be applied", interrupt)
              : new RefusedException(what + ": interrupted", interrupt);
      throw failure.withStackOfCaller();
    } catch (ExecutionException failure) {
      if (failure.getCause() instanceof PalisadeException) {
        throw ((PalisadeException) failure.getCause()).withStackOfCaller();
      }
      throw new IllegalStateException(what + " failed in the client itself", failure.getCause());
    }
  }

  private void requireOtherThread(String what) {
    if (courier.loop().isCurrent()) {
      throw new IllegalStateException(
          "a blocking "
              + what
              + " on the client's own thread would wait for itself; call the Async method, or give"
              + " the builder a callbackExecutor");
    }
  }

  Duration timeoutOf(Request<?> request) {
    return request.timeout.orElse(defaultTimeout);
  }

  Duration defaultTimeout() {
    return defaultTimeout;
  }

  private PalisadeException full(Request<?> request) {
    return OverloadedException.inClient(
        request.what()
            + ": the client is full: "
            + capacity
            + "; wait for answers, or raise maxPendingOperations or maxPendingBytes");
  }

  private static PalisadeException tooLarge(Request<?> request) {
    return new TooLargeException(
        request.what() + " of " + request.bytes + " bytes exceeds " + MAX_BYTES + "; split it",
        "batch",
        request.bytes,
        MAX_BYTES);
  }

  /** A call whose end completes a future. */
  private final class Pending<T> extends Call {
    private final Request<T> request;
    final CompletableFuture<T> future = new CompletableFuture<>();

    Pending(Request<T> request) {
      super(request.kind, System.nanoTime() + timeoutOf(request).toNanos(), request.bytes);
      this.request = request;
    }

    @Override
    protected void fill(Operation.Builder operation, @Nullable Once once) {
      request.fill(operation, once);
    }

    @Override
    protected void answered(Result result) {
      capacity.release(request.bytes);
      if (callbacks == null) {
        completeWith(result);
      } else {
        callbacks.execute(() -> completeWith(result));
      }
    }

    private void completeWith(Result result) {
      T answer;
      try {
        answer = request.readChecked(result);
      } catch (IllegalStateException | IllegalArgumentException unreadable) {
        // An answer that breaks the contract is an error of the program, and must not be lost.
        future.completeExceptionally(unreadable);
        return;
      }
      try {
        tellAcknowledgement(result);
      } finally {
        future.complete(answer);
      }
    }

    private void tellAcknowledgement(Result result) {
      if (result.getTerm() != 0) {
        acknowledgements.accept(new Acknowledgement(result.getNode(), result.getTerm()));
      }
    }

    @Override
    protected void refused(Error error) {
      fail(Refusals.refused(request.what(), error));
    }

    @Override
    protected void timedOut(String why, @Nullable Error last) {
      fail(
          new TimedOutException(
              request.what()
                  + ": no answer within "
                  + timeoutOf(request).toMillis()
                  + " ms; nothing was applied"
                  + (why.isEmpty() ? "" : " (" + why + ")"),
              causeOf(last)));
    }

    @Override
    protected void unknown(String why, @Nullable Error last) {
      fail(
          new UnknownOutcomeException(
              request.what() + ": " + why + "; it may or may not be applied", causeOf(last)));
    }

    @Override
    protected void closed() {
      fail(new ClientClosedException(request.what() + ": the client was closed"));
    }

    private @Nullable PalisadeException causeOf(@Nullable Error last) {
      return last == null ? null : Refusals.refused(request.what(), last);
    }

    private void fail(PalisadeException failure) {
      capacity.release(request.bytes);
      if (callbacks == null) {
        future.completeExceptionally(failure);
      } else {
        callbacks.execute(() -> future.completeExceptionally(failure));
      }
    }
  }
}
