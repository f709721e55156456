package dev.palisade.client;

import java.util.List;

/**
 * A transaction ran.
 *
 * @param succeeded the conditions held, so the {@code then…} operations ran; otherwise the {@code
 *     orElse…} ones
 * @param results one for each operation that ran, in order
 */
public record TxnResult(boolean succeeded, List<OperationResult> results, long revision, Hlc hlc) {
  public TxnResult {
    results = List.copyOf(results);
  }
}
