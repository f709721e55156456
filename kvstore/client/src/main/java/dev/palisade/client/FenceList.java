package dev.palisade.client;

import java.util.List;

/**
 * All fences and protected prefixes, by name.
 *
 * @param revision that was read
 * @param stale the answer came from what one replica had applied
 */
public record FenceList(
    List<FenceState> fences, List<Protection> protections, long revision, boolean stale) {
  public FenceList {
    fences = List.copyOf(fences);
    protections = List.copyOf(protections);
  }

  /** Every write below the prefix must carry a live token of the fence. */
  public record Protection(Bytes prefix, String fence) {}
}
