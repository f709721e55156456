package dev.palisade.client.transport;

import dev.palisade.proto.kv.Error;
import dev.palisade.proto.kv.Once;
import dev.palisade.proto.kv.Operation;
import dev.palisade.proto.kv.Result;
import org.jspecify.annotations.Nullable;

/** A call that nobody waits for. */
final class ExampleCall extends Call {
  ExampleCall(long deadlineNanos) {
    super(Kind.REPEATABLE, deadlineNanos, 1);
  }

  @Override
  protected void fill(Operation.Builder operation, @Nullable Once once) {}

  @Override
  protected void answered(Result result) {}

  @Override
  protected void refused(Error error) {}

  @Override
  protected void timedOut(String why, @Nullable Error last) {}

  @Override
  protected void unknown(String why, @Nullable Error last) {}

  @Override
  protected void closed() {}
}
