package dev.palisade.kv.state;

import dev.palisade.kv.state.Outcome.FenceState;
import dev.palisade.kv.state.Outcome.Fenced;
import dev.palisade.kv.state.Outcome.KeyValue;
import dev.palisade.kv.state.Outcome.RangeResult;
import dev.palisade.kv.state.Outcome.TxnResult;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An {@link Outcome} as a session remembers it, and back; docs/formats-state.md describes it.
 * Stateless, thread-safe.
 */
public final class OutcomeCodec {
  // On disk: never renumber.
  private static final int VERSION = 1;
  private static final int PUT_DONE = 1;
  private static final int DELETE_DONE = 2;
  private static final int TXN_DONE = 3;
  private static final int COMPACTED = 4;
  private static final int GRANTED = 5;
  private static final int RELEASED = 6;
  private static final int EXTERNAL_DECLARED = 7;
  private static final int PROTECTED = 8;
  private static final int UNPROTECTED = 9;
  private static final int SESSION_OPENED = 10;
  private static final int SESSION_CLOSED = 11;
  private static final int SESSIONS_EXPIRED = 12;
  private static final int FENCED = 13;
  private static final int UNGUARDED = 14;
  private static final int INVALID = 15;
  private static final int TOO_OLD = 16;
  private static final int SESSION_GONE = 17;

  private static final int RESULT_PUT = 0;
  private static final int RESULT_DELETE = 1;
  private static final int RESULT_GET = 2;
  private static final int RESULT_RANGE = 3;

  /** Key and value may be empty: two lengths, four numbers and a timestamp. */
  private static final int LEAST_PAIR_BYTES = 14;

  private OutcomeCodec() {}

  /** The outcome's bytes. */
  public static byte[] encode(Outcome outcome) {
    PayloadWriter writer = new PayloadWriter(32);
    writer.number8(VERSION);
    write(writer, outcome);
    return writer.toBytes();
  }

  /**
   * The outcome in these bytes.
   *
   * @throws MalformedPayloadException if they are not exactly one outcome of a known version
   */
  public static Outcome decode(byte[] bytes) {
    PayloadReader reader = new PayloadReader(ByteBuffer.wrap(bytes));
    int version = reader.number8();
    if (version != VERSION) {
      throw reader.malformed(
          "outcome version " + version + " (this program knows " + VERSION + ")");
    }
    Outcome outcome = read(reader);
    reader.requireEnd();
    return outcome;
  }

  private static void write(PayloadWriter writer, Outcome outcome) {
    switch (outcome) {
      case Outcome.PutDone(var revision, var hlc, var previous) -> {
        writeStamp(writer, PUT_DONE, revision, hlc);
        writeOptionalPair(writer, previous);
      }
      case Outcome.DeleteDone(var revision, var hlc, var deleted, var previous) -> {
        writeStamp(writer, DELETE_DONE, revision, hlc);
        writer.varint(deleted);
        writePairs(writer, previous);
      }
      case Outcome.TxnDone(var succeeded, var results, var revision, var hlc) -> {
        writeStamp(writer, TXN_DONE, revision, hlc);
        writer.bool(succeeded);
        writer.varint(results.size());
        results.forEach(result -> writeResult(writer, result));
      }
      case Outcome.Compacted(var revision) -> writeNumber(writer, COMPACTED, revision);
      case Outcome.Granted(var token, var hlc, var previous) -> {
        writeStamp(writer, GRANTED, token, hlc);
        writer.bool(previous != null);
        if (previous != null) {
          writeFence(writer, previous);
        }
      }
      case Outcome.Released(var revision, var hlc) -> writeStamp(writer, RELEASED, revision, hlc);
      case Outcome.ExternalDeclared(var revision) ->
          writeNumber(writer, EXTERNAL_DECLARED, revision);
      case Outcome.Protected(var revision) -> writeNumber(writer, PROTECTED, revision);
      case Outcome.Unprotected(var revision) -> writeNumber(writer, UNPROTECTED, revision);
      case Outcome.SessionOpened(var session, var ttlMillis) -> {
        writeNumber(writer, SESSION_OPENED, session);
        writer.varint(ttlMillis);
      }
      case Outcome.SessionClosed() -> writer.number8(SESSION_CLOSED);
      case Outcome.SessionsExpired(var count) -> writeNumber(writer, SESSIONS_EXPIRED, count);
      case Outcome.Refused refused -> writeRefusal(writer, refused);
    }
  }

  private static void writeRefusal(PayloadWriter writer, Outcome.Refused refused) {
    switch (refused) {
      case Fenced(var reason, var presentedToken, var state) -> {
        writer.number8(FENCED);
        writer.number8(Codes.of(reason));
        writer.varint(presentedToken);
        writeFence(writer, state);
      }
      case Outcome.Unguarded(var key, var prefix, var fence) -> {
        writer.number8(UNGUARDED);
        writer.bytes(key);
        writer.bytes(prefix);
        writer.text(fence);
      }
      case Outcome.Invalid(var message) -> {
        writer.number8(INVALID);
        writer.text(message);
      }
      case Outcome.TooOld(var compactedRevision) -> writeNumber(writer, TOO_OLD, compactedRevision);
      case Outcome.SessionGone(var session) -> writeNumber(writer, SESSION_GONE, session);
    }
  }

