package dev.palisade.kv.state;

import dev.palisade.kv.state.Command.Compare;
import dev.palisade.kv.state.Command.Guard;
import dev.palisade.kv.state.Command.KeyRange;
import dev.palisade.kv.state.Command.RangeQuery;
import dev.palisade.kv.state.Command.TxnOp;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A {@link Request} as the payload of a log entry, and back; docs/formats-state.md describes it
 * byte by byte. Stateless, thread-safe.
 */
public final class RequestCodec {
  // On disk and on the wire: never renumber.
  private static final int VERSION = 1;
  private static final int PUT = 1;
  private static final int DELETE = 2;
  private static final int TXN = 3;
  private static final int COMPACT = 4;
  private static final int GRANT = 5;
  private static final int RELEASE = 6;
  private static final int DECLARE_EXTERNAL = 7;
  private static final int PROTECT = 8;
  private static final int UNPROTECT = 9;
  private static final int OPEN_SESSION = 10;
  private static final int CLOSE_SESSION = 11;
  private static final int EXPIRE_SESSIONS = 12;

  private static final int COMPARE_VALUE = 0;
  private static final int COMPARE_NUMBER = 1;

  private static final int OP_PUT = 0;
  private static final int OP_DELETE = 1;
  private static final int OP_GET = 2;
  private static final int OP_RANGE = 3;

  private RequestCodec() {}

  /** The payload, position at its beginning. */
  public static ByteBuffer encode(Request request) {
    PayloadWriter writer = new PayloadWriter(expectedBytes(request.command()));
    writer.number8(VERSION);
    Request.Once once = request.once();
    writer.bool(once != null);
    if (once != null) {
      writer.varint(once.session());
      writer.varint(once.sequence());
      writer.varint(once.acknowledgedBelow());
    }
    write(writer, request.command());
    return ByteBuffer.wrap(writer.toBytes());
  }

  /**
   * The request in the payload, whose position is kept.
   *
   * @throws MalformedPayloadException if the bytes are not exactly one request of a known version
   */
  public static Request decode(ByteBuffer payload) {
    PayloadReader reader = new PayloadReader(payload);
    int version = reader.number8();
    if (version != VERSION) {
      throw reader.malformed(
          "request version " + version + " (this program knows " + VERSION + ")");
    }
    Request.Once once =
        reader.bool() ? new Request.Once(reader.varint(), reader.varint(), reader.varint()) : null;
    Request request = new Request(once, readCommand(reader));
    reader.requireEnd();
    return request;
  }

  private static int expectedBytes(Command command) {
    return command instanceof Command.Put put ? put.key().length + put.value().length + 64 : 256;
  }

  private static void write(PayloadWriter writer, Command command) {
    switch (command) {
      case Command.Put(var key, var value, var guards, var returnPrevious) -> {
        writer.number8(PUT);
        writer.bytes(key);
        writer.bytes(value);
        writeGuards(writer, guards);
        writer.bool(returnPrevious);
      }
      case Command.Delete(var range, var guards, var returnPrevious) -> {
        writer.number8(DELETE);
        writeRange(writer, range);
        writeGuards(writer, guards);
        writer.bool(returnPrevious);
      }
      case Command.Txn txn -> {
        writer.number8(TXN);
        writeTxn(writer, txn);
      }
      case Command.Compact(var revision) -> writeNumber(writer, COMPACT, revision);
      case Command.Grant(var fence, var holder, var onlyIfFree) -> {
        writer.number8(GRANT);
        writer.text(fence);
        writer.text(holder);
        writer.bool(onlyIfFree);
      }
      case Command.Release(var guard) -> {
        writer.number8(RELEASE);
        writeGuard(writer, guard);
      }
      case Command.DeclareExternal(var fence, var mark) -> {
        writer.number8(DECLARE_EXTERNAL);
        writer.text(fence);
        writer.varint(mark);
      }
      case Command.Protect(var prefix, var fence) -> {
        writer.number8(PROTECT);
        writer.bytes(prefix);
        writer.text(fence);
      }
      case Command.Unprotect(var prefix, var guards) -> {
        writer.number8(UNPROTECT);
        writer.bytes(prefix);
        writeGuards(writer, guards);
      }
      case Command.OpenSession(var ttlMillis) -> writeNumber(writer, OPEN_SESSION, ttlMillis);
      case Command.CloseSession(var session) -> writeNumber(writer, CLOSE_SESSION, session);
      case Command.ExpireSessions(var sessions) -> {
        writer.number8(EXPIRE_SESSIONS);
        writer.varint(sessions.size());
        sessions.forEach(writer::varint);
      }
    }
  }

