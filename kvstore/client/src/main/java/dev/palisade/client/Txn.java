package dev.palisade.client;

import com.google.protobuf.ByteString;
import dev.palisade.client.transport.Call;
import dev.palisade.proto.kv.Compare;
import dev.palisade.proto.kv.Once;
import dev.palisade.proto.kv.Operation;
import dev.palisade.proto.kv.Result;
import dev.palisade.proto.kv.TxnDelete;
import dev.palisade.proto.kv.TxnGet;
import dev.palisade.proto.kv.TxnOperation;
import dev.palisade.proto.kv.TxnPut;
import dev.palisade.proto.kv.TxnRange;
import dev.palisade.proto.kv.TxnRequest;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A transaction in the making: conditions, what to do when all hold, what to do otherwise. It runs
 * atomically at one revision; later operations see earlier ones. At most 128 operations and 4 MiB.
 *
 * <p>For one thread; commit it once.
 */
public final class Txn {
  /** What a condition compares besides the value; 0 for an absent key. */
  public enum Field {
    VERSION,
    CREATE_REVISION,
    MOD_REVISION
  }

  /** How a condition compares. */
  public enum Operator {
    EQUAL,
    NOT_EQUAL,
    GREATER,
    LESS
  }

  private final Calls calls;
  private final TxnRequest.Builder request = TxnRequest.newBuilder();
  private Optional<Duration> timeout = Optional.empty();

  Txn(Calls calls) {
    this.calls = calls;
  }

  /** The key has this value. */
  public Txn ifValueEquals(Bytes key, Bytes value) {
    return ifValue(key, Operator.EQUAL, value);
  }

  /** The key has this value. */
  public Txn ifValueEquals(String key, String value) {
    return ifValueEquals(Bytes.of(key), Bytes.of(value));
  }

  /** The key's value compares so; an absent key is only NOT_EQUAL to anything. */
  public Txn ifValue(Bytes key, Operator operator, Bytes value) {
    request.addCompares(
        Compare.newBuilder()
            .setKey(key.content())
            .setTarget(Compare.Target.VALUE)
            .setOperator(onWire(operator))
            .setValue(value.content()));
    return this;
  }

  /** There is no such key. */
  public Txn ifAbsent(Bytes key) {
    return ifNumber(key, Field.VERSION, Operator.EQUAL, 0);
  }

  /** There is no such key. */
  public Txn ifAbsent(String key) {
    return ifAbsent(Bytes.of(key));
  }

  /** There is such a key. */
  public Txn ifPresent(Bytes key) {
    return ifNumber(key, Field.VERSION, Operator.GREATER, 0);
  }

  /** There is such a key. */
  public Txn ifPresent(String key) {
    return ifPresent(Bytes.of(key));
  }

  /** The key was not written since this revision, at which it was. */
  public Txn ifModRevisionEquals(Bytes key, long modRevision) {
    return ifNumber(key, Field.MOD_REVISION, Operator.EQUAL, modRevision);
  }

  /** The key was not written since this revision, at which it was. */
  public Txn ifModRevisionEquals(String key, long modRevision) {
    return ifModRevisionEquals(Bytes.of(key), modRevision);
  }

  /** A number of the key compares so; it is 0 for an absent key. */
  public Txn ifNumber(Bytes key, Field field, Operator operator, long number) {
    request.addCompares(
        Compare.newBuilder()
            .setKey(key.content())
            .setTarget(onWire(field))
            .setOperator(onWire(operator))
            .setNumber(number));
    return this;
  }

  /** When the conditions hold: set a key. */
  public Txn thenPut(Bytes key, Bytes value) {
    request.addSuccess(put(key, value));
    return this;
  }

  /** When the conditions hold: set a key. */
  public Txn thenPut(String key, String value) {
    return thenPut(Bytes.of(key), Bytes.of(value));
  }

  /** When the conditions hold: delete. */
  public Txn thenDelete(KeyRange range) {
    request.addSuccess(delete(range));
    return this;
  }

  /** When the conditions hold: read a key. */
  public Txn thenGet(Bytes key) {
    request.addSuccess(get(key));
    return this;
  }