  private static Outcome read(PayloadReader reader) {
    int code = reader.number8();
    return switch (code) {
      case PUT_DONE ->
          new Outcome.PutDone(reader.varint(), reader.number64(), readOptionalPair(reader));
      case DELETE_DONE ->
          new Outcome.DeleteDone(
              reader.varint(), reader.number64(), reader.varint(), readPairs(reader));
      case TXN_DONE -> readTxnDone(reader);
      case COMPACTED -> new Outcome.Compacted(reader.varint());
      case GRANTED ->
          new Outcome.Granted(
              reader.varint(), reader.number64(), reader.bool() ? readFence(reader) : null);
      case RELEASED -> new Outcome.Released(reader.varint(), reader.number64());
      case EXTERNAL_DECLARED -> new Outcome.ExternalDeclared(reader.varint());
      case PROTECTED -> new Outcome.Protected(reader.varint());
      case UNPROTECTED -> new Outcome.Unprotected(reader.varint());
      case SESSION_OPENED -> new Outcome.SessionOpened(reader.varint(), reader.varint());
      case SESSION_CLOSED -> new Outcome.SessionClosed();
      case SESSIONS_EXPIRED -> new Outcome.SessionsExpired(reader.smallNumber());
      case FENCED -> new Fenced(Codes.reason(reader), reader.varint(), readFence(reader));
      case UNGUARDED -> new Outcome.Unguarded(reader.bytes(), reader.bytes(), reader.text());
      case INVALID -> new Outcome.Invalid(reader.text());
      case TOO_OLD -> new Outcome.TooOld(reader.varint());
      case SESSION_GONE -> new Outcome.SessionGone(reader.varint());
      default -> throw reader.malformed("outcome code " + code);
    };
  }

  private static Outcome.TxnDone readTxnDone(PayloadReader reader) {
    long revision = reader.varint();
    long hlc = reader.number64();
    boolean succeeded = reader.bool();
    int count = reader.count(2);
    List<TxnResult> results = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      results.add(readResult(reader));
    }
    return new Outcome.TxnDone(succeeded, List.copyOf(results), revision, hlc);
  }

  private static void writeResult(PayloadWriter writer, TxnResult result) {
    switch (result) {
      case TxnResult.Put(var previous) -> {
        writer.number8(RESULT_PUT);
        writeOptionalPair(writer, previous);
      }
      case TxnResult.Delete(var deleted, var previous) -> {
        writer.number8(RESULT_DELETE);
        writer.varint(deleted);
        writePairs(writer, previous);
      }
      case TxnResult.Get(var found) -> {
        writer.number8(RESULT_GET);
        writeOptionalPair(writer, found);
      }
      case TxnResult.Range(RangeResult(var pairs, var count, var more)) -> {
        writer.number8(RESULT_RANGE);
        writePairs(writer, pairs);
        writer.varint(count);
        writer.bool(more);
      }
    }
  }

  private static TxnResult readResult(PayloadReader reader) {
    int code = reader.number8();
    return switch (code) {
      case RESULT_PUT -> new TxnResult.Put(readOptionalPair(reader));
      case RESULT_DELETE -> new TxnResult.Delete(reader.varint(), readPairs(reader));
      case RESULT_GET -> new TxnResult.Get(readOptionalPair(reader));
      case RESULT_RANGE ->
          new TxnResult.Range(new RangeResult(readPairs(reader), reader.varint(), reader.bool()));
      default -> throw reader.malformed("result code " + code);
    };
  }

  private static void writeNumber(PayloadWriter writer, int code, long number) {
    writer.number8(code);
    writer.varint(number);
  }

  private static void writeStamp(PayloadWriter writer, int code, long revision, long hlc) {
    writeNumber(writer, code, revision);
    writer.number64(hlc);
  }

  private static void writePairs(PayloadWriter writer, List<KeyValue> pairs) {
    writer.varint(pairs.size());
    pairs.forEach(pair -> writePair(writer, pair));
  }

  private static List<KeyValue> readPairs(PayloadReader reader) {
    int count = reader.count(LEAST_PAIR_BYTES);
    List<KeyValue> pairs = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      pairs.add(readPair(reader));
    }
    return List.copyOf(pairs);
  }

  private static void writeOptionalPair(PayloadWriter writer, @Nullable KeyValue pair) {
    writer.bool(pair != null);
    if (pair != null) {
      writePair(writer, pair);
    }
  }

  private static @Nullable KeyValue readOptionalPair(PayloadReader reader) {
    return reader.bool() ? readPair(reader) : null;
  }

  private static void writePair(PayloadWriter writer, KeyValue pair) {
    writer.bytes(pair.key());
    writer.bytes(pair.value());
    writer.varint(pair.createRevision());
    writer.varint(pair.modRevision());
    writer.varint(pair.version());
    writer.number64(pair.hlc());
    writer.varint(pair.lease());
  }

  private static KeyValue readPair(PayloadReader reader) {
    return new KeyValue(
        reader.bytes(),
        reader.bytes(),
        reader.varint(),
        reader.varint(),
        reader.varint(),
        reader.number64(),
        reader.varint());
  }

  /** A fence's state with its name; also the evidence in a refusal. */
  private static void writeFence(PayloadWriter writer, FenceState state) {
    writer.text(state.fence());
    writer.number8(Codes.of(state.kind()));
    writer.varint(state.currentToken());
    writer.text(state.holder());
    writer.number64(state.sinceHlc());
    writer.bool(state.released());
  }

  private static FenceState readFence(PayloadReader reader) {
    return new FenceState(
        reader.text(),
        Codes.fenceKind(reader),
        reader.varint(),
        reader.text(),
        reader.number64(),
        reader.bool());
  }
}
