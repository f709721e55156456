package dev.palisade.client;

import dev.palisade.proto.kv.GrantRequest;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Fences: monotonic tokens that the store itself checks on every write that carries one. Safe for
 * many threads. Every method ends as {@link PalisadeClient}'s do.
 */
public final class Fences {
  private static final int LONGEST_PAGE = 10_000;

  private final Calls calls;

  Fences(Calls calls) {
    this.calls = calls;
  }

  /**
   * Mints a token that is higher than all before it: writes with earlier tokens of this fence are
   * refused from then on.
   *
   * @param fence 1 to 256 bytes of UTF-8
   * @param holder free text of up to 256 bytes that later evidence shows
   */
  public FenceToken grant(String fence, String holder) {
    return calls.await(FenceRequests.grant(grantOf(fence, holder).build()));
  }

  public CompletableFuture<FenceToken> grantAsync(String fence, String holder) {
    return calls.start(FenceRequests.grant(grantOf(fence, holder).build()));
  }

  /**
   * Mints a token unless another grant is live.
   *
   * @throws FencedException with reason HELD, and who holds it
   */
  public FenceToken grantIfFree(String fence, String holder) {
    return calls.await(FenceRequests.grant(grantOf(fence, holder).setOnlyIfFree(true).build()));
  }

  public CompletableFuture<FenceToken> grantIfFreeAsync(String fence, String holder) {
    return calls.start(FenceRequests.grant(grantOf(fence, holder).setOnlyIfFree(true).build()));
  }

  private static GrantRequest.Builder grantOf(String fence, String holder) {
    return GrantRequest.newBuilder()
        .setFence(Utf8.checked("fence name", fence))
        .setHolder(Utf8.checked("holder", holder));
  }

  /** Ends a grant: its token is dead from then on. Returns the revision. */
  public long release(FenceToken token) {
    return calls.await(FenceRequests.release(token));
  }

  public CompletableFuture<Long> releaseAsync(FenceToken token) {
    return calls.start(FenceRequests.release(token));
  }

  /** Whether a write with this token would be accepted now. */
  public FenceCheck check(FenceToken token) {
    return check(token, ReadOptions.linearizable());
  }

  /** Whether a write with this token would be accepted; options as of a revision do not apply. */
  public FenceCheck check(FenceToken token, ReadOptions options) {
    return calls.await(FenceRequests.check(token.fence(), token.token(), options));
  }

  public CompletableFuture<FenceCheck> checkAsync(FenceToken token, ReadOptions options) {
    return calls.start(FenceRequests.check(token.fence(), token.token(), options));
  }

  /** What the store knows of a fence, whatever token is live. */
  public FenceCheck state(String fence) {
    return calls.await(FenceRequests.check(fence, 0, ReadOptions.linearizable()));
  }

  public CompletableFuture<FenceCheck> stateAsync(String fence) {
    return calls.start(FenceRequests.check(fence, 0, ReadOptions.linearizable()));
  }

  /**
   * Declares a fence whose tokens are issued elsewhere: the highest token seen is its mark. Returns
   * the revision.
   *
   * @param mark tokens below it are refused; at least 0
   */
  public long declareExternal(String fence, long mark) {
    return calls.await(FenceRequests.declareExternal(fence, mark));
  }

  public CompletableFuture<Long> declareExternalAsync(String fence, long mark) {
    return calls.start(FenceRequests.declareExternal(fence, mark));
  }

  /**
   * From then on every write below the prefix must carry a live token of the fence. Returns the
   * revision.
   *
   * @param prefix 1 to 4,096 bytes
   */
  public long protect(Bytes prefix, String fence) {
    return calls.await(FenceRequests.protect(prefix, fence));
  }

  public long protect(String prefix, String fence) {
    return protect(Bytes.of(prefix), fence);
  }

  public CompletableFuture<Long> protectAsync(Bytes prefix, String fence) {
    return calls.start(FenceRequests.protect(prefix, fence));
  }

  /** Ends a protection that no live token guards any more. Returns the revision. */
  public long unprotect(Bytes prefix) {
    return calls.await(FenceRequests.unprotect(prefix, List.of()));
  }

  public long unprotect(String prefix) {
    return unprotect(Bytes.of(prefix));
  }

  /** Ends a protection as the holder of a live token of its fence. Returns the revision. */
  public long unprotect(Bytes prefix, FenceToken token) {
    return calls.await(FenceRequests.unprotect(prefix, List.of(token)));
  }

  public long unprotect(String prefix, FenceToken token) {
    return unprotect(Bytes.of(prefix), token);
  }

  public CompletableFuture<Long> unprotectAsync(Bytes prefix, List<FenceToken> tokens) {
    return calls.start(FenceRequests.unprotect(prefix, tokens));
  }

  /**
   * All fences and protected prefixes, by name. Read in pages, each by itself: what changes
   * meanwhile may be seen or not.
   */
  public FenceList list() {
    return list(ReadOptions.linearizable());
  }

  public FenceList list(ReadOptions options) {
    FenceList all = FenceList.START;
    while (all.more()) {
      all = all.with(page(all, LONGEST_PAGE, options));
    }
    return all;
  }

  public CompletableFuture<FenceList> listAsync(ReadOptions options) {
    return listFrom(FenceList.START, options);
  }

  /**
   * The fences and protected prefixes that follow others: a bounded part of {@link #list}.
   *
   * @param after what was listed before, {@link FenceList#START} at first
   * @param limit at most this many fences and prefixes together, 1 to 10,000; fewer come when their
   *     names are long
   */
  public FenceList page(FenceList after, int limit, ReadOptions options) {
    return calls.await(FenceRequests.page(after, limit, options));
  }

  private CompletableFuture<FenceList> listFrom(FenceList before, ReadOptions options) {
    return calls
        .start(FenceRequests.page(before, LONGEST_PAGE, options))
        .thenCompose(
            page -> {
              FenceList all = before.with(page);
              return all.more() ? listFrom(all, options) : CompletableFuture.completedFuture(all);
            });
  }
}
