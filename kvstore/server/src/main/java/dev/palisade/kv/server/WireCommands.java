package dev.palisade.kv.server;

import com.google.protobuf.ByteString;
import dev.palisade.kv.state.Command;
import dev.palisade.kv.state.Command.Compare.Field;
import dev.palisade.kv.state.Command.Compare.Operator;
import dev.palisade.kv.state.Command.Guard;
import dev.palisade.kv.state.Command.KeyRange;
import dev.palisade.kv.state.Command.RangeQuery;
import dev.palisade.kv.state.Command.RangeQuery.Shape;
import dev.palisade.kv.state.Command.TxnOp;
import dev.palisade.kv.state.Limits;
import dev.palisade.kv.state.Request;
import dev.palisade.kv.state.Store.Direction;
import dev.palisade.proto.kv.Compare;
import dev.palisade.proto.kv.DeleteRequest;
import dev.palisade.proto.kv.Once;
import dev.palisade.proto.kv.OpenSessionRequest;
import dev.palisade.proto.kv.Operation;
import dev.palisade.proto.kv.PutRequest;
import dev.palisade.proto.kv.TxnOperation;
import dev.palisade.proto.kv.TxnRequest;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Mutations as they come over the wire, in the words of the state machine. */
final class WireCommands {
  private static final long DEFAULT_TTL_MILLIS = 60_000;

  /** Stands for the end of the key space. */
  private static final ByteString TO_THE_END = ByteString.copyFrom(new byte[] {0});

  private WireCommands() {}

  /**
   * The request of a mutation; null for an operation that is none.
   *
   * @throws IllegalArgumentException if a field holds what no version of the protocol knows
   */
  static @Nullable Request request(Operation operation) {
    return switch (operation.getRequestCase()) {
      case PUT -> put(operation.getPut());
      case DELETE -> delete(operation.getDelete());
      case TXN -> txn(operation.getTxn());
      case COMPACT ->
          of(
              operation.getCompact().hasOnce(),
              operation.getCompact().getOnce(),
              new Command.Compact(operation.getCompact().getRevision()));
      case GRANT ->
          of(
              operation.getGrant().hasOnce(),
              operation.getGrant().getOnce(),
              new Command.Grant(
                  operation.getGrant().getFence(),
                  operation.getGrant().getHolder(),
                  operation.getGrant().getOnlyIfFree()));
      case RELEASE ->
          of(
              operation.getRelease().hasOnce(),
              operation.getRelease().getOnce(),
              new Command.Release(guard(operation.getRelease().getGuard())));
      case DECLARE_EXTERNAL ->
          of(
              operation.getDeclareExternal().hasOnce(),
              operation.getDeclareExternal().getOnce(),
              new Command.DeclareExternal(
                  operation.getDeclareExternal().getFence(),
                  operation.getDeclareExternal().getMark()));
      case PROTECT ->
          of(
              operation.getProtect().hasOnce(),
              operation.getProtect().getOnce(),
              new Command.Protect(
                  operation.getProtect().getPrefix().toByteArray(),
                  operation.getProtect().getFence()));
      case UNPROTECT ->
          of(
              operation.getUnprotect().hasOnce(),
              operation.getUnprotect().getOnce(),
              new Command.Unprotect(
                  operation.getUnprotect().getPrefix().toByteArray(),
                  guards(operation.getUnprotect().getGuardsList())));
      case OPEN_SESSION -> new Request(null, openSession(operation.getOpenSession()));
      case CLOSE_SESSION ->
          new Request(null, new Command.CloseSession(operation.getCloseSession().getSession()));
      case GET, RANGE, CHECK, LIST_FENCES, KEEP_ALIVE, REQUEST_NOT_SET -> null;
    };
  }

  /** The range [key, end), where an empty end stands for the key alone. */
  static KeyRange range(ByteString key, ByteString end) {
    if (end.isEmpty()) {
      return KeyRange.ofKey(key.toByteArray());
    }
    return new KeyRange(key.toByteArray(), end.equals(TO_THE_END) ? null : end.toByteArray());
  }

  /** The query of a range; a limit of 0 stands for the server's bound. */
  static RangeQuery rangeQuery(KeyRange range, long limit, Direction direction, Shape shape) {
    if (limit < 0) {
      throw new IllegalArgumentException("limit " + limit + " is negative; give 0 for no limit");
    }
    int bound = limit == 0 ? Limits.RANGE_PAIRS : (int) Math.min(limit, Limits.RANGE_PAIRS);
    return new RangeQuery(range, bound, direction, shape);
  }

