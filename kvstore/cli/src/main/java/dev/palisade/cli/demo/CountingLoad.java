package dev.palisade.cli.demo;

import dev.palisade.cli.bench.ClosedLoop;
import dev.palisade.cli.bench.Load;
import dev.palisade.cli.bench.LoadResult;
import dev.palisade.client.Bytes;
import dev.palisade.client.KeyValue;
import dev.palisade.client.PalisadeClient;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Writers that each count up in a key of their own: 1, 2, 3, … So every put has a number, a lost
 * one shows as a value that is too low, and one that took effect twice as a version that is too
 * high.
 */
final class CountingLoad {
  private final PalisadeClient client;
  private final int writers;
  private final AtomicLongArray sent;
  private final AtomicLongArray acknowledged;
  private final AtomicLong faultAt = new AtomicLong();
  private final AtomicLong firstAckAfterFault = new AtomicLong();

  CountingLoad(PalisadeClient client, int writers) {
    this.client = client;
    this.writers = writers;
    sent = new AtomicLongArray(writers);
    acknowledged = new AtomicLongArray(writers);
  }

  /** Writes for this long, on the client's own threads. */
  LoadResult run(long seconds) throws InterruptedException, TimeoutException {
    return ClosedLoop.run(
        writers,
        TimeUnit.SECONDS.toNanos(seconds),
        new Load(this::put, Throwable::toString, Load.Progress.NONE));
  }

  private CompletionStage<?> put(int writer) {
    long number = sent.incrementAndGet(writer);
    long started = System.nanoTime();
    return client
        .putAsync(key(writer), Bytes.of(Long.toString(number)))
        .thenAccept(
            result -> {
              acknowledged.set(writer, number);
              long fault = faultAt.get();
              if (fault != 0 && started - fault > 0) {
                firstAckAfterFault.compareAndSet(0, System.nanoTime());
              }
            });
  }

  /** From now on the first put that is sent and acknowledged is looked out for. */
  void markFault() {
    firstAckAfterFault.set(0);
    faultAt.set(System.nanoTime());
  }

  /** How long after the fault a put that was sent after it was acknowledged; empty if none was. */
  OptionalLong unavailableMillis() {
    long first = firstAckAfterFault.get();
    return first == 0
        ? OptionalLong.empty()
        : OptionalLong.of(TimeUnit.NANOSECONDS.toMillis(first - faultAt.get()));
  }

  /** How long ago the fault was. */
  long millisSinceFault() {
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - faultAt.get());
  }

  /** Puts acknowledged so far. */
  long acknowledged() {
    long sum = 0;
    for (int writer = 0; writer < writers; writer++) {
      sum += acknowledged.get(writer);
    }
    return sum;
  }

  /** Reads every counter back; empty when each is as it must be, otherwise what is wrong. */
  Optional<String> wrong() {
    for (int writer = 0; writer < writers; writer++) {
      long sure = acknowledged.get(writer);
      Optional<KeyValue> found = client.get(key(writer)).kv();
      long value = found.map(kv -> Long.parseLong(kv.value().asText())).orElse(0L);
      long version = found.map(KeyValue::version).orElse(0L);
      if (value < sure || value > sent.get(writer)) {
        return Optional.of(
            key(writer) + " is " + value + ", but put " + sure + " was acknowledged");
      }
      if (version > value) {
        return Optional.of(key(writer) + " was put " + version + " times for " + value + " puts");
      }
    }
    return Optional.empty();
  }

  private static Bytes key(int writer) {
    return Bytes.of("demo/counter-" + writer);
  }
}
