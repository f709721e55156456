package dev.palisade.client;

import dev.palisade.client.transport.Courier;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * A client of one cluster. Safe for many threads; make one and share it: calls that are under way
 * at the same time travel together.
 *
 * <p>Every call ends in one of three ways. It returns; or it throws a {@link RefusedException}, and
 * was certainly not applied; or it throws an {@link UnknownOutcomeException}, and may or may not be
 * applied, now or later. The {@code …Async} twins end their futures the same way, on the client's
 * own thread unless {@link PalisadeClientBuilder#callbackExecutor} says otherwise: a callback must
 * not block there. Cancelling a future does not withdraw the call.
 *
 * <p>Calls of which one does not wait for the other have no order. Texts stand for their UTF-8
 * form.
 */
public final class PalisadeClient implements AutoCloseable {
  private final Courier courier;
  private final Calls calls;
  private final Fences fences;
  private final Nodes nodes;

  PalisadeClient(Courier courier, Calls calls) {
    this.courier = courier;
    this.calls = calls;
    fences = new Fences(calls);
    nodes = new Nodes(courier.channels(), calls);
  }

  /** Settings of a new client; only the endpoints are needed. */
  public static PalisadeClientBuilder builder() {
    return new PalisadeClientBuilder();
  }

  // ---- put

  /** Sets one key: 1 to 4,096 bytes, a value of up to 1 MiB. */
  public PutResult put(Bytes key, Bytes value) {
    return put(key, value, WriteOptions.none());
  }

  public PutResult put(Bytes key, Bytes value, WriteOptions options) {
    return calls.await(KvRequests.put(key, value, options));
  }

  public PutResult put(String key, String value) {
    return put(Bytes.of(key), Bytes.of(value));
  }

  public PutResult put(String key, String value, WriteOptions options) {
    return put(Bytes.of(key), Bytes.of(value), options);
  }

  public CompletableFuture<PutResult> putAsync(Bytes key, Bytes value) {
    return putAsync(key, value, WriteOptions.none());
  }

  public CompletableFuture<PutResult> putAsync(Bytes key, Bytes value, WriteOptions options) {
    return calls.start(KvRequests.put(key, value, options));
  }

  // ---- get

  /** Reads one key, linearizably. */
  public GetResult get(Bytes key) {
    return get(key, ReadOptions.linearizable());
  }

  public GetResult get(Bytes key, ReadOptions options) {
    return calls.await(KvRequests.get(key, options));
  }

  public GetResult get(String key) {
    return get(Bytes.of(key));
  }

  public GetResult get(String key, ReadOptions options) {
    return get(Bytes.of(key), options);
  }

  public CompletableFuture<GetResult> getAsync(Bytes key) {
    return getAsync(key, ReadOptions.linearizable());
  }

  public CompletableFuture<GetResult> getAsync(Bytes key, ReadOptions options) {
    return calls.start(KvRequests.get(key, options));
  }

  // ---- delete

  /** Deletes one key; deleting an absent one changes nothing. */
  public DeleteResult delete(Bytes key) {
    return delete(KeyRange.key(key), WriteOptions.none());
  }

  public DeleteResult delete(String key) {
    return delete(Bytes.of(key));
  }

  /** Deletes the keys of a range, at most 10,000 at once. */
  public DeleteResult delete(KeyRange range) {
    return delete(range, WriteOptions.none());
  }

  public DeleteResult delete(KeyRange range, WriteOptions options) {
    return calls.await(KvRequests.delete(range, options));
  }

  public CompletableFuture<DeleteResult> deleteAsync(KeyRange range) {
    return deleteAsync(range, WriteOptions.none());
  }

  public CompletableFuture<DeleteResult> deleteAsync(KeyRange range, WriteOptions options) {
    return calls.start(KvRequests.delete(range, options));
  }

  // ---- range

  /** Reads the pairs of a range in key order, linearizably: at most 10,000 pairs and 4 MiB. */
  public RangeResult range(KeyRange range) {
    return range(RangeQuery.over(range), ReadOptions.linearizable());
  }

  public RangeResult range(RangeQuery query) {
    return range(query, ReadOptions.linearizable());
  }

  public RangeResult range(RangeQuery query, ReadOptions options) {
    return calls.await(KvRequests.range(query, options));
  }

  /**
   * The pairs of a range of any size, read page by page as they are iterated, all of them as of the
   * revision of the first page. Each {@link Iterable#iterator} begins again. An iteration throws
   * what {@link #range} throws; a {@link CompactedException} when it takes so long that its
   * revision is compacted.
   *
   * @param query its limit is the size of a page; not one that only counts
   */
  public Iterable<KeyValue> rangePages(RangeQuery query, ReadOptions options) {
    if (query.shape() == RangeQuery.Shape.COUNT) {
      throw new IllegalArgumentException("a query that only counts has no pages; use range");
    }
    return () -> new RangePages(this::range, query, options);
  }

  /** As the other one, linearizably. */
  public Iterable<KeyValue> rangePages(RangeQuery query) {
    return rangePages(query, ReadOptions.linearizable());
  }

  public CompletableFuture<RangeResult> rangeAsync(RangeQuery query) {
    return rangeAsync(query, ReadOptions.linearizable());
  }

  public CompletableFuture<RangeResult> rangeAsync(RangeQuery query, ReadOptions options) {
    return calls.start(KvRequests.range(query, options));
  }

  // ---- transactions

  /** Begins a transaction. */
  public Txn txn() {
    return new Txn(calls);
  }

  /**
   * Sets a key if it has an expected value. That it has another is a result, not an exception; the
   * result then holds what it has.
   */
  public CompareAndSetResult compareAndSet(Bytes key, Bytes expected, Bytes value) {
    return compareAndSet(key, expected, value, WriteOptions.none());
  }

  public CompareAndSetResult compareAndSet(
      Bytes key, Bytes expected, Bytes value, WriteOptions options) {
    return compareAndSetOf(compareAndSetTxn(key, expected, value, options).commit());
  }

  public CompareAndSetResult compareAndSet(String key, String expected, String value) {
    return compareAndSet(Bytes.of(key), Bytes.of(expected), Bytes.of(value));
  }

  public CompletableFuture<CompareAndSetResult> compareAndSetAsync(
      Bytes key, Bytes expected, Bytes value, WriteOptions options) {
    return compareAndSetTxn(key, expected, value, options)
        .commitAsync()
        .thenApply(PalisadeClient::compareAndSetOf);
  }

  private Txn compareAndSetTxn(Bytes key, Bytes expected, Bytes value, WriteOptions options) {
    Txn txn = txn().ifValueEquals(key, expected).thenPut(key, value).orElseGet(key);
    options.tokens().forEach(txn::withFence);
    options.timeout().ifPresent(txn::withTimeout);
    return txn;
  }

  private static CompareAndSetResult compareAndSetOf(TxnResult result) {
    Optional<KeyValue> actual =
        result.succeeded() ? Optional.empty() : ((GetResult) result.results().get(0)).kv();
    return new CompareAndSetResult(result.succeeded(), actual, result.revision(), result.hlc());
  }

  // ---- the rest

  /**
   * Drops versions that no read at or after a revision can see; returns the compacted revision.
   *
   * @param revision at most the current one
   */
  public long compact(long revision) {
    return calls.await(KvRequests.compact(revision));
  }

  public CompletableFuture<Long> compactAsync(long revision) {
    return calls.start(KvRequests.compact(revision));
  }

  /** Fences and protected prefixes. */
  public Fences fences() {
    return fences;
  }

  /** Calls to one chosen node, for operators. */
  public Nodes nodes() {
    return nodes;
  }

  /** Short for {@code nodes().status(endpoint)}. */
  public NodeStatus status(String endpoint) {
    return nodes.status(endpoint);
  }

  /**
   * Ends every call that is under way: as unknown when it is a mutation that was sent, otherwise
   * with {@link ClientClosedException}. Closes the session and the connections. Takes at most about
   * a second; may be called twice.
   */
  @Override
  public void close() {
    courier.close();
  }
}
