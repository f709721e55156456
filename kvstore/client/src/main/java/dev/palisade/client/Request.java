package dev.palisade.client;

import com.google.protobuf.MessageLite;
import dev.palisade.client.transport.Call;
import dev.palisade.proto.kv.Once;
import dev.palisade.proto.kv.Operation;
import dev.palisade.proto.kv.Result;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What to ask, and how to read the answer.
 *
 * @param <T> the answer
 */
abstract class Request<T> {
  /** Room for what is added to a request on the wire: id, timeout, session, sequence. */
  private static final int ENVELOPE_BYTES = 80;

  final Call.Kind kind;
  final Optional<Duration> timeout;
  final int bytes;
  private final Result.OutcomeCase expected;

  /**
   * @param expected the answer that belongs to it
   * @param message the request as it is sent, but for the session and sequence
   */
  Request(
      Result.OutcomeCase expected,
      Call.Kind kind,
      Optional<Duration> timeout,
      MessageLite message) {
    this.expected = expected;
    this.kind = kind;
    this.timeout = timeout;
    this.bytes = message.getSerializedSize() + ENVELOPE_BYTES;
  }

  abstract void fill(Operation.Builder operation, @Nullable Once once);

  /** Reads an answer of the expected kind. */
  abstract T read(Result result);

  /**
   * Reads an answer.
   *
   * @throws IllegalStateException if it is of another kind
   */
  final T readChecked(Result result) {
    if (result.getOutcomeCase() != expected) {
      throw new IllegalStateException(
          "the server answered a "
              + what()
              + " with "
              + result.getOutcomeCase()
              + "; use a client of the server's version");
    }
    return read(result);
  }

  /** A verb, for messages. */
  final String what() {
    return expected.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}