  static Direction direction(boolean descending) {
    return descending ? Direction.DESCENDING : Direction.ASCENDING;
  }

  static Shape shape(boolean countOnly, boolean keysOnly) {
    return countOnly ? Shape.COUNT : keysOnly ? Shape.KEYS : Shape.PAIRS;
  }

  private static Request put(PutRequest put) {
    return of(
        put.hasOnce(),
        put.getOnce(),
        new Command.Put(
            put.getKey().toByteArray(),
            put.getValue().toByteArray(),
            guards(put.getGuardsList()),
            put.getReturnPrevious()));
  }

  private static Request delete(DeleteRequest delete) {
    return of(
        delete.hasOnce(),
        delete.getOnce(),
        new Command.Delete(
            range(delete.getKey(), delete.getRangeEnd()),
            guards(delete.getGuardsList()),
            delete.getReturnPrevious()));
  }

  private static Request txn(TxnRequest txn) {
    return of(
        txn.hasOnce(),
        txn.getOnce(),
        new Command.Txn(
            txn.getComparesList().stream().map(WireCommands::compare).toList(),
            txn.getSuccessList().stream().map(WireCommands::operation).toList(),
            txn.getFailureList().stream().map(WireCommands::operation).toList(),
            guards(txn.getGuardsList())));
  }

  private static Command openSession(OpenSessionRequest open) {
    long ttl = open.getTtlMillis() == 0 ? DEFAULT_TTL_MILLIS : open.getTtlMillis();
    return new Command.OpenSession(ttl);
  }

  private static Request of(boolean hasOnce, Once once, Command command) {
    if (!hasOnce) {
      return new Request(null, command);
    }
    return new Request(
        new Request.Once(once.getSession(), once.getSequence(), once.getAcknowledgedBelow()),
        command);
  }

  private static List<Guard> guards(List<dev.palisade.proto.kv.Guard> guards) {
    return guards.isEmpty() ? List.of() : guards.stream().map(WireCommands::guard).toList();
  }

  private static Guard guard(dev.palisade.proto.kv.Guard guard) {
    return new Guard(guard.getFence(), guard.getToken());
  }

  private static TxnOp operation(TxnOperation operation) {
    return switch (operation.getOperationCase()) {
      case PUT ->
          new TxnOp.Put(
              operation.getPut().getKey().toByteArray(),
              operation.getPut().getValue().toByteArray(),
              operation.getPut().getReturnPrevious());
      case DELETE ->
          new TxnOp.Delete(
              range(operation.getDelete().getKey(), operation.getDelete().getRangeEnd()),
              operation.getDelete().getReturnPrevious());
      case GET -> new TxnOp.Get(operation.getGet().getKey().toByteArray());
      case RANGE -> {
        var range = operation.getRange();
        yield new TxnOp.Range(
            rangeQuery(
                range(range.getKey(), range.getRangeEnd()),
                range.getLimit(),
                direction(range.getDescending()),
                shape(range.getCountOnly(), range.getKeysOnly())));
      }
      case OPERATION_NOT_SET ->
          throw new IllegalArgumentException(
              "an operation of the transaction is empty; set one of put, delete, get, range");
    };
  }

  private static Command.Compare compare(Compare compare) {
    byte[] key = compare.getKey().toByteArray();
    Operator operator =
        switch (compare.getOperator()) {
          case EQUAL -> Operator.EQUAL;
          case NOT_EQUAL -> Operator.NOT_EQUAL;
          case GREATER -> Operator.GREATER;
          case LESS -> Operator.LESS;
          case UNRECOGNIZED ->
              throw new IllegalArgumentException(
                  "unknown compare operator " + compare.getOperatorValue());
        };
    return switch (compare.getTarget()) {
      case VALUE -> new Command.Compare.Value(key, operator, compare.getValue().toByteArray());
      case VERSION -> number(key, operator, Field.VERSION, compare);
      case CREATE_REVISION -> number(key, operator, Field.CREATE_REVISION, compare);
      case MOD_REVISION -> number(key, operator, Field.MOD_REVISION, compare);
      case UNRECOGNIZED ->
          throw new IllegalArgumentException("unknown compare target " + compare.getTargetValue());
    };
  }

  private static Command.Compare number(
      byte[] key, Operator operator, Field field, Compare compare) {
    return new Command.Compare.Number(key, operator, field, compare.getNumber());
  }
}
