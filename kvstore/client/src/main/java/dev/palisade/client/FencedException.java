package dev.palisade.client;

/**
 * A fencing token that the write carried is not live, or a fence is held by another. Stop writing
 * on behalf of that grant: somebody else may hold it now. The evidence says who.
 */
public final class FencedException extends RefusedException {
  private static final long serialVersionUID = 1L;

  /** Why a token was refused. */
  public enum Reason {
    /** A higher token was minted, or the mark is higher. */
    STALE,
    /** This token was never minted. */
    NEVER_MINTED,
    /** The grant was released. */
    RELEASED,
    /** The fence is held by another: the answer to {@link Fences#grantIfFree}. */
    HELD,
    /** There is no such fence. */
    NO_SUCH_FENCE,
    /** A reason that this client does not know. */
    OTHER
  }

  private final Reason reason;
  private final long presentedToken;
  private final transient FenceState state;

  FencedException(String message, Reason reason, long presentedToken, FenceState state) {
    super(message);
    this.reason = reason;
    this.presentedToken = presentedToken;
    this.state = state;
  }

  public Reason reason() {
    return reason;
  }

  /** The token that the write carried; 0 for {@link Reason#HELD}. */
  public long presentedToken() {
    return presentedToken;
  }

  /** The fence as it is now. Only the name means something for {@link Reason#NO_SUCH_FENCE}. */
  public FenceState state() {
    return state;
  }

  /** The latest token. */
  public long currentToken() {
    return state.currentToken();
  }

  /** Who holds it, as given at the grant. */
  public String holder() {
    return state.holder();
  }

  /** Since when. */
  public Hlc since() {
    return state.since();
  }
}
