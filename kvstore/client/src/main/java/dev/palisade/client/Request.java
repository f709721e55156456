package dev.palisade.client;

import com.google.protobuf.MessageLite;
import dev.palisade.client.transport.Call;
import dev.palisade.proto.kv.Once;
import dev.palisade.proto.kv.Operation;
import dev.palisade.proto.kv.Result;
import java.time.Duration;
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

  final String what;
  final Call.Kind kind;
  final Optional<Duration> timeout;
  final int bytes;

  /**
   * @param what a verb, for messages
   * @param message the request as it is sent, but for the session and sequence
   */
  Request(String what, Call.Kind kind, Optional<Duration> timeout, MessageLite message) {
    this.what = what;
    this.kind = kind;
    this.timeout = timeout;
    this.bytes = message.getSerializedSize() + ENVELOPE_BYTES;
  }

  abstract void fill(Operation.Builder operation, @Nullable Once once);

  abstract T read(Result result);
}