  private static Command readCommand(PayloadReader reader) {
    int code = reader.number8();
    return switch (code) {
      case PUT ->
          new Command.Put(reader.bytes(), reader.bytes(), readGuards(reader), reader.bool());
      case DELETE -> new Command.Delete(readRange(reader), readGuards(reader), reader.bool());
      case TXN -> readTxn(reader);
      case COMPACT -> new Command.Compact(reader.varint());
      case GRANT -> new Command.Grant(reader.text(), reader.text(), reader.bool());
      case RELEASE -> new Command.Release(readGuard(reader));
      case DECLARE_EXTERNAL -> new Command.DeclareExternal(reader.text(), reader.varint());
      case PROTECT -> new Command.Protect(reader.bytes(), reader.text());
      case UNPROTECT -> new Command.Unprotect(reader.bytes(), readGuards(reader));
      case OPEN_SESSION -> new Command.OpenSession(reader.varint());
      case CLOSE_SESSION -> new Command.CloseSession(reader.varint());
      case EXPIRE_SESSIONS -> {
        int count = reader.count(1);
        List<Long> sessions = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
          sessions.add(reader.varint());
        }
        yield new Command.ExpireSessions(List.copyOf(sessions));
      }
      default -> throw reader.malformed("command code " + code);
    };
  }

  private static void writeNumber(PayloadWriter writer, int code, long number) {
    writer.number8(code);
    writer.varint(number);
  }

  private static void writeGuards(PayloadWriter writer, List<Guard> guards) {
    writer.varint(guards.size());
    for (Guard guard : guards) {
      writeGuard(writer, guard);
    }
  }

  private static void writeGuard(PayloadWriter writer, Guard guard) {
    writer.text(guard.fence());
    writer.varint(guard.token());
  }

  private static List<Guard> readGuards(PayloadReader reader) {
    int count = reader.count(2);
    if (count == 0) {
      return List.of();
    }
    List<Guard> guards = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      guards.add(readGuard(reader));
    }
    return List.copyOf(guards);
  }

  private static Guard readGuard(PayloadReader reader) {
    return new Guard(reader.text(), reader.varint());
  }

  private static void writeRange(PayloadWriter writer, KeyRange range) {
    writer.bytes(range.from());
    byte[] toExclusive = range.toExclusive();
    writer.bool(toExclusive != null);
    if (toExclusive != null) {
      writer.bytes(toExclusive);
    }
  }

  private static KeyRange readRange(PayloadReader reader) {
    byte[] from = reader.bytes();
    byte @Nullable [] toExclusive = reader.bool() ? reader.bytes() : null;
    return new KeyRange(from, toExclusive);
  }

  private static void writeTxn(PayloadWriter writer, Command.Txn txn) {
    writer.varint(txn.compares().size());
    for (Compare compare : txn.compares()) {
      writeCompare(writer, compare);
    }
    writeOps(writer, txn.success());
    writeOps(writer, txn.failure());
    writeGuards(writer, txn.guards());
  }

  private static Command.Txn readTxn(PayloadReader reader) {
    int count = reader.count(4);
    List<Compare> compares = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      compares.add(readCompare(reader));
    }
    return new Command.Txn(
        List.copyOf(compares), readOps(reader), readOps(reader), readGuards(reader));
  }

  private static void writeCompare(PayloadWriter writer, Compare compare) {
    switch (compare) {
      case Compare.Value(var key, var operator, var value) -> {
        writer.number8(COMPARE_VALUE);
        writer.bytes(key);
        writer.number8(Codes.of(operator));
        writer.bytes(value);
      }
      case Compare.Number(var key, var operator, var field, var number) -> {
        writer.number8(COMPARE_NUMBER);
        writer.bytes(key);
        writer.number8(Codes.of(operator));
        writer.number8(Codes.of(field));
        writer.varint(number);
      }
    }
  }

  private static Compare readCompare(PayloadReader reader) {
    int code = reader.number8();
    return switch (code) {
      case COMPARE_VALUE ->
          new Compare.Value(reader.bytes(), Codes.operator(reader), reader.bytes());
      case COMPARE_NUMBER ->
          new Compare.Number(
              reader.bytes(), Codes.operator(reader), Codes.field(reader), reader.varint());
      default -> throw reader.malformed("compare code " + code);
    };
  }

  private static void writeOps(PayloadWriter writer, List<TxnOp> ops) {
    writer.varint(ops.size());
    for (TxnOp op : ops) {
      writeOp(writer, op);
    }
  }

  private static void writeOp(PayloadWriter writer, TxnOp op) {
    switch (op) {
      case TxnOp.Put(var key, var value, var returnPrevious) -> {
        writer.number8(OP_PUT);
        writer.bytes(key);
        writer.bytes(value);
        writer.bool(returnPrevious);
      }
      case TxnOp.Delete(var range, var returnPrevious) -> {
        writer.number8(OP_DELETE);
        writeRange(writer, range);
        writer.bool(returnPrevious);
      }
      case TxnOp.Get(var key) -> {
        writer.number8(OP_GET);
        writer.bytes(key);
      }
      case TxnOp.Range(RangeQuery(var range, var limit, var direction, var shape)) -> {
        writer.number8(OP_RANGE);
        writeRange(writer, range);
        writer.varint(limit);
        writer.number8(Codes.of(direction));
        writer.number8(Codes.of(shape));
      }
    }
  }

  private static List<TxnOp> readOps(PayloadReader reader) {
    int count = reader.count(2);
    List<TxnOp> ops = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      ops.add(readOp(reader));
    }
    return List.copyOf(ops);
  }

  private static TxnOp readOp(PayloadReader reader) {
    int code = reader.number8();
    return switch (code) {
      case OP_PUT -> new TxnOp.Put(reader.bytes(), reader.bytes(), reader.bool());
      case OP_DELETE -> new TxnOp.Delete(readRange(reader), reader.bool());
      case OP_GET -> new TxnOp.Get(reader.bytes());
      case OP_RANGE ->
          new TxnOp.Range(
              new RangeQuery(
                  readRange(reader),
                  reader.smallNumber(),
                  Codes.direction(reader),
                  Codes.shape(reader)));
      default -> throw reader.malformed("operation code " + code);
    };
  }
}
