package dev.palisade.client;

import java.util.List;

/**
 * Keys were deleted, perhaps none.
 *
 * @param revision the store's afterwards; unchanged when nothing was deleted
 * @param previous the deleted versions in key order, if asked for
 */
public record DeleteResult(long revision, Hlc hlc, long deleted, List<KeyValue> previous)
    implements OperationResult {
  public DeleteResult {
    previous = List.copyOf(previous);
  }
}
