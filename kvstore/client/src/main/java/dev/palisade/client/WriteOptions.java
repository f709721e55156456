package dev.palisade.client;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a write presents and returns, and for how long its caller waits. Immutable. */
public final class WriteOptions {
  private static final WriteOptions NONE = new WriteOptions(List.of(), false, null);

  private final List<FenceToken> tokens;
  private final boolean returnPrevious;
  private final @Nullable Duration timeout;

  private WriteOptions(
      List<FenceToken> tokens, boolean returnPrevious, @Nullable Duration timeout) {
    this.tokens = tokens;
    this.returnPrevious = returnPrevious;
    this.timeout = timeout;
  }

  /** No token, no previous version, the client's timeout. */
  public static WriteOptions none() {
    return NONE;
  }

  /** The write is refused unless this token is live. */
  public static WriteOptions fencedBy(FenceToken token) {
    return NONE.andFencedBy(token);
  }

  /** The write is refused unless this token is live too; at most 16 tokens. */
  public WriteOptions andFencedBy(FenceToken token) {
    List<FenceToken> more = new ArrayList<>(tokens);
    more.add(token);
    return new WriteOptions(List.copyOf(more), returnPrevious, timeout);
  }

  /** Return what the write replaced or deleted. */
  public WriteOptions returningPrevious() {
    return new WriteOptions(tokens, true, timeout);
  }

  /** Ends the call after this long, instead of the client's timeout. */
  public WriteOptions withTimeout(Duration timeout) {
    return new WriteOptions(tokens, returnPrevious, Timeouts.requirePositive(timeout));
  }

  List<FenceToken> tokens() {
    return tokens;
  }

  boolean returnsPrevious() {
    return returnPrevious;
  }

  Optional<Duration> timeout() {
    return Optional.ofNullable(timeout);
  }
}
