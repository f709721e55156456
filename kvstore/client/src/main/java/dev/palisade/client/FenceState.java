package dev.palisade.client;

/**
 * What the store knows of a fence: also the evidence of a refusal.
 *
 * @param currentToken the latest token minted, or the mark of an external fence; 0 before the first
 * @param holder who holds it, as given at the grant; empty for external fences
 * @param since when the current token was minted or the mark was set
 * @param released the current grant was released: no token is live
 */
public record FenceState(
    String fence, Kind kind, long currentToken, String holder, Hlc since, boolean released) {
  /** Who issues the tokens. */
  public enum Kind {
    /** The store. */
    MINTED,
    /** Somebody else; the highest token seen is the mark. */
    EXTERNAL
  }
}