  /** When the conditions hold: read a key. */
  public Txn thenGet(String key) {
    return thenGet(Bytes.of(key));
  }

  /** When the conditions hold: read a range. */
  public Txn thenRange(RangeQuery query) {
    request.addSuccess(range(query));
    return this;
  }

  /** Otherwise: set a key. */
  public Txn orElsePut(Bytes key, Bytes value) {
    request.addFailure(put(key, value));
    return this;
  }

  /** Otherwise: set a key. */
  public Txn orElsePut(String key, String value) {
    return orElsePut(Bytes.of(key), Bytes.of(value));
  }

  /** Otherwise: delete. */
  public Txn orElseDelete(KeyRange range) {
    request.addFailure(delete(range));
    return this;
  }

  /** Otherwise: read a key. */
  public Txn orElseGet(Bytes key) {
    request.addFailure(get(key));
    return this;
  }

  /** Otherwise: read a key. */
  public Txn orElseGet(String key) {
    return orElseGet(Bytes.of(key));
  }

  /** Otherwise: read a range. */
  public Txn orElseRange(RangeQuery query) {
    request.addFailure(range(query));
    return this;
  }

  /** The whole transaction is refused unless this token is live, whichever list would run. */
  public Txn withFence(FenceToken token) {
    request.addGuards(KvRequests.guard(token));
    return this;
  }

  /** Ends the call after this long, instead of the client's timeout. */
  public Txn withTimeout(Duration timeout) {
    this.timeout = Optional.of(Timeouts.requirePositive(timeout));
    return this;
  }

  /**
   * Runs it and waits for the result. That conditions do not hold is a result.
   *
   * @throws PalisadeException if it is refused, or its outcome is unknown
   */
  public TxnResult commit() {
    return calls.await(request());
  }

  /** Runs it. */
  public CompletableFuture<TxnResult> commitAsync() {
    return calls.start(request());
  }

  private Request<TxnResult> request() {
    TxnRequest txn = request.build();
    return new Request<>(Result.OutcomeCase.TXN, Call.Kind.MUTATION, timeout, txn) {
      @Override
      void fill(Operation.Builder operation, @Nullable Once once) {
        operation.setTxn(once == null ? txn : txn.toBuilder().setOnce(once).build());
      }

      @Override
      TxnResult read(Result result) {
        return Answers.txn(result.getTxn());
      }
    };
  }

  private static TxnOperation put(Bytes key, Bytes value) {
    return TxnOperation.newBuilder()
        .setPut(TxnPut.newBuilder().setKey(key.content()).setValue(value.content()))
        .build();
  }

  private static TxnOperation delete(KeyRange range) {
    return TxnOperation.newBuilder()
        .setDelete(TxnDelete.newBuilder().setKey(range.from()).setRangeEnd(range.end()))
        .build();
  }

  private static TxnOperation get(Bytes key) {
    ByteString content = key.content();
    return TxnOperation.newBuilder().setGet(TxnGet.newBuilder().setKey(content)).build();
  }

  private static TxnOperation range(RangeQuery query) {
    KeyRange range =
        query
            .rest()
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "no key of " + query.range() + " comes after the one given to after()"));
    return TxnOperation.newBuilder()
        .setRange(
            TxnRange.newBuilder()
                .setKey(range.from())
                .setRangeEnd(range.end())
                .setLimit(query.limitOrZero())
                .setDescending(query.isDescending())
                .setKeysOnly(query.shape() == RangeQuery.Shape.KEYS)
                .setCountOnly(query.shape() == RangeQuery.Shape.COUNT))
        .build();
  }

  private static Compare.Operator onWire(Operator operator) {
    return switch (operator) {
      case EQUAL -> Compare.Operator.EQUAL;
      case NOT_EQUAL -> Compare.Operator.NOT_EQUAL;
      case GREATER -> Compare.Operator.GREATER;
      case LESS -> Compare.Operator.LESS;
    };
  }

  private static Compare.Target onWire(Field field) {
    return switch (field) {
      case VERSION -> Compare.Target.VERSION;
      case CREATE_REVISION -> Compare.Target.CREATE_REVISION;
      case MOD_REVISION -> Compare.Target.MOD_REVISION;
    };
  }
}
